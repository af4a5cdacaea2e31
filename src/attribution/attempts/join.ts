import type { Inference } from '../../events/types.ts';
import { counters, outcomes } from './ranks.ts';

/** Citations kept of one attempt; an answer over 1,000 retrieved documents names the first of them. */
const MAX_CITATIONS = 256;

/**
 * Two tellings of one attempt by the same kind of teller → one that holds what both know. Commutative,
 * associative and idempotent, so neither order nor repetition matters: counters take the greater value,
 * times the wider span, words the one that is later in code units.
 *
 * @returns `a` itself where `b` adds nothing
 */
export function join(a: Inference, b: Inference): Inference {
  if (a === b) return a;
  const joined: { -readonly [K in keyof Inference]: Inference[K] } = { ...a };
  for (const counter of counters) joined[counter] = greater(a[counter], b[counter]);
  joinMoney(joined, a, b);
  joinTimes(joined, a, b);
  joinWords(joined, a, b);
  if (graver(b.outcome, a.outcome)) joined.outcome = b.outcome;
  joined.used = a.used === true || b.used === true ? true : (a.used ?? b.used);
  joinWay(joined, a, b);
  return same(a, joined) ? a : joined;
}

type Draft = { -readonly [K in keyof Inference]: Inference[K] };

/** A cost belongs to its currency: the two are taken together. */
function joinMoney(joined: Draft, a: Inference, b: Inference): void {
  const ofB =
    b.costNanos !== null &&
    (a.costNanos === null ||
      b.costNanos > a.costNanos ||
      (b.costNanos === a.costNanos && (b.currency ?? '') > (a.currency ?? '')));
  joined.costNanos = ofB ? b.costNanos : a.costNanos;
  joined.currency = ofB
    ? b.currency
    : a.costNanos === null
      ? later(a.currency, b.currency)
      : a.currency;
  // Who said what of the bill is kept apart (`Telling`): yes and no together make unknown.
  joined.billed = a.billed > b.billed ? a.billed : b.billed;
}

function joinTimes(joined: Draft, a: Inference, b: Inference): void {
  joined.startedAt = a.startedAt < b.startedAt ? a.startedAt : b.startedAt;
  joined.durationMs = Math.max(a.durationMs, b.durationMs);
  joined.firstTokenMs = smaller(a.firstTokenMs, b.firstTokenMs);
}

function joinWords(joined: Draft, a: Inference, b: Inference): void {
  joined.model = a.model > b.model ? a.model : b.model;
  joined.request = groups(a) !== groups(b) ? groupOf(a, b) : later(a.request, b.request);
  joined.operation = a.operation > b.operation ? a.operation : b.operation;
  joined.responseModel = later(a.responseModel, b.responseModel);
  joined.error = later(a.error, b.error);
  joined.consumer = later(a.consumer, b.consumer);
  joined.environment = later(a.environment, b.environment);
  joined.adapter = later(a.adapter, b.adapter);
  joined.output = longer(a.output, b.output);
  joined.citations = united(a.citations, b.citations);
}

/** Who calls a request as the attempt knows nothing of other attempts: any other name says more. */
export function groups({ request, attempt }: Inference): boolean {
  return request !== attempt;
}

function groupOf(a: Inference, b: Inference): string {
  return groups(a) ? a.request : b.request;
}

/** The link belongs to the way: both are of who saw more of it. */
function joinWay(joined: Draft, a: Inference, b: Inference): void {
  const [better] = [a, b].sort(
    (one, other) => other.path.length - one.path.length || order(wayText(other), wayText(one)),
  );
  joined.link = better?.link ?? a.link;
  joined.path = better?.path ?? a.path;
}

function wayText({ link, path }: Inference): string {
  return path.length === 0 ? link : JSON.stringify([link, path]);
}

export function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function greater(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}

function smaller(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

function later<T extends string | null>(a: T, b: T): T {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}

function longer<T extends string>(a: T | null, b: T | null): T | null {
  if (a === null || b === null) return a ?? b;
  if (a.length !== b.length) return a.length > b.length ? a : b;
  return a > b ? a : b;
}

export function graver(a: Inference['outcome'], b: Inference['outcome']): boolean {
  return outcomes.indexOf(a) > outcomes.indexOf(b);
}

function united<T extends string>(a: readonly T[], b: readonly T[]): readonly T[] {
  return b.length === 0 || a === b ? a : inOrder([...a, ...b]);
}

/** Each once, in the order of code units: the least of many are the same whoever comes first. */
export function inOrder<T extends string>(texts: readonly T[]): readonly T[] {
  return [...new Set(texts)].sort(order).slice(0, MAX_CITATIONS);
}

/** Whether two tellings say the same: every field, the lists by their members. */
export function same(a: Inference, b: Inference): boolean {
  if (a === b) return true;
  for (const key of Object.keys(a) as (keyof Inference)[]) {
    const one = a[key];
    const other = b[key];
    if (one === other) continue;
    if (!Array.isArray(one) || JSON.stringify(one) !== JSON.stringify(other)) return false;
  }
  return true;
}
