import type { Inference } from '../../events/types.ts';
import { instantMs } from '../../platform/instant.ts';
import type { Nanos } from '../types.ts';
import { allocate } from './allocate.ts';
import { dividedHalfEven } from './decimal.ts';
import { gpuUs, poolNanos, slotNanos } from './gpu-price.ts';
import { type GpuPool, type OwnPrices, poolOf } from './own-prices.ts';

/** Milliseconds since the epoch, `to` not among them. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** What a pool cost in a window: used + idle = paid, to the nano. */
export interface PoolAccount {
  readonly pool: string;
  readonly currency: string;
  readonly paid: Nanos;
  readonly used: Nanos;
  /** Goes to the party `idle`. Negative: more ran at once than the pool's slots allow. */
  readonly idle: Nanos;
}

/** Measured use of GPUs in a window. */
export interface GpuUse {
  readonly accounts: readonly PoolAccount[];
  /** What an attempt used of a pool without slots; undefined where it was not measured. */
  of(attempt: string): { readonly nanos: Nanos; readonly us: bigint } | undefined;
}

interface Piece {
  readonly attempt: string;
  readonly start: bigint;
  readonly end: bigint;
  /** Tokens of the whole attempt. */
  readonly tokens: number;
  readonly total: bigint;
}

const hourUs = 3_600_000_000n;
/** Hours that a window may have: more than two years. */
const maxHours = 20_000n;

/**
 * Every hour of a window is paid. Where anything ran in it, that part of the hour is shared by what ran,
 * by its time or its tokens, exactly; the rest of the hour stood idle.
 *
 * @param attempts each once, with all that was told of it merged
 */
export function measureGpuUse(
  own: OwnPrices,
  attempts: readonly Inference[],
  { from, to }: Window,
): GpuUse {
  const window = { from: BigInt(Math.floor(from)) * 1_000n, to: BigInt(Math.ceil(to)) * 1_000n };
  const used = new Map<string, { nanos: Nanos; us: bigint }>();
  const byPool = new Map<GpuPool, Inference[]>(own.pools.map((pool) => [pool, []]));
  for (const attempt of attempts) {
    const pool = attempt.billed === 'no' ? null : poolOf(own.pools, attempt);
    if (pool) byPool.get(pool)?.push(attempt);
  }
  const accounts = [...byPool].map(([pool, ran]): PoolAccount => {
    const sum = pool.slots === null ? measured(pool, ran, window, used) : sumOfSlots(pool, ran);
    const length = window.to > window.from ? window.to - window.from : 0n;
    const paid = pool.slots === null ? hoursNanos(pool, window) : poolNanos(pool, length);
    return { pool: pool.name, currency: own.currency, paid, used: sum, idle: paid - sum };
  });
  return { accounts, of: (attempt) => used.get(attempt) };
}

/** From the start of the first to the end of the last. */
export function windowOfAttempts(attempts: readonly Inference[]): Window {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { startedAt, durationMs } of attempts) {
    const start = instantMs(startedAt);
    from = Math.min(from, start);
    to = Math.max(to, start + durationMs);
  }
  return { from, to };
}

interface WindowUs {
  readonly from: bigint;
  readonly to: bigint;
}

function sumOfSlots(pool: GpuPool, ran: readonly Inference[]): Nanos {
  return ran.reduce((sum, attempt) => sum + slotNanos(pool, attempt), 0n);
}

/** The pieces of clock hours that a window has. */
function* hoursOf({ from, to }: WindowUs): Generator<WindowUs> {
  let start = from;
  for (let hours = 0n; start < to && hours < maxHours; hours += 1n) {
    const next = (start / hourUs + 1n) * hourUs;
    yield { from: start, to: next < to ? next : to };
    start = next;
  }
}

function hoursNanos(pool: GpuPool, window: WindowUs): Nanos {
  let sum = 0n;
  for (const hour of hoursOf(window)) sum += poolNanos(pool, hour.to - hour.from);
  return sum;
}

function measured(
  pool: GpuPool,
  ran: readonly Inference[],
  window: WindowUs,
  used: Map<string, { nanos: Nanos; us: bigint }>,
): Nanos {
  const pieces = ran
    .map((one): Piece => {
      const start = BigInt(Math.round(instantMs(one.startedAt))) * 1_000n;
      const total = gpuUs(pool, one);
      const tokens =
        (one.promptTokens ?? 0) - (one.cacheReadTokens ?? 0) + (one.completionTokens ?? 0);
      return {
        attempt: one.attempt,
        start,
        end: start + total,
        tokens: Math.max(0, tokens),
        total,
      };
    })
    .filter(({ start, end }) => end > window.from && start < window.to)
    .sort((a, b) =>
      a.start === b.start ? (a.attempt < b.attempt ? -1 : 1) : a.start < b.start ? -1 : 1,
    );
  for (const { attempt } of pieces) used.set(attempt, { nanos: 0n, us: 0n });
  let sum = 0n;
  let first = 0;
  for (const hour of hoursOf(window)) {
    while (first < pieces.length && (pieces[first] as Piece).end <= hour.from) first += 1;
    const here: Piece[] = [];
    for (let at = first; at < pieces.length && (pieces[at] as Piece).start < hour.to; at += 1) {
      const piece = clipped(pieces[at] as Piece, hour);
      if (piece) here.push(piece);
    }
    const nanos = dividedHalfEven(
      poolNanos(pool, hour.to - hour.from) * busyUs(here),
      hour.to - hour.from,
    );
    const shares = allocate(
      nanos,
      here.map((piece) => weightOf(pool, piece)),
    );
    here.forEach((piece, index) => {
      const before = used.get(piece.attempt) ?? { nanos: 0n, us: 0n };
      used.set(piece.attempt, {
        nanos: before.nanos + (shares[index] as bigint),
        us: before.us + piece.end - piece.start,
      });
    });
    if (here.length > 0) sum += nanos;
  }
  return sum;
}

function clipped(piece: Piece, { from, to }: WindowUs): Piece | null {
  const start = piece.start > from ? piece.start : from;
  const end = piece.end < to ? piece.end : to;
  return end > start ? { ...piece, start, end } : null;
}

/** How long anything ran, of pieces in the order of their starts. */
function busyUs(pieces: readonly Piece[]): bigint {
  let [busy, until] = [0n, 0n];
  for (const { start, end } of pieces) {
    if (end <= until) continue;
    busy += end - (start > until ? start : until);
    until = end;
  }
  return busy;
}

/** Parts of a token that weights are counted in, so that a piece of a short answer still counts. */
const tokenParts = 1_000_000n;

function weightOf({ share }: GpuPool, { start, end, tokens, total }: Piece): bigint {
  if (share === 'time') return end - start;
  return (BigInt(tokens) * tokenParts * (end - start)) / total;
}
