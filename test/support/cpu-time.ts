/**
 * Milliseconds of processor time that `work` takes in this process: a bound on it holds on a busy
 * machine too, where the clock on the wall says nothing.
 */
export function cpuMsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
