/** One word of a POSIX shell, for the commands that people repeat by hand; never run by weaklink. */
export function shellQuote(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
