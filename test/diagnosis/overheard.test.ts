import { describe, expect, it } from 'vitest';
import type { Chain } from '../../src/chain/types.ts';
import { createEngine } from '../../src/diagnosis/engine.ts';
import { idioms } from '../../src/diagnosis/idioms.ts';
import { modeById } from '../../src/diagnosis/modes/catalogue.ts';
import type { Observation, WeaklinkEvent } from '../../src/events/types.ts';
import { safe } from '../../src/text/sanitise.ts';
import { link, Player, type Series } from '../support/looks.ts';

const chain = {
  name: 'a-gateway-on-a-box',
  vantages: [],
  models: [],
  links: [
    link('gateway', 'gateway', [{ link: 'box' }], 'http://gateway.test'),
    link('box', 'host'),
  ],
};
const ask: Series = { link: 'gateway', probe: 'openai', name: 'ask', reach: 'through' };

/** Ten looks that are well, then so many that fail and say this. */
function verdictOn(words: string, failing = 6, wellAgain = 0) {
  return heardIn(chain, [ask], words, failing, wellAgain);
}

function heardIn(
  place: Chain,
  series: readonly Series[],
  words: string,
  failing: number,
  wellAgain = 0,
) {
  const player = new Player(place, series);
  player.rounds(10);
  player.rounds(failing, { 'gateway/ask@local': 'llm.auth' });
  player.rounds(wellAgain);
  const engine = createEngine(place);
  for (const event of player.events) engine.accept(saying(event, words));
  return engine;
}

function saying(event: WeaklinkEvent, words: string): WeaklinkEvent {
  if (event.type !== 'weaklink.observation') return event;
  const data: Observation = event.data;
  return data.outcome === 'failed'
    ? { ...event, data: { ...data, summary: safe`${words}` } }
    : event;
}

const clockOf = (engine: ReturnType<typeof createEngine>) =>
  engine.verdict().links.find((one) => one.link === 'box')?.probability ?? Number.NaN;

describe('what a failing look says', () => {
  it('makes a cause likelier that speaks so, also of what the link needs', () => {
    const plain = clockOf(verdictOn('401 the key is not accepted'));
    const told = clockOf(verdictOn('401 token used before issued'));
    expect(told).toBeGreaterThan(5 * plain);
    expect(told).toBeGreaterThan(0.2);
  });

  it('is told once, however often it is repeated', () => {
    const { hearsay, nowMs } = verdictOn('401 token used before issued', 40).grounds;
    const { hearsay: once } = verdictOn('401 token used before issued', 1).grounds;
    const weightOf = (one: typeof hearsay) => one.weigh('box', [], nowMs)('host.clock');
    expect(weightOf(hearsay)).toBe(weightOf(once));
    expect(weightOf(hearsay)).toBeGreaterThan(1);
  });

  it('is forgotten when the series is well again', () => {
    const { hearsay, nowMs } = verdictOn('401 token used before issued', 6, 60).grounds;
    expect(hearsay.weigh('box', [], nowMs)('host.clock')).toBe(1);
  });

  it('says nothing of links that the look does not pass', () => {
    const { hearsay, nowMs } = verdictOn('401 token used before issued').grounds;
    expect(hearsay.weigh('elsewhere', [], nowMs)('host.clock')).toBe(1);
  });
});

describe('a clock that differs from another', () => {
  const place: Chain = {
    name: 'two-boxes',
    vantages: [],
    models: [],
    links: [
      link('gateway', 'gateway', [{ link: 'box' }, { link: 'identity' }], 'http://gateway.test'),
      link('box', 'host'),
      link('identity', 'service', [{ link: 'identity-box' }], 'http://id.test'),
      link('identity-box', 'host'),
    ],
  };
  const alive: Series = { link: 'gateway', probe: 'http', name: 'alive', reach: 'access' };
  const token: Series = { link: 'identity', probe: 'http', name: 'token', reach: 'through' };
  const words = '401 token used before issued';
  const shareOf = (series: readonly Series[], id: string) =>
    heardIn(place, [ask, alive, token, ...series], words, 12)
      .verdict()
      .links.find((one) => one.link === id)?.probability ?? Number.NaN;

  it('may be that of either machine at which nobody looks, whoever is well', () => {
    expect(shareOf([], 'identity-box')).toBeCloseTo(shareOf([], 'box'), 2);
    expect(shareOf([], 'box')).toBeGreaterThan(0.1);
  });

  it('is that of the other where somebody looks at the one', () => {
    const looked: Series = { link: 'identity-box', probe: 'host', reach: 'self' };
    expect(shareOf([looked], 'identity-box')).toBeLessThan(0.05);
    expect(shareOf([looked], 'box')).toBeGreaterThan(0.1);
  });
});

it.each(idioms)('knows the modes that speak as $words', ({ modes, factor }) => {
  for (const mode of modes) expect(modeById(mode)?.id).toBe(mode);
  expect(factor).toBeGreaterThan(1);
});
