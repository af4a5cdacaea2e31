import type { Instant } from '../../events/types.ts';
import type { SafeText } from '../../text/safe-text.ts';
import type { LedgerEntry, PartyId, Posting } from '../types.ts';
import { summed } from './difference.ts';

/**
 * Somebody contests what a party got of one attempt. While it is open that part lies in `escrow`; resolved,
 * it goes to `to`: back to the party, or to another. It is never paid twice and never gone.
 */
export interface Dispute {
  readonly id: string;
  /** {@link LedgerEntry.id} of the attempt. */
  readonly attempt: string;
  /** Whose part is contested; `unattributed` where somebody claims what nobody was given. */
  readonly party: PartyId;
  readonly reason: SafeText;
  readonly opened: Instant;
  /** Null while it is open. */
  readonly resolved: { readonly at: Instant; readonly to: PartyId } | null;
}

/** Of two tellings of one dispute the one that counts, in whichever order they come: the later resolution. */
export function laterOf(a: Dispute, b: Dispute): Dispute {
  return rankOf(a) >= rankOf(b) ? a : b;
}

function rankOf({ resolved, opened, party, reason }: Dispute): string {
  return JSON.stringify([resolved?.at ?? '', resolved?.to ?? '', opened, party, reason]);
}

/**
 * What disputes move of an entry, as an entry that bills nothing: out of one party, into another. Disputes
 * apply from the oldest on. Null where they move nothing.
 */
export function transferOf(entry: LedgerEntry, disputes: readonly Dispute[]): LedgerEntry | null {
  if (disputes.length === 0) return null;
  const moved = inTurn(disputes).reduce(moveContested, entry.postings);
  const taken = entry.postings.map((posting) => ({ ...posting, nanos: -posting.nanos }));
  const postings = summed([...moved, ...taken]);
  return postings.length === 0 ? null : { ...entry, billed: 0n, postings, lost: null };
}

function moveContested(
  postings: readonly Posting[],
  { party, resolved }: Dispute,
): readonly Posting[] {
  return postings.map((posting) =>
    posting.party === party ? { ...posting, party: resolved?.to ?? 'escrow' } : posting,
  );
}

function inTurn(disputes: readonly Dispute[]): readonly Dispute[] {
  return disputes.toSorted((a, b) => (`${a.opened}\n${a.id}` < `${b.opened}\n${b.id}` ? -1 : 1));
}
