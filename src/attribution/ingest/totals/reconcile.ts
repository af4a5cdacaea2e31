import type { Inference } from '../../../events/types.ts';
import type { SafeText } from '../../../text/safe-text.ts';
import { safe } from '../../../text/sanitise.ts';
import type { TotalKind } from './metrics.ts';
import type { ReadTotals, Totals } from './read-totals.ts';

/** Kinds that both sides count. */
const compared = ['requests', 'prompt', 'completion'] as const satisfies readonly TotalKind[];

/** Why the two sides differ, as far as they tell. */
export type Explanation =
  /** The server was restarted, and counted from 0 again: what it counted before that is gone. */
  | { readonly reason: 'restarted' }
  /** Requests that the server served and nobody told of. */
  | { readonly reason: 'missing'; readonly requests: number }
  /** Attempts told of that the server did not count: failed before it, or served elsewhere. */
  | { readonly reason: 'elsewhere'; readonly requests: number }
  /** Streams that were cut off: the server counted what it made of them, their teller may not have. */
  | { readonly reason: 'aborted'; readonly requests: number; readonly withoutUsage: number }
  /** Attempts that were answered, and of which nobody told the usage. */
  | { readonly reason: 'without usage'; readonly requests: number };

export interface ComparedTotal {
  readonly kind: (typeof compared)[number];
  /** Counted by the server in between; null where it does not count that. */
  readonly server: number | null;
  /** Summed over the attempts told of. */
  readonly told: number;
  /** `server - told`: above 0, the server did more than is known. */
  readonly difference: number | null;
}

export interface Reconciliation {
  readonly model: SafeText;
  readonly totals: readonly ComparedTotal[];
  /** Empty where nothing differs. */
  readonly explanations: readonly Explanation[];
  /** Whether every difference has an explanation of its sign. */
  readonly explained: boolean;
}

/**
 * What a server counted between two looks at its metrics, beside the attempts told of in the same time.
 * A server counts under the name that it serves a model by, which is the one that the answer names.
 *
 * @param attempts merged, each once, of the time between the looks
 */
export function reconcile(
  before: ReadTotals,
  after: ReadTotals,
  attempts: readonly Inference[],
): readonly Reconciliation[] {
  const names = new Set([...before.models.keys(), ...after.models.keys()]);
  const byModel = new Map<string, Inference[]>();
  for (const attempt of attempts) {
    const name = nameServed(attempt, names);
    byModel.set(name, [...(byModel.get(name) ?? []), attempt]);
    names.add(name);
  }
  return [...names].sort().map((name) => {
    const [from, to] = [before.models.get(name), after.models.get(name)];
    return compare(name, from, to, byModel.get(name) ?? []);
  });
}

/** The server's own name of what it answered with; else that of the model asked for. */
function nameServed({ model, responseModel, adapter }: Inference, names: ReadonlySet<string>) {
  const candidates = [responseModel, adapter, model].filter((one) => one !== null);
  return candidates.find((one) => names.has(one)) ?? responseModel ?? model;
}

function compare(
  name: string,
  before: Totals | undefined,
  after: Totals | undefined,
  attempts: readonly Inference[],
): Reconciliation {
  const told: Readonly<Record<(typeof compared)[number], number>> = {
    requests: attempts.filter(({ outcome }) => outcome !== 'failed').length,
    prompt: sumOf(attempts, 'promptTokens'),
    completion: sumOf(attempts, 'completionTokens'),
  };
  const totals = compared.map((kind): ComparedTotal => {
    const server = growth(before?.get(kind), after?.get(kind));
    return {
      kind,
      server,
      told: told[kind],
      difference: server === null ? null : server - told[kind],
    };
  });
  const restarted = [...(after ?? [])].some(([kind, value]) => value < (before?.get(kind) ?? 0));
  const isEven = totals.every(({ difference }) => (difference ?? 0) === 0);
  const explanations = isEven ? [] : explanationsOf({ totals, restarted, attempts, before, after });
  return {
    model: safe`${name || 'the model of this server'}`,
    totals,
    explanations,
    explained: totals.every(({ difference }) => isExplained(difference ?? 0, explanations)),
  };
}

interface Case {
  readonly totals: readonly ComparedTotal[];
  readonly restarted: boolean;
  readonly attempts: readonly Inference[];
  readonly before: Totals | undefined;
  readonly after: Totals | undefined;
}

function explanationsOf({ totals, restarted, attempts, before, after }: Case) {
  const found: Explanation[] = restarted ? [{ reason: 'restarted' }] : [];
  const requests = totals.find(({ kind }) => kind === 'requests')?.difference ?? 0;
  if (requests > 0) found.push({ reason: 'missing', requests });
  if (requests < 0) found.push({ reason: 'elsewhere', requests: -requests });
  const aborted = attempts.filter(({ outcome }) => outcome === 'aborted');
  const counted = growth(before?.get('aborted'), after?.get('aborted')) ?? 0;
  const cutOff = Math.max(aborted.length, counted);
  if (cutOff > 0) {
    const withoutUsage = cutOff - aborted.filter(hasUsage).length;
    found.push({ reason: 'aborted', requests: cutOff, withoutUsage });
  }
  const silent = attempts.filter((one) => one.outcome === 'ok' && !hasUsage(one)).length;
  if (silent > 0) found.push({ reason: 'without usage', requests: silent });
  return found;
}

/** What lacks usage or was never told makes the server's side greater; what went elsewhere, ours. */
function isExplained(difference: number, explanations: readonly Explanation[]): boolean {
  if (difference === 0) return true;
  return explanations.some(({ reason }) => {
    if (reason === 'restarted' || reason === 'elsewhere') return difference < 0;
    return difference > 0;
  });
}

/** A counter that fell was begun anew: what it shows now was counted since. */
function growth(before: number | undefined, after: number | undefined): number | null {
  if (after === undefined) return null;
  const from = before ?? 0;
  return after >= from ? after - from : after;
}

function hasUsage({ promptTokens, completionTokens }: Inference): boolean {
  return promptTokens !== null && completionTokens !== null;
}

function sumOf(attempts: readonly Inference[], key: 'promptTokens' | 'completionTokens'): number {
  return attempts.reduce((sum, attempt) => sum + (attempt[key] ?? 0), 0);
}
