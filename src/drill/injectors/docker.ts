import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import type { Injector, Missing } from '../injector.ts';
import { actionOf } from './docker/actions.ts';
import { withDaemon } from './docker/daemon.ts';
import { type DockerFault, dockerFaultOptions } from './docker/options.ts';
import { type DockerPlan, dockerPlanSchema, makePlan } from './docker/plan.ts';
import { examine, noLocalSocket, socketOf } from './docker/preflight.ts';

/** Faults of containers whose owner has labelled them `weaklink.drill=allow`. */
export const dockerInjector: Injector<DockerFault> = {
  kind: 'docker',
  options: dockerFaultOptions,
  partial: false,

  explain: (options) => actionOf(options.action).explain(options),

  async preflight(options) {
    const socket = socketOf(options);
    if (socket === null) return [noLocalSocket];
    return withDaemon(socket, async (daemon) => (await examine(options, socket, daemon)).missing);
  },

  async plan({ options }, _world, signal): Promise<DockerPlan> {
    const socket = socketOf(options);
    if (socket === null) throw refusal(noLocalSocket);
    return withDaemon(
      socket,
      async (daemon) => {
        const { subject, missing } = await examine(options, socket, daemon);
        const [first] = missing;
        if (first) throw refusal(first);
        if (!subject) throw new Error('unreachable: an absent container is missing');
        const details = actionOf(options.action).details(options, subject);
        return makePlan(options.action, socket, subject, details);
      },
      signal,
    );
  },

  async inject({ options, ttlMs }, undoPlan, _world, signal) {
    const plan = dockerPlanSchema.parse(undoPlan);
    await withDaemon(
      plan.socket,
      (daemon) => actionOf(options.action).inject(options, plan, { daemon, signal, ttlMs }),
      signal,
    );
  },

  async undo(undoPlan) {
    const plan = dockerPlanSchema.parse(undoPlan);
    await withDaemon(plan.socket, (daemon) => actionOf(plan.action).undo(plan, daemon));
  },

  async verify(undoPlan) {
    const plan = dockerPlanSchema.parse(undoPlan);
    const { undone, seen } = await withDaemon(plan.socket, (daemon) =>
      actionOf(plan.action).verify(plan, daemon),
    );
    return { undone, seen };
  },
};

function refusal({ what, remedy }: Missing): WeaklinkError {
  return new WeaklinkError({
    code: 'E_DRILL_TARGET',
    message: what,
    hint: remedy,
    exitCode: ExitCode.CouldNotLook,
  });
}
