import type { Instant } from '../../events/types.ts';
import type { Clock } from '../../platform/clock.ts';
import { instantMs } from '../../platform/instant.ts';
import { Accumulator, type Posted } from '../accounting/accumulator.ts';
import type { Dispute } from '../accounting/disputes.ts';
import type { Accounted } from '../types.ts';
import type { LedgerRecord } from './leaf.ts';
import { Ledger } from './ledger.ts';

/** Milliseconds that the clocks of those who tell may be ahead of ours. */
const AHEAD_MS = 3_600_000;

export interface BooksOptions {
  readonly clock: Clock;
  /** Attempts remembered at most. */
  readonly attempts?: number;
  /** An attempt whose entries are wanted however old they are: a dispute is about it. */
  readonly recall?: string;
}

/** A ledger and the totals of what stands in it. What is told twice, before and after a restart, counts once. */
export class Books {
  readonly accumulator: Accumulator;
  readonly ledger: Ledger;
  readonly #clock: Clock;
  /** The latest beginning of an attempt told so far: the only clock that entries know. */
  #watermark: Instant;

  private constructor(
    accumulator: Accumulator,
    ledger: Ledger,
    { clock, watermark }: { readonly clock: Clock; readonly watermark: Instant },
  ) {
    this.accumulator = accumulator;
    this.ledger = ledger;
    this.#clock = clock;
    this.#watermark = watermark;
  }

  /** @throws WeaklinkError as {@link Ledger.open} does */
  static async open(directory: string, options: BooksOptions): Promise<Books> {
    const accumulator = new Accumulator(options);
    const recalled: Posted[] = [];
    let watermark: Instant = '';
    const onRecord = (record: LedgerRecord) => {
      if (record.posted > watermark) watermark = record.posted;
      if (record.kind === 'dispute') return accumulator.restoreDispute(record.dispute);
      accumulator.restore(record);
      if (options.recall !== undefined && isOf(record, options.recall)) recalled.push(record);
    };
    const ledger = await Ledger.open(directory, { clock: options.clock, onRecord });
    const { recall } = options;
    if (recall !== undefined && !accumulator.knows(recall)) accumulator.recall(recall, recalled);
    const books = new Books(accumulator, ledger, { clock: options.clock, watermark });
    books.#write(accumulator.settle());
    return books;
  }

  /**
   * Accounts for an attempt, and writes down what that changes.
   *
   * @returns how many lines that were
   * @throws WeaklinkError E_NOT_CONSERVED, E_LEDGER_RECORD, E_LEDGER_WRITE
   */
  take(accounted: Accounted): number {
    this.#advance(accounted.inference.startedAt);
    return this.#write(this.accumulator.take(accounted));
  }

  /** Opens or resolves a dispute, and writes down what that moves. */
  dispute(dispute: Dispute): number {
    this.#advance(dispute.resolved?.at ?? dispute.opened);
    const moved = this.accumulator.dispute(dispute);
    if (!moved) return 0;
    this.ledger.append({ kind: 'dispute', dispute, posted: this.#watermark });
    return 1 + this.#write(moved);
  }

  /** @throws WeaklinkError E_LEDGER_WRITE */
  close(): void {
    this.ledger.close();
  }

  /** One attempt from a clock that is years ahead must not close all months before it. */
  #advance(told: Instant): void {
    if (told <= this.#watermark) return;
    if (instantMs(told) <= this.#clock.now() + AHEAD_MS) this.#watermark = told;
  }

  #write(posted: readonly Posted[]): number {
    for (const each of posted) {
      this.ledger.append({ kind: 'entry', ...each, posted: this.#watermark });
    }
    return posted.length;
  }
}

function isOf({ entry }: Posted, attempt: string): boolean {
  return entry.id === attempt || entry.id.startsWith(`${attempt}#`);
}
