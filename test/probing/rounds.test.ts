import { expect, it } from 'vitest';
import { runRounds } from '../../src/probing/rounds.ts';
import { numbered } from '../events/samples.ts';
import {
  chainOf,
  lineServer,
  link,
  looksOf,
  okFinding,
  plan,
  planned,
  probing,
} from './planned.ts';

it('looks at everything so many times, with a pause between, and then ends', async () => {
  const server = await lineServer();
  const chain = chainOf(
    ...numbered(5).map((n) => link(`l${n}`, { probes: [plan({ port: server.port })] })),
  );
  const { options, observations } = probing();
  const counters = await runRounds({ ...options, looks: looksOf(chain), rounds: 3 });
  server.close();
  expect(counters).toMatchObject({ looks: 15, inFlight: 0, waiting: 0 });
  expect(numbered(5).map((n) => observations(`l${n}/line@local`).length)).toEqual(Array(5).fill(3));
  const startsOf = observations('l0/line@local').map(({ data }) => Date.parse(data.startedAt));
  expect((startsOf[1] ?? 0) - (startsOf[0] ?? 0)).toBeGreaterThanOrEqual(490);
});

it('stays within the caps', async () => {
  let running = 0;
  let most = 0;
  const looks = numbered(30).map((n) =>
    planned(
      async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running -= 1;
        return okFinding;
      },
      { stream: `l${n}/test@local`, target: `t${n}` },
    ),
  );
  const limits = { atOnce: 4, perSecond: 1_000, perTargetAtOnce: 9, perTargetPerSecond: 1_000 };
  const { options, observations } = probing({ limits });
  await runRounds({ ...options, looks, rounds: 1 });
  expect(observations()).toHaveLength(30);
  expect(most).toBe(4);
});

it('ends early when told to', async () => {
  const controller = new AbortController();
  const { options, observations } = probing();
  const look = planned(async () => {
    controller.abort();
    return okFinding;
  });
  const startedMs = performance.now();
  await runRounds({ ...options, looks: [look], rounds: 9, signal: controller.signal });
  expect(performance.now() - startedMs).toBeLessThan(400);
  expect(observations()).toHaveLength(0);
  await runRounds({ ...options, looks: [look], rounds: 9, signal: controller.signal });
});
