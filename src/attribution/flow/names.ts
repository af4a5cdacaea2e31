/** Stands for whatever goes beyond a bound. */
export const OTHERS = '(others)';
/** Stands for a consumer that nobody named. */
export const UNNAMED = '(unnamed)';

/** Names, first come, up to a number; those beyond it are one. */
export class Names {
  readonly #most: number;
  readonly #known = new Set<string>();

  constructor(most: number) {
    this.#most = most;
  }

  of(name: string): string {
    if (this.#known.has(name)) return name;
    if (this.#known.size >= this.#most) return OTHERS;
    this.#known.add(name);
    return name;
  }
}
