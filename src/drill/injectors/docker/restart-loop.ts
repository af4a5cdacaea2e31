import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { safe } from '../../../text/sanitise.ts';
import type { Missing } from '../../injector.ts';
import type { DockerAction } from './action.ts';
import { signalContainer } from './container-process.ts';
import { BEAT_MS, endLoop, startLoop } from './kill-loop.ts';
import type { DockerPlan } from './plan.ts';
import { required, start, stop, verifyRunning, waitUntil } from './running-again.ts';
import { runs, type Subject } from './subject.ts';

/** Milliseconds in which the loop must be seen: Docker waits longer after each end, from 0.1 s on. */
const IN_FORCE_WITHIN_MS = 15_000;
/** Restarts from which on it is a loop and no accident. */
const LOOP_RESTARTS = 2;

const detailsSchema = z.object({ retries: z.number().int() });

/**
 * A container that Docker itself restarts again and again, as one that crashes at its start. An order
 * to Docker to kill would end its restarts, so the loop kills the process as the kernel knows it. While
 * the fault holds, the container has a restart policy with a telling count of retries: the loop goes
 * on only as long as it sees that very policy, so any process can end it by giving the old one back.
 */
export const restartLoopAction: DockerAction<'restart-loop'> = {
  endsContainer: true,
  explain: ({ container, life }) =>
    `kills the container ${container} again and again, ${life} ms after each start`,
  missing: (_options, subject) => cannotSignal(subject),
  details: (_options, subject) => ({ retries: telling(subject) }),

  async inject({ life }, plan, { daemon, signal, ttlMs }) {
    const { retries } = detailsSchema.parse(plan.details);
    await setPolicy(daemon, plan, { Name: 'on-failure', MaximumRetryCount: retries });
    startLoop(plan, retries, { lifeMs: life, ttlMs, signal });
    const loops = ({ RestartCount }: Subject) => RestartCount >= LOOP_RESTARTS;
    const what = 'it was killed and is not restarted';
    await waitUntil(daemon, plan.container, loops, { withinMs: IN_FORCE_WITHIN_MS, what });
  },

  async undo(plan, daemon) {
    const { container } = plan;
    const { retries } = detailsSchema.parse(plan.details);
    await endLoop(plan.token);
    const before = await required(daemon, container.id, container.name);
    if (holdsFault(before, retries)) {
      await setPolicy(daemon, plan, container.restartPolicy);
      // The loop of another process looks at the policy at each beat.
      await sleep(2 * BEAT_MS);
    }
    const subject = await required(daemon, container.id, container.name);
    // Docker forgets its count and its pauses only when somebody stops and starts the container.
    const untouched = subject.State.StartedAt === container.startedAt;
    if (runs(subject) && (untouched || subject.RestartCount === 0)) return;
    await stop(daemon, container.id, container.name);
    await start(daemon, container.id, container.name);
  },

  async verify(plan, daemon) {
    const { undone, seen, subject } = await verifyRunning(daemon, plan);
    if (!undone || !subject) return { undone, seen };
    const { Name, MaximumRetryCount } = subject.HostConfig.RestartPolicy;
    const same =
      Name === plan.container.restartPolicy.Name &&
      MaximumRetryCount === plan.container.restartPolicy.MaximumRetryCount;
    return { undone: same, seen: safe`${seen}, with the restart policy ${Name}` };
  },
};

function holdsFault({ HostConfig: { RestartPolicy: policy } }: Subject, retries: number): boolean {
  return policy.Name === 'on-failure' && policy.MaximumRetryCount === retries;
}

function setPolicy(
  daemon: Parameters<typeof stop>[0],
  { container: { id, name } }: DockerPlan,
  { Name, MaximumRetryCount }: DockerPlan['container']['restartPolicy'],
): Promise<unknown> {
  return daemon.call(`set the restart policy of ${name}`, (docker) =>
    docker.getContainer(id).update({ RestartPolicy: { Name, MaximumRetryCount } }),
  );
}

/** A count of retries that nobody uses, and that is not the container's own. */
function telling({ HostConfig: { RestartPolicy } }: Subject): number {
  const count = 1_000_000 + Math.floor(Math.random() * 1_000_000);
  return count === RestartPolicy.MaximumRetryCount ? count + 1 : count;
}

function cannotSignal(subject: Subject): readonly Missing[] {
  const why = signalContainer(subject, 0);
  if (why === null) return [];
  return [
    {
      what: safe`the process of ${subject.Name} cannot be killed from here: ${why}`,
      remedy: "Run weaklink as root on the container's own host, outside of any container.",
    },
  ];
}
