import type { Verdict } from '../events/verdict.ts';
import type { Session } from './session.ts';

export interface SteadyOptions {
  readonly signal: AbortSignal;
  /** Looks of every series that is not rare, so that what is usual is known before anything breaks. */
  readonly looks: number;
  /** Milliseconds to wait at most. */
  readonly withinMs: number;
  /**
   * Interval in milliseconds above which a series need not look so often. Default 2,000: the wait
   * would be too long.
   */
  readonly rareFromMs?: number;
  /** Looks of the rarest series. Default 2: one may be luck. */
  readonly leastLooks?: number;
}

/** See `rareFromMs`. */
const RARE_INTERVAL_MS = 2_000;
/** See `leastLooks`. */
const LEAST_LOOKS = 2;

/**
 * Waits until the chain is seen healthy and every series has looked often enough; false when it
 * takes too long.
 */
export function becomesSteady(session: Session, options: SteadyOptions): Promise<boolean> {
  const missing = new Map(
    session.looks.map(({ stream, intervalMs }) => [stream, looksNeeded(options, intervalMs)]),
  );
  const stopCounting = session.stream.onEvent(
    'steady',
    (event) => {
      if (event.type !== 'weaklink.observation') return;
      const { stream } = event.data;
      const rest = (missing.get(stream) ?? 0) - 1;
      if (rest > 0) missing.set(stream, rest);
      else missing.delete(stream);
    },
    { replay: true },
  );
  const isSteady = ({ status }: Verdict) => status === 'healthy' && missing.size === 0;
  return verdictSays(session, isSteady, options).finally(stopCounting);
}

function looksNeeded(options: SteadyOptions, intervalMs: number): number {
  const { looks, rareFromMs = RARE_INTERVAL_MS, leastLooks = LEAST_LOOKS } = options;
  if (intervalMs <= rareFromMs) return looks;
  return Math.max(leastLooks, Math.floor((looks * rareFromMs) / intervalMs));
}

/**
 * Waits until a verdict fits; false when none does in time.
 *
 * @throws the signal's reason when aborted
 */
export function verdictSays(
  session: Session,
  fits: (verdict: Verdict) => boolean,
  { signal, withinMs }: Pick<SteadyOptions, 'signal' | 'withinMs'>,
): Promise<boolean> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const end = (act: () => void) => {
      clearTimeout(timer);
      unsubscribe();
      signal.removeEventListener('abort', abort);
      act();
    };
    const abort = () => end(() => reject(signal.reason));
    const unsubscribe = session.judging.onVerdict((verdict) => {
      if (fits(verdict)) end(() => resolve(true));
    });
    const timer = setTimeout(() => end(() => resolve(false)), withinMs);
    signal.addEventListener('abort', abort, { once: true });
  });
}
