/** A peer that drops what it accepts does so within about one round trip. */
const ROUND_TRIPS = 2;
/** A busy peer needs a moment even on loopback. */
const MIN_SETTLE_MS = 10;
/** Beyond this a look would wait on a healthy, silent peer for nothing. */
const MAX_SETTLE_MS = 200;

/** How long to watch a fresh connection for the peer's second thoughts, from what connecting took. */
export function settleMs(connectMs: number): number {
  return Math.min(MAX_SETTLE_MS, MIN_SETTLE_MS + ROUND_TRIPS * connectMs);
}
