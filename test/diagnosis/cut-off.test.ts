import { describe, expect, it } from 'vitest';
import { link, Player, type Series } from '../support/looks.ts';

const store = link('store', 'store', [], 'http://store.test');
const probes = [{ kind: 'process', intervalMs: 1_000 }] as unknown as typeof store.probes;
const chain = { name: 'a-store', vantages: [], models: [], links: [{ ...store, probes }] };
const series: readonly Series[] = [
  { link: 'store', probe: 'http', name: 'health', reach: 'through' },
  { link: 'store', probe: 'http', name: 'data', reach: 'through' },
  { link: 'store', probe: 'process', reach: 'self' },
];

/** Nobody has looked at the process itself since. */
const shows = (symptom: string) => {
  const process = 'self.timeout';
  return {
    'store/health@local': symptom,
    'store/data@local': symptom,
    'store/process@local': process,
  };
};

/** What is believed of its modes after looks that showed this, one round each. */
function modesAfter(...symptoms: readonly string[]) {
  const player = new Player(chain, series);
  player.rounds(20);
  for (const symptom of symptoms) player.rounds(1, shows(symptom));
  const { hypotheses } = player.engine.verdict();
  const of = (mode: string) =>
    hypotheses
      .filter(({ faults }) => faults.some((one) => one.mode === mode))
      .reduce((sum, { probability }) => sum + probability, 0);
  return { crashed: of('service.crashed'), restarting: of('process.restarting') };
}

const refused = ['tcp.refused', 'tcp.refused', 'tcp.refused', 'tcp.refused'];

describe('a look that was under way as a fault began', () => {
  it('tells how that began, not how it goes on: cut off once, then refused, is a crash', () => {
    const { crashed, restarting } = modesAfter('http.reset', ...refused);
    expect(crashed).toBeGreaterThan(0.3);
    expect(crashed).toBeGreaterThan(restarting);
  });

  it('is what it is where looks are cut off again and again', () => {
    const cut = modesAfter('http.reset', 'tcp.refused', 'http.reset', 'tcp.refused', 'http.reset');
    expect(cut.restarting).toBeGreaterThan(10 * cut.crashed);
  });
});

/** How much likelier a crash is than a restart for ever, once a round of looks a tenth of a second long fails. */
function crashedToRestarting(rounds: number): number {
  const player = new Player(chain, series.toReversed());
  const round = (symptoms: Readonly<Record<string, string>>) => {
    player.round(symptoms);
    player.nowMs -= 900;
  };
  for (let at = 0; at < rounds; at += 1) round({});
  // Twenty milliseconds after the process was seen to be there, nothing listens.
  round({ ...shows('tcp.refused'), 'store/process@local': 'ok' });
  const { posterior } = player.engine.grounds;
  const { faults } = posterior.read();
  const of = (mode: string) =>
    posterior
      .faultsAt('store')
      .filter((fault) => fault.mode.id === mode)
      .reduce((sum, { index }) => sum + (faults[index] as number), 0);
  return of('service.crashed') / of('process.restarting');
}

it('a fault may begin between a look that is well and the next, however close they are', () => {
  const ratios = [20, 21, 22, 23, 24].map(crashedToRestarting);
  expect(Math.min(...ratios)).toBeGreaterThan(3);
});
