/** Times that a thing of one kind is told … */
const MOST_TOLD = 3;
/** … until it has not happened so often within this time, in milliseconds. */
const WINDOW_MS = 600_000;
/** Kinds of change remembered. */
const MOST_KINDS = 5_000;

/**
 * Keeps a container that restarts, is probed by `exec` or turns healthy and unhealthy every few
 * seconds from filling the stream: the first few times are told, and again when it has rested.
 */
export class Restraint {
  /** The latest times of each kind, whether they were told or not. */
  readonly #latestMs = new Map<string, readonly number[]>();

  allows(kind: string, atMs: number): boolean {
    const recent = (this.#latestMs.get(kind) ?? []).filter((ms) => atMs - ms < WINDOW_MS);
    this.#latestMs.delete(kind);
    this.#latestMs.set(kind, [...recent, atMs].slice(-MOST_TOLD));
    const [oldest] = this.#latestMs.keys();
    if (this.#latestMs.size > MOST_KINDS && oldest !== undefined) this.#latestMs.delete(oldest);
    return recent.length < MOST_TOLD;
  }
}
