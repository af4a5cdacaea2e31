/** Symbols of a text: token numbers below a given count, or the names that the sorting itself gives. */
export type Symbols = Uint16Array | Uint32Array | Int32Array;

/**
 * The suffix array of a text: the places at which its suffixes begin, in the order of the suffixes. A
 * suffix that ends first comes first, so the text needs no end mark.
 *
 * Linear time by induced sorting (SA-IS: Nong, Zhang and Chan, "Linear Suffix Array Construction by Almost
 * Pure Induced-Sorting", 2009): the suffixes that begin a descent-to-ascent turn are sorted, by recursion
 * where their pieces repeat; the order of all others follows from theirs in two sweeps.
 *
 * @param text at most 2³¹ − 2 symbols
 * @param count every symbol is below it
 */
export function suffixArray(text: Symbols, count: number): Int32Array<ArrayBuffer> {
  const order = new Int32Array(text.length);
  if (text.length < 2) return order;
  const sizes = bucketSizes(text, count);
  const turns = turningPoints(text);
  const borders = new Int32Array(count);
  if (turns.length > 1) {
    seedBuckets(text, order, sizes, borders, turns);
    induce(text, order, sizes, borders, true);
    sortTurns(text, order, turns);
  }
  seedBuckets(text, order, sizes, borders, turns);
  induce(text, order, sizes, borders, false);
  for (let at = 0; at < order.length; at += 1) {
    const entry = order[at] as number;
    if (entry < 0) order[at] = ~entry;
  }
  return order;
}

/**
 * A slot that no suffix has yet. It is the complement of place 0, which leads to nothing either: no suffix
 * begins before it.
 */
const EMPTY = -1;

function bucketSizes(text: Symbols, count: number): Int32Array {
  const sizes = new Int32Array(count);
  for (let at = 0; at < text.length; at += 1) (sizes[text[at] as number] as number) += 1;
  return sizes;
}

function bucketHeads(sizes: Int32Array, borders: Int32Array): void {
  for (let symbol = 0, sum = 0; symbol < sizes.length; symbol += 1) {
    borders[symbol] = sum;
    sum += sizes[symbol] as number;
  }
}

function bucketTails(sizes: Int32Array, borders: Int32Array): void {
  for (let symbol = 0, sum = 0; symbol < sizes.length; symbol += 1) {
    sum += sizes[symbol] as number;
    borders[symbol] = sum;
  }
}

/**
 * Where a suffix smaller than the next one follows a suffix greater than it (the "leftmost S" positions),
 * in the order of the text. They are at least two apart.
 */
function turningPoints(text: Symbols): Int32Array {
  const turns = new Int32Array(text.length >> 1);
  let first = turns.length;
  // The last suffix is greater than the empty one behind it.
  let rises = false;
  for (let at = text.length - 2; at >= 0; at -= 1) {
    const here = text[at] as number;
    const next = text[at + 1] as number;
    const risesHere: boolean = here < next || (here === next && rises);
    if (rises && !risesHere) {
      first -= 1;
      turns[first] = at + 1;
    }
    rises = risesHere;
  }
  return turns.subarray(first);
}

/** Puts the turns, in their order, at the ends of the buckets of their symbols; all else is empty. */
function seedBuckets(
  text: Symbols,
  order: Int32Array,
  sizes: Int32Array,
  borders: Int32Array,
  turns: Int32Array,
): void {
  order.fill(EMPTY);
  bucketTails(sizes, borders);
  for (let index = turns.length - 1; index >= 0; index -= 1) {
    const turn = turns[index] as number;
    const symbol = text[turn] as number;
    const slot = (borders[symbol] as number) - 1;
    borders[symbol] = slot;
    order[slot] = turn;
  }
}

/**
 * From seeded turns to all suffixes. A negative entry is the complement of a place that leads nowhere in
 * this sweep; it is passed without touching the text, so that each suffix costs one far read in all.
 *
 * @param turnsOnly leave only the turns, as complements, in the order of the pieces from turn to turn;
 *   else all suffixes, each as its place or its complement
 */
function induce(
  text: Symbols,
  order: Int32Array,
  sizes: Int32Array,
  borders: Int32Array,
  turnsOnly: boolean,
): void {
  bucketHeads(sizes, borders);
  sweepFalling(text, order, borders, turnsOnly);
  bucketTails(sizes, borders);
  sweepRising(text, order, borders, turnsOnly);
}

/** Left to right: each suffix puts the one before it, where that is greater, at the head of its bucket. */
function sweepFalling(
  text: Symbols,
  order: Int32Array,
  borders: Int32Array,
  turnsOnly: boolean,
): void {
  const last = text.length - 1;
  const lastSymbol = text[last] as number;
  const lastSlot = borders[lastSymbol] as number;
  borders[lastSymbol] = lastSlot + 1;
  order[lastSlot] = (text[last - 1] as number) >= lastSymbol ? last : ~last;
  for (let at = 0; at < order.length; at += 1) {
    const entry = order[at] as number;
    if (entry > 0) {
      const place = entry - 1;
      const symbol = text[place] as number;
      const slot = borders[symbol] as number;
      borders[symbol] = slot + 1;
      order[slot] = place > 0 && (text[place - 1] as number) >= symbol ? place : ~place;
      order[at] = turnsOnly ? EMPTY : ~entry;
    } else if (entry < EMPTY) order[at] = ~entry;
  }
}

/** Right to left: each suffix puts the one before it, where that is smaller, at the tail of its bucket. */
function sweepRising(
  text: Symbols,
  order: Int32Array,
  borders: Int32Array,
  turnsOnly: boolean,
): void {
  for (let at = order.length - 1; at >= 0; at -= 1) {
    const entry = order[at] as number;
    if (entry <= 0) continue;
    const place = entry - 1;
    const symbol = text[place] as number;
    const slot = (borders[symbol] as number) - 1;
    borders[symbol] = slot;
    order[slot] = place > 0 && (text[place - 1] as number) <= symbol ? place : ~place;
    if (turnsOnly) order[at] = EMPTY;
  }
}

/**
 * Sorts the turns by their suffixes.
 *
 * @param order the turns by the pieces from each to the next, as {@link induce} leaves them
 * @param turns in the order of the text; in that of their suffixes afterwards
 */
function sortTurns(text: Symbols, order: Int32Array, turns: Int32Array): void {
  // A piece's end is read for the last time when its turn is named: its name takes the place, already at hand.
  const names = pieceEnds(text, turns);
  let name = -1;
  let previous = -1;
  let previousEnd = -1;
  let filled = 0;
  for (let at = 0; at < order.length; at += 1) {
    const entry = order[at] as number;
    if (entry >= EMPTY) continue;
    const turn = ~entry;
    const end = names[turn >> 1] as number;
    if (previous < 0 || !samePiece(text, previous, previousEnd, turn, end)) name += 1;
    names[turn >> 1] = name;
    previous = turn;
    previousEnd = end;
    // Slots that have been read are free: the sorted turns are kept at the front.
    order[filled] = turn;
    filled += 1;
  }
  if (name + 1 === turns.length) {
    turns.set(order.subarray(0, filled));
    return;
  }
  const named = turns.map((turn) => names[turn >> 1] as number);
  const ranks = suffixArray(named, name + 1);
  const places = turns.slice();
  for (let rank = 0; rank < ranks.length; rank += 1) {
    turns[rank] = places[ranks[rank] as number] as number;
  }
}

/** Where the piece that begins at each turn ends: at the next turn, itself included, or with the text. */
function pieceEnds(text: Symbols, turns: Int32Array): Int32Array {
  const ends = new Int32Array((text.length >> 1) + 1);
  for (let index = 0; index < turns.length; index += 1) {
    ends[(turns[index] as number) >> 1] = turns[index + 1] ?? text.length;
  }
  return ends;
}

function samePiece(
  text: Symbols,
  one: number,
  oneEnd: number,
  other: number,
  otherEnd: number,
): boolean {
  const length = oneEnd - one;
  if (length !== otherEnd - other) return false;
  // A piece that the text ends is like no other.
  if (Math.max(oneEnd, otherEnd) >= text.length) return false;
  for (let offset = 0; offset <= length; offset += 1) {
    if (text[one + offset] !== text[other + offset]) return false;
  }
  return true;
}
