/**
 * `node scripts/probing/ours.ts KIND SECONDS HTTP-PORT HTTPS-PORT CA`: looks of ours, for the bench,
 * in a process of their own. They run as the scheduler runs them: through budgets, deadline, seal,
 * event and stream, by `src/probing/runner.ts`; only the wait until the next look is due is left out.
 */
import { probes } from '../../probes/registry.ts';
import type { Chain, ProbePlan } from '../../src/chain/types.ts';
import { createEventFactory } from '../../src/events/envelope.ts';
import { EventStream } from '../../src/events/stream.ts';
import type { Observation } from '../../src/events/types.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { planLooks } from '../../src/probing/plan.ts';
import { Runner } from '../../src/probing/runner.ts';
import { createRedactor } from '../../src/text/redact.ts';
import { localVantage } from '../../src/vantage/local.ts';
import {
  CONCURRENCY,
  type Kind,
  type Measurement,
  WARM_UP_LOOKS,
  WARM_UP_SECONDS,
} from './measurement.ts';

const [, , kind = 'http', seconds = '5', http = '', https = '', ca = ''] = process.argv;

/** Budgets protect targets; here the target is to be saturated. */
const unlimited = 1_000_000;
const phasesOf: Readonly<Record<Kind, readonly string[]>> = {
  http: ['resolve', 'connect', 'send', 'wait', 'transfer', 'total'],
  tcp: ['resolve', 'connect', 'total'],
  https: ['resolve', 'connect', 'tls', 'send', 'wait', 'transfer', 'total'],
};
const optionsOf: Readonly<Record<Kind, ProbePlan['options']>> = {
  http: { url: `http://127.0.0.1:${http}/` },
  tcp: { address: `127.0.0.1:${http}` },
  https: { url: `https://localhost:${https}/`, connectTo: `127.0.0.1:${https}`, ca },
};

const chosen = kind as Kind;
let bad = 0;
const stream = new EventStream({ onSubscriberError: fail });
stream.onEvent('bench', (event) => {
  if (event.type === 'weaklink.observation' && !isWhole(event.data)) bad += 1;
});
const [look] = planLooks(chainOf(chosen), probes);
if (!look) throw new Error('the chain of the bench has no look');
const runner = new Runner({
  stream,
  events: createEventFactory({ clock: systemClock, source: '/weaklink/bench/1' }),
  clock: systemClock,
  redactor: createRedactor(),
  vantage: () => localVantage,
  limits: {
    atOnce: unlimited,
    perSecond: unlimited,
    perTargetAtOnce: unlimited,
    perTargetPerSecond: unlimited,
  },
});

await lookFor(WARM_UP_SECONDS, WARM_UP_LOOKS);
bad = 0;
const before = process.cpuUsage();
const startMs = performance.now();
const looks = await lookFor(Number(seconds));
const { user, system } = process.cpuUsage(before);
const measurement: Measurement = {
  looks,
  bad,
  seconds: (performance.now() - startMs) / 1_000,
  cpuMs: (user + system) / 1_000,
  rssMb: process.memoryUsage.rss() / 1_048_576,
};
runner.stop();
process.stdout.write(JSON.stringify(measurement));

async function lookFor(howLongSeconds: number, leastLooks = 0): Promise<number> {
  const endMs = performance.now() + howLongSeconds * 1_000;
  let count = 0;
  const worker = async () => {
    while (look && (performance.now() < endMs || count < leastLooks)) {
      await runner.run(look);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return count;
}

/** Well, and with every phase that there is. */
function isWhole({ outcome, phases }: Observation): boolean {
  return outcome === 'ok' && phasesOf[chosen].every((phase) => phase in phases);
}

function chainOf(which: Kind): Chain {
  const plan: ProbePlan = {
    kind: which === 'tcp' ? 'tcp' : 'http',
    name: which,
    options: optionsOf[which],
    intervalMs: 1_000,
    deadlineMs: 5_000,
    vantage: 'local',
    inferred: false,
  };
  const link = { id: 'target', kind: 'service', needs: [], labels: {}, probes: [plan] } as const;
  return { name: 'bench', models: [], links: [link], vantages: [] };
}

function fail(error: unknown): never {
  throw error;
}
