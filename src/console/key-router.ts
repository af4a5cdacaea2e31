/** Heads and tails of the sequences that terminals send for keys without a letter. */
const tails: Readonly<Record<string, string>> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  '[H': 'home',
  '[F': 'end',
  '[1~': 'home',
  '[4~': 'end',
  '[5~': 'pageup',
  '[6~': 'pagedown',
  '[Z': 'shift+tab',
  OA: 'up',
  OB: 'down',
  OC: 'right',
  OD: 'left',
  OH: 'home',
  OF: 'end',
};

/** Keys that may be the head of a longer one, and what of its tail they hold already. */
const heads: Readonly<Record<string, { key: 'escape' | '['; tail: string }>> = {
  escape: { key: 'escape', tail: '' },
  'alt+O': { key: 'escape', tail: 'O' },
  // Ink gives up on `Esc [` after a moment and drops the Esc. In the middle of a held sequence the
  // bracket is a tail, and never gets here.
  '[': { key: '[', tail: '[' },
};

/** More different keys than this in one read were pasted, not typed. */
const mostTypedTogether = 4;
/** Names of keys that are characters as well. */
const characters: Readonly<Record<string, string>> = { space: ' ', enter: '\n', tab: ' ' };
/** Begins a filter on every screen that has one. */
const filterKey = '/';

/**
 * Puts keys together again that a slow line tore apart, and keeps pasted text from acting as keys.
 *
 * An arrow key is Esc, `[`, `A`. When more than a moment passes between them, Ink gives an Esc and
 * then the text `[A`: "back", and junk. So a lone Esc is held for a moment; it is an Esc only when
 * nothing follows that makes it the head of a longer key.
 */
export class KeyRouter {
  readonly #escapeDelayMs: number;
  readonly #onKey: (name: string) => void;
  readonly #onText: (text: string) => void;
  /** What came so far of a key that may be torn; null while nothing is held. */
  #held: { readonly key: 'escape' | '['; readonly tail: string } | null = null;
  #timer: NodeJS.Timeout | null = null;

  /** @param onText text that was pasted or came in one piece: never keys, at most a filter */
  constructor(
    escapeDelayMs: number,
    onKey: (name: string) => void,
    onText: (text: string) => void,
  ) {
    this.#escapeDelayMs = escapeDelayMs;
    this.#onKey = onKey;
    this.#onText = onText;
  }

  take(names: readonly string[]): void {
    if (isPaste(names)) this.#takeText(names);
    else for (const name of names) this.#takeOne(name);
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#held = null;
  }

  /**
   * Text that came in one piece. Fast hands on a slow line may have begun a filter with it;
   * nothing else in it is a key, not even its Enter.
   */
  #takeText(names: readonly string[]): void {
    this.#release();
    const beginsFilter = names[0] === filterKey;
    if (beginsFilter) this.#onKey(filterKey);
    const typed = names.slice(beginsFilter ? 1 : 0);
    this.#onText(typed.map((name) => characters[name] ?? name).join(''));
  }

  #takeOne(name: string): void {
    if (this.#held !== null && this.#continues(this.#held, name)) return;
    const head = heads[name];
    if (head) this.#hold(head.key, head.tail);
    else this.#onKey(name);
  }

  /** @returns false where `name` does not go on with what is held, which is let go then */
  #continues(held: { key: 'escape' | '['; tail: string }, name: string): boolean {
    const tail = held.tail + name;
    const key = tails[tail];
    if (key !== undefined) {
      this.stop();
      this.#onKey(key);
      return true;
    }
    if (Object.keys(tails).some((known) => known.startsWith(tail))) {
      this.#hold(held.key, tail);
      return true;
    }
    this.#release();
    return false;
  }

  #hold(key: 'escape' | '[', tail: string): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#held = { key, tail };
    this.#timer = setTimeout(() => this.#release(), this.#escapeDelayMs);
  }

  /** It was that key after all; a torn tail is dropped, nobody typed it. */
  #release(): void {
    const held = this.#held;
    this.stop();
    if (held !== null) this.#onKey(held.key);
  }
}

function isPaste(names: readonly string[]): boolean {
  return names.length > mostTypedTogether && new Set(names).size > 1;
}
