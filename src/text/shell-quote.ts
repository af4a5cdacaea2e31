/** One word of a POSIX shell: for commands that people repeat by hand, and for those that SSH carries. */
export function shellQuote(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
