/** Lines shown before and behind each change. */
const CONTEXT_LINES = 3;
/** Pairs of lines that are compared: two files of 4,000 lines that differ from end to end. */
const MOST_CELLS = 16_000_000;

/**
 * A unified diff of a file and the same with lines added or changed in place, as `diff -u` writes it.
 * Made for what a merge does: lines keep their order, so that one pass finds them.
 */
export function unifiedDiff(before: string, after: string, name: string): string {
  if (before === after) return '';
  const rows = rowsOf(linesIn(before), linesIn(after));
  const hunks = hunksOf(rows);
  const from = before === '' ? '/dev/null' : name;
  return [`--- ${from}`, `+++ ${name}`, ...hunks.flatMap((hunk) => textOf(hunk))]
    .join('\n')
    .concat('\n');
}

type Mark = ' ' | '-' | '+';

interface Row {
  readonly mark: Mark;
  readonly line: string;
  /** Lines before it in the old and in the new file. */
  readonly old: number;
  readonly fresh: number;
}

function linesIn(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function rowsOf(before: readonly string[], after: readonly string[]): readonly Row[] {
  const rows: Row[] = [];
  let old = 0;
  let fresh = 0;
  const push = (mark: Mark, line: string) => {
    rows.push({ mark, line, old, fresh });
    if (mark !== '+') old += 1;
    if (mark !== '-') fresh += 1;
  };
  // The longest common subsequence, between what both begin and end with.
  for (const { mark, line } of steps(before, after)) push(mark, line);
  return rows;
}

function steps(before: readonly string[], after: readonly string[]) {
  const found: { mark: Mark; line: string }[] = [];
  let from = 0;
  while (from < before.length && before[from] === after[from]) {
    found.push({ mark: ' ', line: before[from] ?? '' });
    from += 1;
  }
  let [oldEnd, newEnd] = [before.length, after.length];
  while (oldEnd > from && newEnd > from && before[oldEnd - 1] === after[newEnd - 1]) {
    oldEnd -= 1;
    newEnd -= 1;
  }
  found.push(...middle(before.slice(from, oldEnd), after.slice(from, newEnd)));
  return [...found, ...before.slice(oldEnd).map((line) => ({ mark: ' ' as const, line }))];
}

/** By the longest common subsequence; where both are long, all old lines and then all new ones. */
function middle(before: readonly string[], after: readonly string[]) {
  const found: { mark: Mark; line: string }[] = [];
  const width = after.length + 1;
  const isLong = before.length * after.length > MOST_CELLS;
  // Of each pair of places, how many lines both still have in common from there.
  const common = isLong ? new Uint32Array() : new Uint32Array((before.length + 1) * width);
  const at = (old: number, fresh: number) => common[old * width + fresh] ?? 0;
  for (let old = before.length - 1; old >= 0 && !isLong; old -= 1) {
    for (let fresh = after.length - 1; fresh >= 0; fresh -= 1) {
      common[old * width + fresh] =
        before[old] === after[fresh]
          ? at(old + 1, fresh + 1) + 1
          : Math.max(at(old + 1, fresh), at(old, fresh + 1));
    }
  }
  let [old, fresh] = [0, 0];
  while (old < before.length || fresh < after.length) {
    const isSame = !isLong && old < before.length && before[old] === after[fresh];
    const isOld =
      fresh >= after.length || (old < before.length && at(old + 1, fresh) >= at(old, fresh + 1));
    if (isSame) found.push({ mark: ' ', line: before[old] ?? '' });
    else if (isOld) found.push({ mark: '-', line: before[old] ?? '' });
    else found.push({ mark: '+', line: after[fresh] ?? '' });
    if (isSame || isOld) old += 1;
    if (isSame || !isOld) fresh += 1;
  }
  return found;
}

function hunksOf(rows: readonly Row[]): readonly (readonly Row[])[] {
  const hunks: Row[][] = [];
  let last = Number.NEGATIVE_INFINITY;
  rows.forEach((row, index) => {
    if (row.mark === ' ') return;
    const from = Math.max(0, index - CONTEXT_LINES);
    const end = index + CONTEXT_LINES + 1;
    if (from <= last) hunks.at(-1)?.push(...rows.slice(last, end));
    else hunks.push(rows.slice(from, end));
    last = Math.min(end, rows.length);
  });
  return hunks;
}

function textOf(rows: readonly Row[]): readonly string[] {
  const [first] = rows;
  if (!first) return [];
  const count = (mark: Mark) => rows.filter((row) => row.mark !== mark).length;
  const begin = (lines: number, count: number) => `${count === 0 ? lines : lines + 1},${count}`;
  const head = `@@ -${begin(first.old, count('+'))} +${begin(first.fresh, count('-'))} @@`;
  return [head, ...rows.map(({ mark, line }) => mark + line)];
}
