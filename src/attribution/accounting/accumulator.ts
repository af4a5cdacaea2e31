import { instantMs } from '../../platform/instant.ts';
import type { Accounted, LedgerEntry } from '../types.ts';
import { type Apart, ApartCounter, type Aside, asideOf } from './apart.ts';
import { AttemptsKept } from './attempts-kept.ts';
import { missingFrom, requireConserved } from './conserved.ts';
import { differenceOf, plus } from './difference.ts';
import { DisputeBook } from './dispute-book.ts';
import { type Dispute, transferOf } from './disputes.ts';
import { placeOf } from './place.ts';
import { brokenStages, type Place, Stages } from './stages.ts';
import { type Standing, standingOf } from './standing.ts';
import { brokenTotals, Totals } from './totals.ts';
import { type Known, knowsLess, type Version, versionOf } from './version.ts';

/** Attempts remembered, so that what is told later of one is a correction: some 1 kB each. */
const MOST_ATTEMPTS = 200_000;

/** An entry to be written down, and what it was made from. */
export interface Posted {
  readonly entry: LedgerEntry;
  /** `dispute`: it moves contested parts between parties, and bills nothing. */
  readonly by: 'account' | 'dispute';
  /** How much was known of the attempt. */
  readonly version: Version;
}

export interface AccumulatorCounts {
  /** Accounts that told nothing new, or less than one that came before. */
  readonly repeated: number;
  /**
   * Accounts of attempts so old that they may have been counted and forgotten. They are not counted:
   * twice would be wrong too.
   */
  readonly tooLate: number;
  /** Entries refused because they did not add up. Anything but 0 is a bug, and was thrown as well. */
  readonly broken: number;
}

/** What is remembered of an attempt. */
interface Kept extends Known {
  /** What its entries by account sum to; null where that is nothing. */
  readonly net: LedgerEntry | null;
  /** What its entries by dispute sum to. */
  readonly transfer: LedgerEntry | null;
  /** Entries made for it so far. */
  readonly entries: number;
  readonly aside: Aside | null;
  readonly place: Place | null;
}

/**
 * Accounts of attempts → entries of a ledger, and their totals. An attempt may be accounted for any number of
 * times: the account that knows most counts (see `knowsLess`), and what it changes is a correction. So the
 * totals are those of what is known in the end, in every order in which it was told to the book of attempts; and
 * in every order of the accounts themselves where each tells of more tokens, or they are numbered. Attempts that
 * are forgotten are the one exception: `tooLate` counts what that cost.
 */
export class Accumulator {
  readonly totals = new Totals();
  readonly #attempts: AttemptsKept<Kept>;
  readonly #disputes = new DisputeBook();
  readonly #stages = new Stages();
  readonly #apart = new ApartCounter();
  #repeated = 0;
  #tooLate = 0;
  #broken = 0;

  /** @param options.attempts remembered at most */
  constructor({ attempts = MOST_ATTEMPTS }: { readonly attempts?: number } = {}) {
    this.#attempts = new AttemptsKept(attempts);
  }

  get counts(): AccumulatorCounts {
    return { repeated: this.#repeated, tooLate: this.#tooLate, broken: this.#broken };
  }

  get apart(): Apart {
    return this.#apart.apart;
  }

  get stages() {
    return this.#stages.all;
  }

  get disputes(): readonly Dispute[] {
    return this.#disputes.all;
  }

  /** What does not add up, in words; empty always, or something is broken. */
  get broken(): readonly string[] {
    return [...brokenTotals(this.totals), ...brokenStages(this.#stages.all)];
  }

  /**
   * @returns what is to be written to the ledger, in this order: nothing where nothing new was told
   * @throws WeaklinkError E_NOT_CONSERVED; then nothing of it was taken
   */
  take(accounted: Accounted): readonly Posted[] {
    const { inference, entry } = accounted;
    this.#refuseBroken(entry);
    const attempt = inference.attempt.toWellFormed();
    const kept = this.#attempts.get(attempt);
    const atMs = instantMs(inference.startedAt);
    if (!kept && atMs < this.#attempts.horizonMs) {
      this.#tooLate += 1;
      return [];
    }
    const standing = standingWith(accounted);
    const now = {
      version: versionOf(accounted),
      revision: accounted.revision ?? null,
      restored: false,
      net: entry,
      aside: asideOf(accounted, standing),
      place: placeOf(accounted, standing),
    };
    if (kept && knowsLess(now, kept)) {
      this.#repeated += 1;
      return [];
    }
    this.#apart.move(kept?.aside ?? null, now.aside);
    this.#stages.move(kept?.place ?? null, now.place);
    const posted = this.#post(attempt, kept, now, atMs);
    if (kept && posted.length === 0) this.#repeated += 1;
    return posted;
  }

  /**
   * A dispute was opened or resolved. One of an attempt not known yet waits for it.
   *
   * @returns what it moves; null where it is known already
   * @throws WeaklinkError E_DISPUTE
   */
  dispute(dispute: Dispute): readonly Posted[] | null {
    return this.#disputes.take(dispute) ? this.#settle(dispute.attempt) : null;
  }

  /** After a restart: what disputes still have to move, where a crash came in between. */
  settle(): readonly Posted[] {
    const attempts = new Set(this.#disputes.all.map(({ attempt }) => attempt));
    return [...attempts].flatMap((attempt) => this.#settle(attempt));
  }

  /** Takes an entry back from the ledger, as it was written: after a restart, before anything is told. */
  restore(posted: Posted): void {
    const { entry } = posted;
    this.#refuseBroken(entry);
    this.totals.add(entry);
    const attempt = attemptOf(entry);
    const kept = withEntry(this.#attempts.get(attempt), posted);
    this.#attempts.set(attempt, kept, instantMs(entry.at));
  }

  /** Takes an attempt back that was forgotten, and is in the totals: all its entries, in order. */
  recall(attempt: string, posted: readonly Posted[]): void {
    let kept: Kept | undefined;
    for (const each of posted) kept = withEntry(kept, each);
    if (kept) this.#attempts.pin(attempt, kept);
  }

  /** Takes a dispute back from the ledger; what it moved stands there as entries. */
  restoreDispute(dispute: Dispute): void {
    this.#disputes.take(dispute);
  }

  /** Whether anything is remembered of an attempt. */
  knows(attempt: string): boolean {
    return this.#attempts.get(attempt) !== undefined;
  }

  /** What the ledger holds of an attempt, contested parts in escrow; null where it holds nothing. */
  entryOf(attempt: string): LedgerEntry | null {
    const kept = this.#attempts.get(attempt);
    if (!kept?.net) return null;
    return kept.transfer ? plus(kept.net, { ...kept.transfer, lost: null }) : kept.net;
  }

  #settle(attempt: string): readonly Posted[] {
    const kept = this.#attempts.get(attempt);
    return kept ? this.#post(attempt, kept, kept, Number.NaN) : [];
  }

  #post(
    attempt: string,
    kept: Kept | undefined,
    now: Omit<Kept, 'transfer' | 'entries'>,
    atMs: number,
  ): readonly Posted[] {
    const count = kept?.entries ?? 0;
    const transfer = now.net && transferOf(now.net, this.#disputes.of(attempt));
    const accounts = differenceOf(kept?.net ?? null, now.net, count);
    const moves = differenceOf(kept?.transfer ?? null, transfer, count + accounts.length);
    const { version } = now;
    const posted = [
      ...accounts.map((entry) => ({ entry, by: 'account', version }) as const),
      ...moves.map((entry) => ({ entry, by: 'dispute', version }) as const),
    ];
    for (const { entry } of posted) {
      this.#refuseBroken(entry);
      this.totals.add(entry);
    }
    const entries = count + posted.length;
    this.#attempts.set(attempt, { ...now, transfer, entries }, atMs);
    return posted;
  }

  #refuseBroken(entry: LedgerEntry | null): void {
    if (!entry || missingFrom(entry) === 0n) return;
    this.#broken += 1;
    requireConserved(entry);
  }
}

/** What is remembered of an attempt with one more of its entries, as the ledger has it. */
function withEntry(kept: Kept | undefined, { entry, by, version }: Posted): Kept {
  const own = { ...entry, id: attemptOf(entry), kind: 'usage' } as const;
  const isAccount = by === 'account';
  return {
    version: isAccount || !kept ? version : kept.version,
    revision: null,
    restored: true,
    net: isAccount ? plus(kept?.net ?? null, own) : (kept?.net ?? null),
    transfer: isAccount ? (kept?.transfer ?? null) : plus(kept?.transfer ?? null, own),
    entries: (kept?.entries ?? 0) + 1,
    aside: kept?.aside ?? null,
    place: kept?.place ?? null,
  };
}

/** Who was given an entry counts it; who was given none does not, whatever the cost says. */
function standingWith({ inference, cost, entry }: Accounted): Standing {
  const standing = standingOf(inference, cost);
  if (entry) return 'accounted';
  return standing === 'accounted' ? 'unknown' : standing;
}

/** `vendor:r-1#2` → `vendor:r-1`. */
function attemptOf({ id, kind }: LedgerEntry): string {
  return kind === 'usage' ? id : id.slice(0, id.lastIndexOf('#'));
}
