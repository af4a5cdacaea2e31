import type { LedgerEntry, Loss, Posting } from '../types.ts';

/**
 * The entries that lead the ledger from what it holds of an attempt to what is known of it now: a first
 * entry, one correction that holds the differences, or none. Where more than amounts changed (another
 * model, link, currency, hour, or why it was lost) the old is taken back whole and the new is entered whole:
 * one entry cannot hold both.
 *
 * @param before what the entries of this attempt so far sum to; null for nothing
 * @param posted how many entries of this attempt there are
 */
export function differenceOf(
  before: LedgerEntry | null,
  after: LedgerEntry | null,
  posted: number,
): readonly LedgerEntry[] {
  if (before === null && after === null) return [];
  if (before === null) {
    const isNews = after && (posted === 0 || !isNothing(after));
    return isNews ? [numbered(after, posted)] : [];
  }
  if (after === null) return isNothing(before) ? [] : [numbered(negated(before), posted)];
  if (isSameAxis(before, after)) {
    const difference = subtracted(after, before);
    return isNothing(difference) ? [] : [numbered(difference, posted)];
  }
  return [numbered(negated(before), posted), numbered(after, posted + 1)];
}

function numbered(entry: LedgerEntry, posted: number): LedgerEntry {
  if (posted === 0) return entry;
  return { ...entry, id: `${entry.id}#${posted}`, kind: 'correction' };
}

/** Whether both stand in the same totals, so that their difference does too. */
function isSameAxis(a: LedgerEntry, b: LedgerEntry): boolean {
  return (
    a.model === b.model &&
    a.link === b.link &&
    a.adapter === b.adapter &&
    a.environment === b.environment &&
    a.consumer === b.consumer &&
    a.currency === b.currency &&
    hourOf(a) === hourOf(b) &&
    isSameLoss(a.lost, b.lost)
  );
}

function isSameLoss(a: Loss | null, b: Loss | null): boolean {
  if (!a?.nanos || !b?.nanos) return true;
  return a.reason === b.reason && a.link === b.link;
}

/** `2026-11-21T03`: the finest window that anything of the ledger is summed by. */
function hourOf({ at }: LedgerEntry): string {
  return at.slice(0, 'YYYY-MM-DDTHH'.length);
}

/** Whether an entry moves no money. */
export function isNothing({ billed, postings, lost }: LedgerEntry): boolean {
  return billed === 0n && postings.length === 0 && !lost?.nanos;
}

function negated(entry: LedgerEntry): LedgerEntry {
  return {
    ...entry,
    billed: -entry.billed,
    postings: entry.postings.map((posting) => ({ ...posting, nanos: -posting.nanos })),
    lost: entry.lost && { ...entry.lost, nanos: -entry.lost.nanos },
  };
}

/** What two entries of one attempt sum to; null where that is nothing. */
export function plus(before: LedgerEntry | null, entry: LedgerEntry): LedgerEntry | null {
  const sum = before ? subtracted(entry, negated(before)) : entry;
  return isNothing(sum) ? null : sum;
}

function subtracted(after: LedgerEntry, before: LedgerEntry): LedgerEntry {
  return {
    ...after,
    billed: after.billed - before.billed,
    postings: subtractedPostings(after.postings, before.postings),
    lost: subtractedLoss(after.lost, before.lost),
  };
}

function subtractedLoss(after: Loss | null, before: Loss | null): Loss | null {
  const nanos = (after?.nanos ?? 0n) - (before?.nanos ?? 0n);
  const named = after?.nanos ? after : before;
  return nanos === 0n || !named ? null : { ...named, nanos };
}

/** In the order of their keys, none of 0. */
function subtractedPostings(
  after: readonly Posting[],
  before: readonly Posting[],
): readonly Posting[] {
  const sums = new Map<string, Posting>();
  const add = (posting: Posting, sign: bigint) => {
    const key = keyOf(posting);
    const nanos = (sums.get(key)?.nanos ?? 0n) + sign * posting.nanos;
    sums.set(key, { ...posting, nanos });
  };
  for (const posting of after) add(posting, 1n);
  for (const posting of before) add(posting, -1n);
  return inOrder(sums);
}

/** Postings summed by party, method and evidence, in the order of these, none of 0. */
export function summed(postings: readonly Posting[]): readonly Posting[] {
  return subtractedPostings(postings, []);
}

function keyOf({ party, method, evidence }: Posting): string {
  return `${party}\n${method}\n${evidence}`;
}

function inOrder(sums: ReadonlyMap<string, Posting>): readonly Posting[] {
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, posting]) => (posting.nanos === 0n ? [] : [posting]));
}
