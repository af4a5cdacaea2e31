/**
 * A whole amount divided by weights so that the parts sum to it exactly: each part is its floor, and what
 * is left goes, one each, to the largest remainders (the earlier one where they are equal).
 *
 * @param total not negative
 * @param weights not negative; all zero: everything goes to the first
 */
export function allocate(total: bigint, weights: readonly bigint[]): readonly bigint[] {
  const sum = weights.reduce((a, b) => a + b, 0n);
  if (sum === 0n) return weights.map((_, index) => (index === 0 ? total : 0n));
  const parts = weights.map((weight) => (total * weight) / sum);
  let left = Number(total - parts.reduce((a, b) => a + b, 0n));
  if (left === 0) return parts;
  const order = weights
    .map((weight, index) => ({ index, remainder: (total * weight) % sum }))
    .sort((a, b) =>
      a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
    );
  for (const { index } of order) {
    if (left === 0) break;
    parts[index] = (parts[index] as bigint) + 1n;
    left -= 1;
  }
  return parts;
}
