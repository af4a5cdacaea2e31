/** The least number that each unit of a Unix time has nowadays; the factor makes milliseconds of it. */
const epochUnits: readonly (readonly [least: number, toMs: number])[] = [
  [1e17, 1e-6],
  [1e14, 1e-3],
  [1e11, 1],
  [1e8, 1_000],
];

/**
 * A point in time → milliseconds: ISO 8601 (UTC where no zone is given), or a number: Unix time in
 * s, ms, µs or ns, told apart by its size. A smaller number counts `smallUnitMs` from an unknown
 * beginning (`minute` −60 … 5).
 *
 * @returns NaN when it is no time
 */
export function parseTimeMs(text: string, smallUnitMs = 1_000): number {
  const trimmed = text.trim();
  if (trimmed === '') return Number.NaN;
  const number = Number(trimmed);
  if (Number.isFinite(number)) {
    const unit = epochUnits.find(([least]) => Math.abs(number) >= least);
    return Math.round(number * (unit?.[1] ?? smallUnitMs));
  }
  const iso = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?\s*(?<zone>.*)$/.exec(
    trimmed,
  );
  if (!iso) return Number.NaN;
  const zoned = iso.groups?.zone ? trimmed : `${trimmed}Z`;
  return Date.parse(
    zoned.replace(' ', 'T').replace(/\s+/g, '').replace(',', '.').replace('UTC', 'Z'),
  );
}

/** How long one step of a column of small numbers is: `minute` counts minutes, `hour` hours. */
export function smallUnitMsOf(column: string): number {
  if (/min/i.test(column)) return 60_000;
  if (/hour/i.test(column)) return 3_600_000;
  if (/(^|[^a-z])ms([^a-z]|$)|milli/i.test(column)) return 1;
  return 1_000;
}
