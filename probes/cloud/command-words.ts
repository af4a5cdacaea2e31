const WORD = /(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs;
const PIECE = /\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/gs;

/**
 * The words of a command line that stands in a file of credentials: split at blanks, with quotes and
 * backslashes as a shell has them, and nothing else of a shell. Undefined: it is empty, or a quote is
 * not closed.
 */
export function commandWords(line: string): readonly [string, ...string[]] | undefined {
  if (line.replace(WORD, '').trim() !== '') return undefined;
  const [program, ...rest] = (line.match(WORD) ?? []).map((word) =>
    word.replace(
      PIECE,
      (_, escaped?: string, double?: string, single?: string) =>
        escaped ?? double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? '',
    ),
  );
  return program === undefined ? undefined : [program, ...rest];
}
