/**
 * Acts after so many milliseconds, and then takes in first what has arrived meanwhile. Where this process stood still
 * for a moment, its timers run before it hears of anything: a program that had ended long ago would be called late.
 *
 * @returns calls it off
 */
export function afterNews(delayMs: number, act: () => void): () => void {
  let immediate: NodeJS.Immediate | undefined;
  const timer = setTimeout(
    () => {
      immediate = setImmediate(act);
    },
    Math.max(0, delayMs),
  );
  return () => {
    clearTimeout(timer);
    clearImmediate(immediate);
  };
}
