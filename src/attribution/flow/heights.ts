/**
 * Amounts → whole rows that sum to `rows`, by largest remainder; ties go to the first. Negative amounts
 * (corrections that came without what they correct) get none.
 */
export function heightsOf(amounts: readonly bigint[], rows: number): number[] {
  const total = amounts.reduce((sum, amount) => sum + positive(amount), 0n);
  if (total === 0n || rows <= 0) return amounts.map(() => 0);
  const whole = BigInt(rows);
  const parts = amounts.map((amount, index) => {
    const scaled = positive(amount) * whole;
    return { index, rows: Number(scaled / total), remainder: scaled % total };
  });
  const left = rows - parts.reduce((sum, part) => sum + part.rows, 0);
  const byRemainder = parts.toSorted((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  for (const part of byRemainder.slice(0, left)) part.rows += 1;
  return parts.map((part) => part.rows);
}

function positive(amount: bigint): bigint {
  return amount > 0n ? amount : 0n;
}
