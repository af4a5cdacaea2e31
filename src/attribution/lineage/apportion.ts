/**
 * Divides whole parts by weights so that nothing is lost: each gets its quota rounded down, and what is
 * left goes one by one to the largest remainders, ties to the smaller name in order of code units.
 *
 * @param parts an integer ≥ 0
 * @param weights integers ≥ 0; `parts` × their sum must stay an exact number (< 2⁵³)
 * @returns parts by name, in the order of `weights`, summing to `parts`; empty where all weights are 0
 */
export function apportion(
  parts: number,
  weights: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  let whole = 0;
  for (const weight of weights.values()) whole += weight;
  if (whole === 0) return new Map();
  if (!Number.isSafeInteger(parts * whole))
    throw new RangeError('too many parts to divide exactly');
  const quotas = [...weights].map(([name, weight]) => ({
    name,
    given: Math.floor((parts * weight) / whole),
    rest: (parts * weight) % whole,
  }));
  const left = parts - quotas.reduce((sum, { given }) => sum + given, 0);
  const luckiest = quotas.toSorted((a, b) => b.rest - a.rest || (a.name < b.name ? -1 : 1));
  for (const quota of luckiest.slice(0, left)) quota.given += 1;
  return new Map(quotas.map(({ name, given }) => [name, given]));
}
