import { describe, expect, it } from 'vitest';
import { explain } from '../../../src/diagnosis/explaining/explain.ts';
import { beganRows } from '../../../src/report/explanation/began.ts';
import { demoChain, demoSeries, keyOf, Player } from '../../support/looks.ts';
import { textOf } from '../../support/view.ts';

const store = demoSeries.filter(({ link }) => link === 'store');
const edge = demoSeries.filter((one) => keyOf(one) === 'edge/canary-chat@local');
const storeGone = { 'store/http@local': 'tcp.refused', 'store/process@local': 'process.absent' };
const edgeFails = { 'edge/canary-chat@local': 'http.502' };

function beganAt(player: Player, link: string) {
  const { engine } = player;
  const [one] = explain(engine.grounds, engine.verdict(), [link]);
  return one?.began ?? [];
}

describe('the order in which links began to fail', () => {
  it('is told with the least and the most that lies between', () => {
    const player = new Player(demoChain, [...store, ...edge]);
    player.rounds(20);
    player.rounds(5, storeGone);
    player.rounds(10, { ...storeGone, ...edgeFails });
    const [first, second] = beganAt(player, 'store');
    expect(first).toMatchObject({ link: 'store', after: null });
    expect(second?.link).toBe('edge');
    // Looks are a second apart, and it was five seconds: from four to six of them.
    expect(second?.after?.leastMs).toBeGreaterThan(3_900);
    expect(second?.after?.leastMs).toBeLessThan(5_000);
    expect(second?.after?.mostMs).toBeGreaterThan(5_000);
    expect(second?.after?.mostMs).toBeLessThan(6_100);
    const span = Date.parse(first?.notAfter ?? '') - Date.parse(first?.notBefore ?? '');
    expect(span).toBeGreaterThan(900);
    expect(textOf(beganRows(beganAt(player, 'store')))).toBe(
      [
        'Began     store between 00:00:18Z and 00:00:20Z',
        '          edge 4 s to 6 s after store',
      ].join('\n'),
    );
  });

  it('is not told where looks do not know it; then the blamed link comes first', () => {
    const player = new Player(demoChain, [...edge, ...store]);
    player.rounds(20);
    player.rounds(10, { ...storeGone, ...edgeFails });
    const began = beganAt(player, 'store');
    expect(began.map(({ link, after }) => [link, after])).toEqual([
      ['store', null],
      ['edge', null],
    ]);
    expect(textOf(beganRows(began))).toContain(
      'at about the same time, as far as looks tell: edge',
    );
  });

  it('has no beginning for what nobody saw well', () => {
    const player = new Player(demoChain, store);
    player.rounds(10, storeGone);
    const [first] = beganAt(player, 'store');
    expect(first?.notBefore).toBeNull();
    expect(textOf(beganRows(beganAt(player, 'store')))).toBe(
      'Began     store at 00:00:00Z or before',
    );
  });

  it("is nobody's business while a link is cleared", () => {
    const player = new Player(demoChain, store);
    player.rounds(10);
    expect(beganAt(player, 'store')).toEqual([]);
  });
});
