/**
 * Rows of a table, a bit each. A plain array: hundreds are made for a verdict, of a word or two, and a typed array
 * takes ten times the room of what is in it.
 */
export type Rows = number[];

/** Rows of one word. */
const bitsOfWord = 32;

/** No row of a table with so many. */
export function noRows(count: number): Rows {
  return new Array<number>(Math.ceil(count / bitsOfWord)).fill(0);
}

export function add(rows: Rows, at: number): void {
  rows[at >> 5] = (rows[at >> 5] as number) | (1 << (at & 31));
}

export function has(rows: Rows, at: number): boolean {
  return (((rows[at >> 5] as number) >> (at & 31)) & 1) === 1;
}

/** The number of the first row of a word, which has one. */
export function firstOf(word: number, bits: number): number {
  return (word << 5) + 31 - Math.clz32(bits & -bits);
}

export function addAll(rows: Rows, others: Rows): void {
  for (let at = 0; at < rows.length; at += 1) {
    rows[at] = (rows[at] as number) | (others[at] as number);
  }
}

/** Whether two sets of rows share any. */
export function overlap(some: Rows, others: Rows): boolean {
  for (let at = 0; at < some.length; at += 1) {
    if (((some[at] as number) & (others[at] as number)) !== 0) return true;
  }
  return false;
}

/** Whether there is any row. */
export function isAny(rows: Rows): boolean {
  for (let at = 0; at < rows.length; at += 1) if (rows[at] !== 0) return true;
  return false;
}
