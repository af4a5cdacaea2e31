/**
 * All positions of `tokens`, ordered by the `depth` tokens that follow each of them: the places
 * where a sequence of up to `depth` tokens occurs stand side by side. A radix sort, last token
 * first; stable, so equal sequences stay in the order of the text.
 *
 * @param vocabularySize every token is smaller than this
 */
export function suffixOrder(
  tokens: Uint16Array,
  vocabularySize: number,
  depth: number,
): Uint32Array {
  const length = tokens.length;
  let order = Uint32Array.from(tokens, (_, position) => position);
  let next = new Uint32Array(length);
  // Key 0 stands for "behind the end of the text", so a token's key is its number plus one.
  const keyAt = (position: number): number => (position < length ? (tokens[position] ?? 0) + 1 : 0);

  for (let offset = depth - 1; offset >= 0; offset -= 1) {
    const starts = new Uint32Array(vocabularySize + 2);
    for (const position of order) {
      const slot = keyAt(position + offset) + 1;
      starts[slot] = (starts[slot] ?? 0) + 1;
    }
    for (let key = 1; key < starts.length; key += 1) {
      starts[key] = (starts[key] ?? 0) + (starts[key - 1] ?? 0);
    }
    for (const position of order) {
      const key = keyAt(position + offset);
      const slot = starts[key] ?? 0;
      next[slot] = position;
      starts[key] = slot + 1;
    }
    [order, next] = [next, order];
  }
  return order;
}
