import { expect, it } from 'vitest';
import { createEngine } from '../../src/diagnosis/engine.ts';
import { VerdictPoints } from '../../src/replay/verdict-points.ts';
import { link, Player, type Series } from '../support/looks.ts';

const ask: Series = { link: 'gateway', probe: 'openai', name: 'ask', reach: 'through' };
const asks = 'gateway/ask@local';

function gatewayThatLooksEvery(intervalMs: number) {
  const gateway = link('gateway', 'gateway', [], 'http://gateway.test');
  const probes = [{ kind: 'openai', name: 'ask', intervalMs }] as unknown as typeof gateway.probes;
  return { name: 'one', vantages: [], models: [], links: [{ ...gateway, probes }] };
}

/** How many verdicts are drawn in a minute of looks, one a second, that all show this. */
function drawnInAMinute(intervalMs: number, symptom: string | null): number {
  const chain = gatewayThatLooksEvery(intervalMs);
  const player = new Player(chain, [ask]);
  player.rounds(60, symptom === null ? {} : { [asks]: symptom });
  player.rounds(60, symptom === null ? {} : { [asks]: symptom });
  const engine = createEngine(chain);
  const points = new VerdictPoints(engine, chain);
  const drawn = player.events.map((event) => {
    engine.accept(event);
    return points.after(event) !== null;
  });
  return drawn.slice(-60).filter(Boolean).length;
}

it('draws once a second while something is wrong, and twice a round where looks are rare', () => {
  expect(drawnInAMinute(1_000, 'tcp.refused')).toBe(60);
  expect(drawnInAMinute(20_000, 'tcp.refused')).toBe(6);
});

it('draws twice a minute while all is well', () => {
  expect(drawnInAMinute(1_000, null)).toBe(2);
});
