/**
 * Signals a process that leads its group, and all of the group. Never throws: what is gone has
 * nothing to hear.
 */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone.
  }
}
