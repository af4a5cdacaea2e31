/** `>=550.54 <600`: all parts must hold. A bare version means exactly it. Null for what is no version. */
export function isInRange(version: string, range: string): boolean | null {
  const found = /\d+(?:\.\d+)*/.exec(version)?.[0];
  if (found === undefined) return null;
  const parts = [...range.matchAll(/(>=|<=|>|<|=)?\s*(\d+(?:\.\d+)*)/g)];
  return parts.every(([, sign = '=', bound = '']) => {
    const order = compareVersions(found, bound);
    switch (sign) {
      case '>=':
        return order >= 0;
      case '<=':
        return order <= 0;
      case '>':
        return order > 0;
      case '<':
        return order < 0;
      default:
        return order === 0;
    }
  });
}

/** By numbers, part by part; a part that is missing counts as 0: 12 is 12.0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number));
  const length = Math.max(left?.length ?? 0, right?.length ?? 0);
  for (let index = 0; index < length; index += 1) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
