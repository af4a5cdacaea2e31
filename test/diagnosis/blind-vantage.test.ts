import { describe, expect, it } from 'vitest';
import type { Chain } from '../../src/chain/types.ts';
import { link, Player, type Series } from '../support/looks.ts';

/** Four parties that have nothing in common, seen from an office and from a data centre. */
const parties = ['vendor', 'search', 'hub', 'mail'];
const chain: Chain = {
  name: 'strangers',
  vantages: [],
  models: [],
  links: parties.map((id) => link(id, 'service', [], `https://${id}.test`)),
};
const series: readonly Series[] = parties.flatMap((id) => [
  { link: id, probe: 'http', name: 'office', reach: 'access' },
  { link: id, probe: 'http', name: 'dc', reach: 'access', vantage: 'dc' },
]);

/** From the office every third look fails, now of these and now of those. */
function lossy(from: 'office' | 'both', more: Readonly<Record<string, string>> = {}) {
  const player = new Player(chain, series);
  player.rounds(30);
  let draw = 7;
  const isLost = () => {
    draw = (draw * 1_103_515_245 + 12_345) % 2 ** 31;
    return draw / 2 ** 31 < 0.34;
  };
  for (let round = 0; round < 30; round += 1) {
    const lost = parties.filter(isLost);
    const failing = lost.flatMap((id) => [
      [`${id}/office@local`, 'tcp.timeout'],
      ...(from === 'both' ? [[`${id}/dc@dc`, 'tcp.timeout']] : []),
    ]);
    player.round({ ...Object.fromEntries(failing), ...(round === 20 ? more : {}) });
  }
  return player.engine.verdict();
}

describe('a vantage that loses a third of what it sends', () => {
  it('is told, and nobody is blamed', () => {
    const { status, culprits, headline, outsideProbability } = lossy('office');
    expect({ status, culprits }).toEqual({ status: 'undetermined', culprits: [] });
    expect(headline).toContain('seen from local alone');
    expect(outsideProbability).toBeGreaterThan(0.9);
  });

  it.each(['by chance', 'in turns'])(
    'is told within eight rounds where looks are lost %s',
    (how) => {
      const player = new Player(chain, series);
      player.rounds(30);
      let draw = 7;
      for (let round = 0; round < 8; round += 1) {
        const lost = parties.filter((_, at) => {
          if (how === 'in turns') return (round + at) % 3 === 0;
          draw = (draw * 1_103_515_245 + 12_345) % 2 ** 31;
          return draw / 2 ** 31 < 0.34;
        });
        player.round(Object.fromEntries(lost.map((id) => [`${id}/office@local`, 'tcp.timeout'])));
      }
      const { status, culprits } = player.engine.verdict();
      expect({ status, culprits }).toEqual({ status: 'undetermined', culprits: [] });
    },
  );

  it('is not suspected where there is one place alone to look from', () => {
    const player = new Player(
      chain,
      series.filter(({ name }) => name === 'office'),
    );
    player.rounds(30);
    player.rounds(8, { 'vendor/office@local': 'tcp.timeout' });
    expect(player.engine.verdict().culprits.map((culprit) => culprit.link)).toEqual(['vendor']);
  });

  it('is told beside an odd look from elsewhere', () => {
    const { culprits, headline } = lossy('office', { 'mail/dc@dc': 'http.503' });
    expect(culprits).toEqual([]);
    expect(headline).toContain('seen from local alone');
  });

  it('is not where another loses as much', () => {
    expect(lossy('both').headline).not.toContain('alone');
  });
});
