import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { FaultRequest, Injector, UndoPlan, Verification } from '../../src/drill/injector.ts';
import type { ScenarioWorld } from '../../src/drill/world.ts';

const program = join(import.meta.dirname, 'injecting.ts');
/** Milliseconds for a program that undoes and verifies. */
const UNDO_MS = 30_000;

/** A world in which the scenario has started nothing. */
export const emptyWorld: ScenarioWorld = {
  sandbox: null,
  proxies: new Map(),
  processes: new Map(),
};

/** The request for a fault as its runner makes it, with options as a file states them. */
export function requestOf<Options>(
  injector: Injector<Options>,
  options: unknown,
): FaultRequest<Options> {
  return { options: injector.options.parse(options), intensity: 1, ttlMs: 60_000, limit: 1 };
}

export interface Injected {
  readonly plan: UndoPlan;
  undo(world?: ScenarioWorld | null): Promise<Verification>;
}

/** Plans and injects; the undo is what a runner does. The plan passes through JSON, as on disk. */
export async function injectFault<Options>(
  injector: Injector<Options>,
  options: unknown,
  world: ScenarioWorld = emptyWorld,
): Promise<Injected> {
  const { signal } = new AbortController();
  const request = requestOf(injector, options);
  const plan = JSON.parse(JSON.stringify(await injector.plan(request, world, signal))) as UndoPlan;
  await injector.inject(request, plan, world, signal);
  return {
    plan,
    async undo(seenBy = world) {
      await injector.undo(plan, seenBy);
      return injector.verify(plan, seenBy);
    },
  };
}

/**
 * Injects in a process of its own and kills that with SIGKILL.
 *
 * @param when after the fault is in force, or as many milliseconds after the plan was written
 */
export async function injectAndDie<Options>(
  injector: Injector<Options>,
  options: unknown,
  when: 'injected' | number = 'injected',
  world: ScenarioWorld = emptyWorld,
): Promise<UndoPlan> {
  const request = requestOf(injector, options);
  const given = JSON.stringify({ request, processes: [...world.processes] });
  const child = spawn(process.execPath, [program, 'inject', injector.kind, given], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done) throw new Error('it ended before it had a plan');
  if (when === 'injected') await lines.next();
  else await new Promise((resolve) => setTimeout(resolve, when));
  child.kill('SIGKILL');
  await exited;
  return JSON.parse(first.value) as UndoPlan;
}

/** Undoes and verifies in a new process that knows nothing but the plan. */
export async function undoElsewhere(kind: string, plan: UndoPlan): Promise<Verification> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [program, 'undo', kind, JSON.stringify(plan)],
    { timeout: UNDO_MS },
  );
  return JSON.parse(stdout) as Verification;
}
