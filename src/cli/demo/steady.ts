import type { Verdict } from '../../events/verdict.ts';
import type { Session } from '../session.ts';

export interface SteadyOptions {
  readonly signal: AbortSignal;
  /** Looks of every series, so that what is usual is known before anything breaks. */
  readonly looks: number;
  /** Milliseconds to wait at most. */
  readonly withinMs: number;
}

/** Waits until the chain is seen healthy and every series has looked often enough; false when it takes too long. */
export function becomesSteady(session: Session, options: SteadyOptions): Promise<boolean> {
  const counts = new Map(session.looks.map(({ stream }) => [stream, 0]));
  const lookedEnough = () => [...counts.values()].every((count) => count >= options.looks);
  const stopCounting = session.stream.onEvent(
    'steady',
    (event) => {
      if (event.type !== 'weaklink.observation') return;
      counts.set(event.data.stream, (counts.get(event.data.stream) ?? 0) + 1);
    },
    { replay: true },
  );
  return verdictSays(
    session,
    ({ status }) => status === 'healthy' && lookedEnough(),
    options,
  ).finally(stopCounting);
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
