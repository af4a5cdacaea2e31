import { describe, expect, it } from 'vitest';
import { demoChain, demoSeries, Player, type Series } from '../support/looks.ts';

/** The demo chain, with looks into both replicas and into the gateway. */
const series: readonly Series[] = [
  ...demoSeries,
  ...['gateway', 'replica-a', 'replica-b'].map(
    (link): Series => ({ link, probe: 'modelserver', reach: 'access' }),
  ),
];

const through = ['edge', 'gateway', 'router', 'replica-a'].map(
  (link) => `${link}/canary-chat@local`,
);
const requests = (symptom: string) => Object.fromEntries(through.map((key) => [key, symptom]));

function afterTrouble(symptoms: Readonly<Record<string, string>>) {
  const player = new Player(demoChain, series);
  player.rounds(20);
  player.rounds(6, symptoms);
  return player.engine.verdict();
}

describe('what a model server tells of itself decides', () => {
  it.each([
    ['engine.hung', 'server.engine_hung', 'llm.ttft_timeout'],
    ['engine.dead', 'server.engine_dead', 'llm.engine_error'],
    ['engine.loading', 'llm.loading', 'llm.loading'],
    ['engine.overloaded', 'server.queue_long', 'llm.ttft_slow'],
    ['engine.preempts', 'server.preempting', 'llm.stall'],
    ['engine.cpu_fallback', 'server.cpu_offload', 'llm.slow_tokens'],
    ['engine.overloaded', 'server.cache_cold', 'llm.ttft_slow'],
    ['model.corrupt', 'server.corrupted', 'llm.canary_mismatch'],
    ['engine.asleep', 'server.asleep', 'llm.ttft_timeout'],
    ['model.missing', 'llm.model_not_found', 'llm.model_not_found'],
  ])('%s', (mode, inside, seen) => {
    const verdict = afterTrouble({ ...requests(seen), 'replica-a/modelserver@local': inside });
    expect(verdict.culprits[0]?.link).toBe('replica-a');
    expect(verdict.culprits[0]?.mode).toBe(mode);
  });

  it('a gateway that leaves a deployment out, while the replica itself is well', () => {
    const limited = { ...requests('llm.rate_limited'), 'replica-a/canary-chat@local': 'ok' };
    const router = { 'router/canary-chat@local': 'ok' };
    const verdict = afterTrouble({
      ...limited,
      ...router,
      'gateway/modelserver@local': 'server.part_down',
    });
    expect(verdict.culprits[0]?.link).toBe('gateway');
  });

  it('nothing wrong inside speaks against a hung engine, and does not rule it out', () => {
    const hung = (player: Player): number => {
      player.rounds(20);
      player.rounds(6, requests('llm.ttft_timeout'));
      const { hypotheses } = player.engine.verdict();
      const found = hypotheses.find(({ faults }) =>
        faults.some(({ mode }) => mode === 'engine.hung'),
      );
      return found?.probability ?? 0;
    };
    const [blind, looked] = [hung(new Player()), hung(new Player(demoChain, series))];
    expect(looked).toBeGreaterThan(0);
    expect(looked).toBeLessThan(blind);
  });
});
