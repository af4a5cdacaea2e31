import { WeaklinkError } from '../../platform/errors.ts';
import type { Evidence, Nanos, PartyId, ShareMethod } from '../types.ts';
import { payable } from './amounts.ts';
import type { EntryRecord, LedgerRecord } from './leaf.ts';
import { chargeClassOf, isClosed, type Period, periodOf } from './periods.ts';

/** Parties of which balances are kept. */
const MOST_PARTIES = 100_000;

/** Lines of one statement: models × links × methods. */
const MOST_LINES = 10_000;

/** What a party got in one period from one model at one link by one method: the sum of such postings. */
export interface StatementLine {
  readonly model: string;
  readonly link: string;
  readonly method: ShareMethod;
  readonly evidence: Evidence;
  readonly currency: string;
  /** `Correction` for what belongs to a period that was closed before. */
  readonly chargeClass: 'Correction' | null;
  /** Moved into or out of escrow, not earned. */
  readonly disputed: boolean;
  readonly postings: number;
  readonly nanos: Nanos;
}

/** A party's money of one currency in one period. `carried` + `earned` = `paid` + `carriedOn`. */
export interface Balance {
  readonly party: PartyId;
  readonly currency: string;
  /** From periods before: too little to be paid, and never dropped. */
  readonly carried: Nanos;
  /** In this period, corrections and disputes among it. */
  readonly earned: Nanos;
  /** Whole cents, where what is owed reaches the threshold. */
  readonly paid: Nanos;
  readonly carriedOn: Nanos;
}

export interface StatementOptions {
  /** Null: balances of all parties, and no lines. */
  readonly party: PartyId | null;
  readonly period: Period;
  /** What must be owed before it is paid. */
  readonly threshold: Nanos;
}

export interface Statement extends StatementOptions {
  /** Whether nothing more can come into the period. */
  readonly closed: boolean;
  readonly balances: readonly Balance[];
  readonly lines: readonly StatementLine[];
}

/** What a party got of one currency, by period. */
interface Earned {
  readonly party: PartyId;
  readonly currency: string;
  readonly periods: Map<Period, Nanos>;
}

/** Reads the lines of a ledger, in order, into a statement. */
export class StatementMaker {
  readonly #options: StatementOptions;
  readonly #earned = new Map<string, Earned>();
  readonly #lines = new Map<string, StatementLine>();
  #last = '';

  constructor(options: StatementOptions) {
    this.#options = options;
  }

  take(record: LedgerRecord): void {
    if (record.posted > this.#last) this.#last = record.posted;
    if (record.kind !== 'entry') return;
    const period = periodOf(record);
    if (period > this.#options.period) return;
    for (const { party, nanos } of record.entry.postings) {
      if (this.#isWanted(party)) this.#add(party, record.entry.currency, period, nanos);
    }
    if (period === this.#options.period && this.#options.party !== null) this.#addLines(record);
  }

  get statement(): Statement {
    const { period, threshold } = this.#options;
    const balances = [...this.#earned.values()].map((one) => balanceOf(one, period, threshold));
    return {
      ...this.#options,
      closed: this.#last !== '' && isClosed(period, this.#last),
      balances: balances.sort(byParty),
      lines: [...this.#lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line),
    };
  }

  #isWanted(party: PartyId): boolean {
    return this.#options.party === null || this.#options.party === party;
  }

  /** @throws WeaklinkError E_STATEMENT: a part of the balances would be no statement */
  #add(party: PartyId, currency: string, period: Period, nanos: Nanos): void {
    const key = JSON.stringify([party, currency]);
    let earned = this.#earned.get(key);
    if (!earned) {
      if (this.#earned.size >= MOST_PARTIES) throw tooMany(`${MOST_PARTIES} parties`);
      earned = { party, currency, periods: new Map() };
      this.#earned.set(key, earned);
    }
    earned.periods.set(period, (earned.periods.get(period) ?? 0n) + nanos);
  }

  #addLines(record: EntryRecord): void {
    const { model, link, currency, postings } = record.entry;
    const chargeClass = chargeClassOf(record);
    const disputed = record.by === 'dispute';
    for (const { party, nanos, method, evidence } of postings) {
      if (!this.#isWanted(party)) continue;
      const key = JSON.stringify([currency, disputed, chargeClass, model, link, method, evidence]);
      const before = this.#lines.get(key);
      if (!before && this.#lines.size >= MOST_LINES) throw tooMany(`${MOST_LINES} lines`);
      this.#lines.set(key, {
        ...{ model, link, method, evidence, currency, chargeClass, disputed },
        postings: (before?.postings ?? 0) + 1,
        nanos: (before?.nanos ?? 0n) + nanos,
      });
    }
  }
}

function tooMany(what: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_STATEMENT',
    message: `this statement would have more than ${what}`,
    hint: 'Ask for one party, or for all rows: weaklink ledger export --period 2026-11',
  });
}

/** Period by period from the first: each pays what it can, and carries the rest on. */
function balanceOf(
  { party, currency, periods }: Earned,
  period: Period,
  threshold: Nanos,
): Balance {
  let carried = 0n;
  for (const each of [...periods.keys()].filter((one) => one < period).sort()) {
    const owed = carried + (periods.get(each) ?? 0n);
    carried = owed - paidOf(owed, currency, threshold);
  }
  const earned = periods.get(period) ?? 0n;
  const paid = paidOf(carried + earned, currency, threshold);
  return { party, currency, carried, earned, paid, carriedOn: carried + earned - paid };
}

function paidOf(owed: Nanos, currency: string, threshold: Nanos): Nanos {
  return owed >= threshold ? payable(owed, currency) : 0n;
}

function byParty(a: Balance, b: Balance): number {
  return `${a.currency}\n${a.party}` < `${b.currency}\n${b.party}` ? -1 : 1;
}
