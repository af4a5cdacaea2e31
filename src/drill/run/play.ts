import { setTimeout as sleep } from 'node:timers/promises';
import type { Session } from '../../session/session.ts';
import { safe, sanitise } from '../../text/sanitise.ts';
import type { PlannedChange, PlannedClaim, Scenario } from '../types.ts';
import { wordsOf } from './ends.ts';
import type { FaultDriver } from './fault-driver.ts';
import { type Step, scheduleOf } from './schedule.ts';

interface Cue {
  readonly atMs: number;
  readonly act: () => void;
}

/**
 * Does everything at its time: faults, changes, claims. Resolves at the end of the last fault, or
 * of the time in which a healthy chain must stay healthy.
 *
 * @throws what an injector throws, the signal's reason
 */
export async function playSchedule(
  scenario: Scenario,
  session: Session,
  driver: FaultDriver,
  outer: AbortSignal,
): Promise<void> {
  const { steps, endMs } = scheduleOf(scenario);
  const failed = new AbortController();
  const signal = AbortSignal.any([outer, failed.signal]);
  const running: Promise<void>[] = [];
  const stepCue = (step: Step): Cue => ({
    atMs: step.atMs,
    act: () => {
      const work = doStep(step, driver, signal);
      work.catch((error) => failed.abort(error));
      running.push(work);
    },
  });
  const told = [
    ...scenario.changes.map((one) => changeCue(one, session)),
    ...claimCues(scenario, session),
  ];
  // Stable: what is said at the time of a fault is said before it.
  const cues = [...told, ...steps.map(stepCue)].sort((a, b) => a.atMs - b.atMs);
  const zeroMs = performance.now() + Math.max(0, -(cues[0]?.atMs ?? 0));
  for (const { atMs, act } of cues) {
    await sleepUntil(zeroMs + atMs, signal);
    act();
  }
  await sleepUntil(zeroMs + endMs, signal);
  await Promise.all(running);
}

async function doStep(
  { do: what, fault, isEdge }: Step,
  driver: FaultDriver,
  signal: AbortSignal,
): Promise<void> {
  if (what === 'undo') return isEdge ? driver.undo(fault.name) : driver.pause(fault.name);
  try {
    await driver.inject(fault, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw new Error(`${fault.name} could not be injected: ${wordsOf(error)}`, { cause: error });
  }
}

/** @throws the signal's reason: an error of the timer's would hide it */
async function sleepUntil(atMs: number, signal: AbortSignal): Promise<void> {
  const waitMs = atMs - performance.now();
  try {
    if (waitMs > 0) await sleep(waitMs, undefined, { signal });
  } finally {
    signal.throwIfAborted();
  }
}

function changeCue({ atMs, link, what, from, to }: PlannedChange, session: Session): Cue {
  const shown = (text: string | null) => (text === null ? null : sanitise(text));
  const data = { link, what: sanitise(what), from: shown(from), to: shown(to) };
  return { atMs, act: () => session.publish('change', data, link) };
}

function claimCues({ claims }: Scenario, session: Session): readonly Cue[] {
  return claims.map(({ atMs, link, who, says, words }: PlannedClaim) => ({
    atMs,
    act: () => {
      const data = { link, who: safe`${who}`, says, words: safe`${words}`, updatedAt: null };
      session.publish('claim', data, link);
    },
  }));
}
