import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { safe } from '../../text/sanitise.ts';
import { processState } from '../../vantage/process-state.ts';
import type { Injector, Missing, Verification } from '../injector.ts';
import {
  bootId,
  isAlive,
  type ProcessIdentity,
  processIdentitySchema,
} from '../leases/process-identity.ts';
import { id } from '../scenario/grammar.ts';
import type { ScenarioProcess, ScenarioWorld } from '../world.ts';
import { signalProcess } from './process/signal-process.ts';

/** Milliseconds in which the kernel has stopped or ended a process. */
const IN_FORCE_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 10;
/** The kernel's letters for stopped, and for stopped by a tracer. */
const stoppedStates: readonly (string | null)[] = ['T', 't'];

const options = z.strictObject({
  process: id.meta({ description: 'Name of a process that the scenario starts.' }),
  action: z.enum(['stop', 'kill']).meta({ description: 'SIGSTOP or SIGKILL.' }),
});
type ProcessFault = z.output<typeof options>;

const planSchema = z.object({
  process: z.string(),
  action: z.enum(['stop', 'kill']),
  identity: processIdentitySchema,
  /** Process ids of another start of the machine say nothing. */
  bootId: z.string(),
});
type ProcessUndoPlan = z.output<typeof planSchema>;

/** Faults of processes that the scenario itself has started, and of no other. */
export const processInjector: Injector<ProcessFault> = {
  kind: 'process',
  options,
  partial: false,

  explain: ({ process: name, action }) =>
    action === 'stop'
      ? `stops the process "${name}" of the scenario (SIGSTOP)`
      : `kills the process "${name}" of the scenario (SIGKILL)`,

  async preflight({ process: name }, world) {
    const missing = missingProcess(name, world);
    return missing ? [missing] : [];
  },

  async plan({ options: { process: name, action } }, world): Promise<ProcessUndoPlan> {
    const { pid, startTicks } = running(name, world);
    return { process: name, action, identity: { pid, startTicks }, bootId: bootId() };
  },

  async inject({ options: { process: name, action } }, _plan, world) {
    // After a pause of a flapping fault it has another number than in the plan.
    const target = running(name, world);
    const identity = { pid: target.pid, startTicks: target.startTicks };
    signalProcess(identity, action === 'stop' ? 'SIGSTOP' : 'SIGKILL');
    const inForce = action === 'stop' ? isStopped : (one: ProcessIdentity) => !isAlive(one);
    const giveUpAt = performance.now() + IN_FORCE_WITHIN_MS;
    while (!inForce(identity)) {
      if (performance.now() > giveUpAt) throw unmoved(name, identity, action);
      await pause(LOOK_EVERY_MS);
    }
  },

  async undo(undoPlan, world) {
    const plan = planSchema.parse(undoPlan);
    if (plan.bootId !== bootId()) return;
    signalProcess(plan.identity, 'SIGCONT');
    const now = world?.processes.get(plan.process);
    if (plan.action === 'kill' && now && !isAlive(now)) await now.restart?.();
  },

  async verify(undoPlan, world) {
    const plan = planSchema.parse(undoPlan);
    const now = world?.processes.get(plan.process);
    return now ? verifyHere(plan, now) : verifyElsewhere(plan);
  },
};

function verifyHere({ process: name }: ProcessUndoPlan, now: ScenarioProcess): Verification {
  const { pid } = now;
  if (!isAlive(now)) return { undone: false, seen: safe`${name} does not run` };
  return isStopped(now)
    ? { undone: false, seen: safe`${name} (process ${pid}) is stopped` }
    : { undone: true, seen: safe`${name} runs as process ${pid}` };
}

/** Without the scenario nobody can start the process again: it has to be gone, or to go on. */
function verifyElsewhere(plan: ProcessUndoPlan): Verification {
  const { process: name, identity } = plan;
  if (plan.bootId !== bootId() || !isAlive(identity)) {
    const seen = safe`${name} (process ${identity.pid}) is gone, and so is the drill that had started it`;
    return { undone: true, seen };
  }
  return isStopped(identity)
    ? { undone: false, seen: safe`${name} (process ${identity.pid}) is stopped` }
    : { undone: plan.action === 'stop', seen: safe`${name} (process ${identity.pid}) runs` };
}

function isStopped(identity: ProcessIdentity): boolean {
  return isAlive(identity) && stoppedStates.includes(processState(identity.pid));
}

/** @throws WeaklinkError E_DRILL_TARGET */
function running(name: string, world: ScenarioWorld): ScenarioProcess {
  const missing = missingProcess(name, world);
  const found = world.processes.get(name);
  if (found && !missing) return found;
  throw new WeaklinkError({
    code: 'E_DRILL_TARGET',
    message: missing?.what ?? name,
    hint: missing?.remedy ?? '',
    exitCode: ExitCode.CouldNotLook,
  });
}

function missingProcess(name: string, { processes }: ScenarioWorld): Missing | null {
  const found = processes.get(name);
  const remedy = 'Name it under `processes:`; no other process is ever touched.';
  if (!found) return { what: safe`the scenario has started no process "${name}"`, remedy };
  if (isAlive(found)) return null;
  return {
    what: safe`the process "${name}" (${found.pid}) of the scenario has ended`,
    remedy: 'Start it by hand with the same arguments to see why.',
  };
}

function unmoved(name: string, { pid }: ProcessIdentity, action: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_DRILL_INJECT',
    message: safe`${name} (process ${pid}) took no notice of the ${action}`,
    hint: 'It waits in the kernel; look at `ps -o stat,wchan` of it.',
    exitCode: ExitCode.CouldNotLook,
  });
}
