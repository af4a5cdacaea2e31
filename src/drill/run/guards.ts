import { pause } from '../activities/pause.ts';
import { runActivity } from '../activities/run-activity.ts';
import type { ActivityTools } from '../activities/tools.ts';
import type { Guard } from '../types.ts';
import type { Ends } from './ends.ts';

/** Watches until told to stop; a guard that fails too often in a row ends the run. */
export function watchGuards(
  guards: readonly Guard[],
  tools: ActivityTools,
  ends: Ends,
): () => Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([tools.signal, stop.signal]);
  const watches = guards.map((guard) => watchGuard(guard, { ...tools, signal }, ends));
  return async () => {
    stop.abort();
    await Promise.all(watches);
  };
}

async function watchGuard(guard: Guard, tools: ActivityTools, ends: Ends): Promise<void> {
  const { signal, clock } = tools;
  let failures = 0;
  while (!signal.aborted) {
    const startedMs = clock.monotonic();
    const { status, toleranceMet, why } = await runActivity(guard.activity, tools);
    if (signal.aborted) return;
    failures = status === 'succeeded' && toleranceMet !== false ? 0 : failures + 1;
    if (failures >= guard.failures) {
      const times = failures === 1 ? 'once' : `${failures} times in a row`;
      ends.end({
        by: 'guard',
        reason: `the guard "${guard.name}" failed ${times}: ${why ?? 'no reason'}`,
      });
      return;
    }
    await pause(guard.everyMs - (clock.monotonic() - startedMs), signal);
  }
}
