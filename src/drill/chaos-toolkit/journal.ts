import { hostname, release, type } from 'node:os';
import { version } from '../../platform/version.ts';
import { type Redactor, redactedMark } from '../../text/redact.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { ActivityRecord, ExperimentRecord, HypothesisRecord } from '../activities/records.ts';
import type { Activity, JsonValue } from '../experiment-types.ts';

/** Keys of an experiment whose texts are kept out of a journal, whatever they hold. */
const secretKey = /auth|token|secret|cookie|passw|credential|api[-_]?key/i;

/** Of a value that comes from elsewhere: what says where that is. */
const placeKeys: readonly string[] = ['type', 'key', 'path', 'env_var_type'];

export interface JournalInput {
  readonly record: ExperimentRecord;
  /** The experiment as its file says it. */
  readonly document: unknown;
  readonly redactor: Redactor;
}

/**
 * A Chaos Toolkit journal of a run, for the tools that read those. It says `weaklink` where the
 * library's version stands, and holds no secret: values of keys that sound like one are masked, and
 * everything the redactor knows is struck out.
 */
export function journalOf({ record, document, redactor }: JournalInput): JsonValue {
  const steady = (check: HypothesisRecord) => ({
    steady_state_met: check.met,
    probes: check.probes.map((probe) => entryOf(probe, true)),
  });
  const journal = {
    'chaoslib-version': `weaklink ${version}`,
    platform: `${type()}-${release()}`,
    node: sanitise(hostname()),
    experiment: masked(document as JsonValue),
    start: record.startedAt,
    end: record.endedAt,
    duration: record.durationMs / 1_000,
    status: record.status,
    deviated: record.deviated,
    steady_states: {
      before: record.before && steady(record.before),
      after: record.after && steady(record.after),
      during: record.during.map(steady),
    },
    run: record.run.map((one) => entryOf(one)),
    rollbacks: record.rollbacks.map((one) => entryOf(one)),
  };
  return redacted(journal as unknown as JsonValue, redactor);
}

function entryOf(record: ActivityRecord, isHypothesis = false) {
  const { activity, status, startedAt, endedAt, durationMs, output, toleranceMet, why } = record;
  return {
    activity: activityOf(activity),
    status,
    start: startedAt,
    end: endedAt,
    duration: durationMs / 1_000,
    output: outputOf(output),
    ...(toleranceMet === null && !isHypothesis ? {} : { tolerance_met: toleranceMet === true }),
    ...(status === 'failed' ? { exception: why === null ? [] : [why] } : {}),
  };
}

/** An activity in the words of the format. */
function activityOf({
  type: kind,
  name,
  provider,
  background,
  pauseBeforeMs,
  pauseAfterMs,
}: Activity) {
  const pauses = {
    ...(pauseBeforeMs > 0 ? { before: pauseBeforeMs / 1_000 } : {}),
    ...(pauseAfterMs > 0 ? { after: pauseAfterMs / 1_000 } : {}),
  };
  return {
    type: kind,
    name,
    provider: masked(providerOf(provider)),
    background,
    ...(Object.keys(pauses).length > 0 ? { pauses } : {}),
  };
}

function providerOf(provider: Activity['provider']): JsonValue {
  switch (provider.kind) {
    case 'http': {
      const { url, method, headers, timeoutMs } = provider;
      return { type: 'http', url, method, headers, timeout: timeoutMs / 1_000 };
    }
    case 'process': {
      const [path = '', ...rest] = provider.argv;
      return { type: 'process', path, arguments: rest, timeout: provider.timeoutMs / 1_000 };
    }
    case 'fault':
      return { type: 'fault', fault: provider.fault, do: provider.do };
  }
}

/** The format's outputs have no `kind`. */
function outputOf(output: JsonValue): JsonValue {
  if (typeof output !== 'object' || output === null || Array.isArray(output)) return output;
  const { kind: _, ...rest } = output as { readonly [key: string]: JsonValue };
  return rest;
}

/** Values under keys that sound secret are masked, unless they are references to one. */
function masked(value: JsonValue, isSecret = false): JsonValue {
  if (Array.isArray(value)) return value.map((one: JsonValue) => masked(one, isSecret));
  if (typeof value !== 'object' || value === null) {
    const isReference = /^\$\{[^{}]+\}$/.test(String(value));
    return isSecret && value !== null && !isReference ? redactedMark : value;
  }
  // `{ type: env, key: NAME }` says where a secret is, and not what it is.
  const isDeclared = typeof (value as { type?: JsonValue }).type === 'string';
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      const isPlace = isDeclared && placeKeys.includes(key);
      return [key, masked(one, (isSecret && !isPlace) || secretKey.test(key))];
    }),
  );
}

function redacted(value: JsonValue, redactor: Redactor): JsonValue {
  if (typeof value === 'string') return redactor.redact(value);
  if (Array.isArray(value)) return value.map((one: JsonValue) => redacted(one, redactor));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [redactor.redact(key), redacted(one, redactor)]),
  );
}
