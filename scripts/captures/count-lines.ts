/** Values of the lines that a pattern fits, after the first line that `from` fits: a second opinion. */
export function countLines(text: string, pattern: RegExp, from?: RegExp): readonly string[] {
  const start = from === undefined ? 0 : text.search(from);
  const lines = text.slice(text.indexOf('\n', Math.max(0, start)) + 1).split('\n');
  return lines.flatMap((line) => {
    const value = pattern.exec(line.trimEnd())?.[1];
    return value === undefined ? [] : [value.trim()];
  });
}

/** What is in the first list more often than in the second. */
export function missingValues(all: readonly string[], found: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const value of found) left.set(value, (left.get(value) ?? 0) + 1);
  return all.filter((value) => {
    const count = left.get(value) ?? 0;
    left.set(value, count - 1);
    return count <= 0;
  });
}
