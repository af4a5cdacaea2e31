import { z } from 'zod';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { findFault } from '../../sandbox/faults/registry.ts';
import { readInForce } from '../../sandbox/supervise/in-force.ts';
import type { Sandbox } from '../../sandbox/types.ts';
import type { Injector, UndoPlan, Verification } from '../injector.ts';
import {
  identityOf,
  isAlive,
  ownIdentity,
  processIdentitySchema,
} from '../leases/process-identity.ts';
import type { ScenarioWorld } from '../world.ts';
import { endSandbox, processesOfSandbox } from './sandbox-remains.ts';

/** The fault's name, alone or as `{ fault: name }`. */
const options = z.preprocess(
  (value) => (typeof value === 'string' ? { fault: value } : value),
  z.strictObject({ fault: z.string().meta({ description: 'Name of a fault of the sandbox.' }) }),
);
type SandboxOptions = z.infer<typeof options>;

const planSchema = z.object({
  fault: z.string(),
  directory: z.string(),
  supervisor: processIdentitySchema,
  /** Who holds the sandbox: it ends with this process. */
  drill: processIdentitySchema,
});

/**
 * The sandbox's own faults. They end in four ways: the drill clears them; the supervisor does when
 * their time is over; the sandbox ends with its console; and whoever finds its remains ends those.
 */
export const sandboxInjector: Injector<SandboxOptions> = {
  kind: 'sandbox',
  options,
  partial: false,

  explain({ fault }) {
    const { link, title } = findFault(fault);
    return `${fault}: in ${link} of the sandbox, ${title}`;
  },

  async preflight(_options, { sandbox }) {
    if (sandbox) return [];
    return [
      {
        what: 'the scenario runs on a chain of its own, and this fault is of the sandbox',
        remedy: 'Write `chain: sandbox`, or choose an injector for your own chain.',
      },
    ];
  },

  async plan({ options: { fault } }, world): Promise<z.infer<typeof planSchema>> {
    const { directory } = sandboxOf(world);
    const supervisor = identityOf(readInForce(directory)?.supervisor ?? 0);
    if (!supervisor) throw gone();
    return { fault: findFault(fault).name, directory, supervisor, drill: ownIdentity() };
  },

  async inject({ options: { fault }, ttlMs }, _plan, world) {
    await sandboxOf(world).inject(fault, { ttlMs });
  },

  async undo(plan, world) {
    const { fault, directory, drill } = planSchema.parse(plan);
    if (world?.sandbox?.directory === directory && readInForce(directory) !== null) {
      await world.sandbox.clear(fault);
    } else if (!isAlive(drill)) {
      await endSandbox(planSchema.parse(plan));
    }
    // Else the drill lives in another process: its sandbox clears the fault at the end of its time.
  },

  verify: async (plan) => verify(plan),
};

function verify(plan: UndoPlan): Verification {
  const { fault, directory, supervisor } = planSchema.parse(plan);
  const inForce = readInForce(directory);
  if (isAlive(supervisor) && inForce) {
    return inForce.faults.includes(fault)
      ? { undone: false, seen: `the sandbox says that ${fault} is in force` }
      : { undone: true, seen: `the sandbox says that ${fault} is not in force` };
  }
  const left = processesOfSandbox(directory).length;
  return left === 0
    ? { undone: true, seen: 'the sandbox has ended, and none of its processes is left' }
    : { undone: false, seen: `the sandbox has ended, and ${left} of its processes are left` };
}

function sandboxOf({ sandbox }: ScenarioWorld): Sandbox {
  if (!sandbox) throw gone();
  return sandbox;
}

function gone(): WeaklinkError {
  return new WeaklinkError({
    code: 'E_SANDBOX',
    message: 'the sandbox has ended',
    hint: 'Run the scenario again; if it happens again, look at the memory and the load of this machine.',
    exitCode: ExitCode.CouldNotLook,
  });
}
