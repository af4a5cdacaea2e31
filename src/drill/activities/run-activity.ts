import { sanitise } from '../../text/sanitise.ts';
import type { Activity, Control, JsonValue, Tolerance } from '../experiment-types.ts';
import { isSuccess, type Met, meets } from '../tolerance/meets.ts';
import type { ActivityResult } from '../tolerance/result.ts';
import { askHttp } from './http-provider.ts';
import type { Outcome } from './outcome.ts';
import { pause } from './pause.ts';
import { runProcess } from './process-provider.ts';
import type { ActivityRecord } from './records.ts';
import { settingsFor } from './settings.ts';
import type { ActivityTools } from './tools.ts';

/** Characters of an output that are kept in the record: what a person reads of it. */
const maxOutputCharacters = 16_384;
const maxWhyCharacters = 300;

/**
 * Runs one activity with its pauses, controls and tolerance. Never rejects: what went wrong is in the
 * record. Its provider bounds how long it takes; the signal ends it at once.
 */
export async function runActivity(
  activity: Activity,
  tools: ActivityTools,
): Promise<ActivityRecord> {
  const { signal, clock } = tools;
  await pause(activity.pauseBeforeMs, signal);
  const before = await runControls(activity.controls, 'before', tools);
  const startedMs = clock.monotonic();
  const startedAt = new Date(clock.now()).toISOString();
  const outcome = await outcomeOf(activity, tools);
  const met = outcome.kind === 'result' ? await judged(activity.tolerance, outcome, tools) : null;
  const durationMs = clock.monotonic() - startedMs;
  const after = await runControls(activity.controls, 'after', tools);
  const record: ActivityRecord = {
    activity,
    status: statusOf(outcome),
    startedAt,
    endedAt: new Date(Date.parse(startedAt) + Math.round(durationMs)).toISOString(),
    durationMs: Math.round(durationMs),
    output: outcome.kind === 'result' ? outputOf(outcome.result, tools) : null,
    toleranceMet: activity.tolerance === null ? null : (met?.met ?? false),
    why: whyOf(outcome, met, tools),
    controls: [...before, ...after],
  };
  await pause(activity.pauseAfterMs, signal);
  return record;
}

/** Controls of one moment, one after the other. */
export async function runControls(
  controls: readonly Control[] = [],
  moment: 'before' | 'after',
  tools: ActivityTools,
): Promise<readonly ActivityRecord[]> {
  const records: ActivityRecord[] = [];
  for (const { scope, activity } of controls) {
    if (scope === moment || scope === 'both') records.push(await runActivity(activity, tools));
  }
  return records;
}

/** What a fault's provider came to: there is nothing to look at. */
type Done = { readonly kind: 'done' };

async function outcomeOf(activity: Activity, tools: ActivityTools): Promise<Outcome | Done> {
  const { provider } = activity;
  const { signal, settings, fault } = tools;
  if (signal.aborted) return { kind: 'aborted' };
  try {
    if (provider.kind === 'fault') {
      await fault(provider.fault, provider.do);
      return { kind: 'done' };
    }
    const own = settingsFor(activity, settings);
    return await (provider.kind === 'http'
      ? askHttp(provider, own, signal)
      : runProcess(provider, own, signal));
  } catch (error) {
    if (signal.aborted) return { kind: 'aborted' };
    return { kind: 'failed', why: error instanceof Error ? error.message : String(error) };
  }
}

async function judged(
  tolerance: Tolerance | null,
  { result }: { readonly result: ActivityResult },
  tools: ActivityTools,
): Promise<Met | null> {
  if (tolerance === null) return null;
  if (tolerance.kind !== 'probe') return meets(tolerance, result);
  // The probe that judges looks for itself: it met what it wanted, or it succeeded.
  const asked = await runActivity(tolerance.activity, tools);
  const met = asked.status === 'succeeded' && (asked.toleranceMet ?? wasSuccess(asked.output));
  return { met, why: `${tolerance.activity.name}: ${asked.why ?? (met ? 'holds' : 'failed')}` };
}

function wasSuccess(output: JsonValue): boolean {
  const { status = null } = (output ?? {}) as { status?: number };
  return status !== null && isSuccess({ ...(output as object), status } as ActivityResult);
}

function statusOf(outcome: Outcome | Done): ActivityRecord['status'] {
  if (outcome.kind === 'aborted') return 'aborted';
  return outcome.kind === 'failed' ? 'failed' : 'succeeded';
}

function whyOf(outcome: Outcome | Done, met: Met | null, { redactor }: ActivityTools) {
  const why = outcome.kind === 'failed' ? outcome.why : (met?.why ?? null);
  if (why === null) return null;
  return sanitise(redactor.redact(why), { maxCharacters: maxWhyCharacters });
}

/** The result without its secrets, and no longer than anybody reads. */
function outputOf(result: ActivityResult, { redactor }: ActivityTools): JsonValue {
  const clean = (value: JsonValue): JsonValue => {
    if (typeof value === 'string') {
      const options = { maxCharacters: maxOutputCharacters, lines: true };
      return sanitise(redactor.redact(value), options);
    }
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value as Readonly<Record<string, JsonValue>>);
    return Object.fromEntries(entries.map(([key, one]) => [redactor.redact(key), clean(one)]));
  };
  const whole = clean({ ...result });
  if (JSON.stringify(whole).length <= maxOutputCharacters * 2) return whole;
  return { kind: result.kind, status: result.status, left_out: 'the output is too large to keep' };
}
