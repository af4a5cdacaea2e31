export interface RaceLimits {
  /** Milliseconds until the outcome is `timeout`. At or below 0 it is `timeout` at once. */
  readonly timeMs: number;
  readonly signal: AbortSignal;
}

/**
 * One wait that always ends: `start` begins something and calls `settle` with what came of it,
 * unless the time is up or the signal is aborted first. Whatever ends it, the clean-up that
 * `start` returned runs exactly once, so that no timer, listener or socket outlives the wait.
 */
export function race<T>(
  limits: RaceLimits,
  start: (settle: (value: T) => void) => () => void,
): Promise<T | 'timeout' | 'cancelled'> {
  const { timeMs, signal } = limits;
  if (signal.aborted) return Promise.resolve('cancelled');
  if (timeMs <= 0) return Promise.resolve('timeout');
  return new Promise((resolve) => {
    let ended = false;
    let cleanUp: (() => void) | undefined;
    const end = (value: T | 'timeout' | 'cancelled'): void => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      cleanUp?.();
      resolve(value);
    };
    const cancel = (): void => end('cancelled');
    // Whole milliseconds, rounded up: a timer of 0.4 ms would otherwise fire before its time.
    const timer = setTimeout(() => end('timeout'), Math.ceil(timeMs));
    signal.addEventListener('abort', cancel);
    cleanUp = start(end);
    if (ended) cleanUp();
  });
}
