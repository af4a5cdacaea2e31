import { createServer } from 'node:net';
import { probes } from '../../probes/registry.ts';
import type { Chain, Link } from '../../src/chain/types.ts';
import { createEventFactory } from '../../src/events/envelope.ts';
import { EventStream } from '../../src/events/stream.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { type PlannedLook, planLooks } from '../../src/probing/plan.ts';
import { Scheduler } from '../../src/probing/scheduler.ts';
import { createRedactor } from '../../src/text/redact.ts';
import { safe } from '../../src/text/sanitise.ts';
import { localVantage } from '../../src/vantage/local.ts';

/** Seconds that are not counted: loading and compiling. */
const WARM_UP_SECONDS = 3;

/**
 * What the scheduler costs. Looks that find something at once show its own share; looks over real
 * sockets (the tcp probe at a listener of this process, so both ends are counted) show it in use.
 */
export async function printSchedulerCost(perSecond: number, seconds: number): Promise<void> {
  const server = createServer((socket) => socket.end()).listen(0);
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const chain = chainOf(perSecond, port);
  const looks = planLooks(chain, probes);
  const idle = looks.map((look): PlannedLook => {
    return {
      ...look,
      look: () => Promise.resolve({ outcome: 'ok', symptom: null, summary: safe`fine` }),
    };
  });
  console.log('| looks | looks/s | CPU ms a look | CPU of a core | late p99 ms |');
  console.log('| --- | --- | --- | --- | --- |');
  await measure('nothing to do', chain, [], seconds);
  await measure('the scheduler alone', chain, idle, seconds);
  await measure('tcp probe, both ends', chain, looks, seconds);
  server.close();
}

async function measure(
  title: string,
  chain: Chain,
  all: readonly PlannedLook[],
  seconds: number,
): Promise<void> {
  const stream = new EventStream({ onSubscriberError: console.error });
  const scheduler = new Scheduler({
    chain,
    looks: all,
    stream,
    events: createEventFactory({ clock: systemClock, source: '/weaklink/bench/1' }),
    clock: systemClock,
    redactor: createRedactor(),
    vantage: () => localVantage,
    onError: console.error,
  });
  scheduler.start();
  await pass(WARM_UP_SECONDS);
  const cpuBefore = process.cpuUsage();
  const looksBefore = scheduler.counters().looks;
  await pass(seconds);
  const { user, system } = process.cpuUsage(cpuBefore);
  const { looks: looksNow, latenessP99Ms } = scheduler.counters();
  await scheduler.stop();
  const cpuMs = (user + system) / 1_000;
  const done = looksNow - looksBefore;
  console.log(
    `| ${title} | ${(done / seconds).toFixed(1)} | ${done ? (cpuMs / done).toFixed(3) : '-'} | ${((cpuMs / seconds) * 0.1).toFixed(2)} % | ${latenessP99Ms.toFixed(2)} |`,
  );
}

function chainOf(count: number, port: number): Chain {
  const links = Array.from({ length: count }, (_, index): Link => {
    return {
      id: `link-${index}`,
      kind: 'service',
      needs: [],
      labels: {},
      probes: [
        {
          kind: 'tcp',
          name: 'tcp',
          // One address each: looks at one target share its budget.
          options: { address: `127.0.0.${1 + (index % 200)}:${port}` },
          intervalMs: 1_000,
          deadlineMs: 900,
          vantage: 'local',
          inferred: false,
        },
      ],
    };
  });
  return { name: 'bench', models: [], links, vantages: [] };
}

function pass(howLongSeconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, howLongSeconds * 1_000));
}
