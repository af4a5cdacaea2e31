import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { sanitise } from '../../text/sanitise.ts';
import type { Verification } from '../injector.ts';
import { injectorOf } from '../injectors/registry.ts';
import type { ScenarioWorld } from '../world.ts';
import type { HeldLease, Lease } from './lease.ts';
import { removeLease, writeLease } from './run-directory.ts';

/** Milliseconds that one undo or its verification may take: a container needs up to 10 s to stop. */
const STEP_MS = 30_000;
/** Milliseconds before the second try; each further pause is twice as long. */
const FIRST_PAUSE_MS = 500;

/** Undoes and verifies, and never throws: what went wrong is what was seen. */
export async function undoOnce(
  { injector: kind, plan }: Pick<Lease, 'injector' | 'plan'>,
  world: ScenarioWorld | null,
): Promise<Verification> {
  const injector = injectorOf(kind);
  if (!injector) return { undone: false, seen: `this version has no injector "${kind}"` };
  let trouble = '';
  try {
    await within(STEP_MS, injector.undo(plan, world));
  } catch (error) {
    trouble = `undo failed: ${messageOf(error)}`;
  }
  try {
    // Somebody else may have undone what we could not: only what is seen counts.
    const { undone, seen } = await within(STEP_MS, injector.verify(plan, world));
    return { undone, seen: trouble && !undone ? `${seen} (${trouble})` : seen };
  } catch (error) {
    const blind = `nobody could look whether it is undone: ${messageOf(error)}`;
    return { undone: false, seen: trouble ? `${blind} (${trouble})` : blind };
  }
}

/** As {@link undoOnce}, up to `tries` times; the lease goes when the undo was verified. */
export async function undoLease(
  { path, lease }: HeldLease,
  world: ScenarioWorld | null,
  tries: number,
): Promise<Verification> {
  let pauseMs = FIRST_PAUSE_MS;
  for (let left = tries; ; left -= 1) {
    const found = await undoOnce(lease, world);
    if (found.undone) {
      removeLease(path);
      return found;
    }
    // Gone: somebody else has undone it and verified that.
    if (existsSync(path)) {
      const lastAttempt = { at: new Date().toISOString(), seen: sanitise(found.seen) };
      writeLease(path, { ...lease, lastAttempt });
    }
    if (left <= 1) return found;
    await pause(pauseMs);
    pauseMs *= 2;
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function messageOf(error: unknown): string {
  return sanitise(error instanceof Error ? error.message : String(error));
}
