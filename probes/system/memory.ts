/** Targets that one kind of probe remembers between looks; ten times the links of a large chain. */
const MOST_TARGETS = 1_000;

/**
 * What a probe knows from its earlier looks, per target. The oldest target is forgotten first, so
 * a session that meets ever new targets stays small.
 */
export class LookMemory<T> {
  readonly #byTarget = new Map<string, T>();

  recall(target: string): T | undefined {
    return this.#byTarget.get(target);
  }

  forget(target: string): void {
    this.#byTarget.delete(target);
  }

  keep(target: string, value: T): void {
    this.#byTarget.delete(target);
    this.#byTarget.set(target, value);
    if (this.#byTarget.size <= MOST_TARGETS) return;
    const oldest = this.#byTarget.keys().next();
    if (!oldest.done) this.#byTarget.delete(oldest.value);
  }
}
