/**
 * A second opinion on which lines of a kernel log tell of trouble: fixed words of the kernel and the
 * NVIDIA driver, and none of the patterns of the probes.
 */
const telling: readonly string[] = [
  'NVRM: Xid (',
  ' SXid (',
  'Kernel panic - not syncing',
  'BUG: unable to handle',
  'Oops: ',
  'soft lockup - CPU',
  'blocked for more than',
  'emounting filesystem read-only',
  'EXT4-fs error (device',
  'I/O error, dev sd',
  'I/O error, dev nvme',
  'VFS: file-max limit',
  'table full, dropping packet',
  'not responding, still trying',
  '[Hardware Error]',
  'GPU reset begin',
  'device lost from bus',
];
const killed = /[Oo]ut of memory[^:]*: ?Kill(?:ed)? process (\d+)/;

/** Characters that tell a line from others: readers cut what they keep. */
const KEY_CHARACTERS = 200;

/**
 * Each telling line once, from its telling words on: two collectors write two beginnings before one
 * message, and a kill is announced and reported.
 */
export function tellingLines(lines: readonly string[]): readonly string[] {
  return [...new Set(lines.flatMap((line) => keyOf(line) ?? []))];
}

function keyOf(line: string): string | null {
  const kill = killed.exec(line);
  if (kill) return `kill of ${kill[1]}`;
  const at = telling.map((words) => line.indexOf(words)).filter((index) => index >= 0);
  if (at.length === 0) return null;
  return line
    .slice(Math.min(...at))
    .trim()
    .slice(0, KEY_CHARACTERS);
}

/** How many the readers keep, the newest: what is older is left out on purpose. */
const mostKept = {
  events: 200,
  switchErrors: 200,
  signs: 500,
  kills: 200,
  driverErrors: 200,
} as const;

type Lists = Readonly<Record<keyof typeof mostKept, readonly { readonly line: string }[]>>;

/** The telling lines that no reader gives back. */
export function linesLeftOut(expected: readonly string[], found: Lists): readonly string[] {
  const names = Object.keys(mostKept) as (keyof typeof mostKept)[];
  if (names.some((name) => found[name].length >= mostKept[name])) return [];
  const given = new Set(tellingLines(names.flatMap((name) => found[name].map(({ line }) => line))));
  return expected.filter((key) => !given.has(key));
}
