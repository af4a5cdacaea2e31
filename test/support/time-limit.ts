/**
 * Whether `work` ends no later than `graceMs` after `limitMs`, compared with a timer set beside
 * it: on a busy machine both are late alike, and only what the work adds counts.
 */
export async function endsWithin<T>(
  limitMs: number,
  graceMs: number,
  work: Promise<T>,
): Promise<{ readonly value: T; readonly inTime: boolean }> {
  const timer = new Promise<'late'>((resolve) => {
    setTimeout(() => setTimeout(resolve, graceMs, 'late' as const), limitMs);
  });
  const first = await Promise.race([work.then(() => 'done' as const), timer]);
  return { value: await work, inTime: first === 'done' };
}
