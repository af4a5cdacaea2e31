/** Those who want to hear of one kind of thing. */
export class Listeners<T> {
  readonly #listeners = new Set<(value: T) => void>();

  /** @returns the function that ends it */
  readonly add = (listener: (value: T) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  tell(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}
