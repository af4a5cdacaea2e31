/** Text from outside in Markdown, where it may be no more than text. */

/** No markup, no HTML, and nobody is paged by an `@name` in a log line. */
export function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>#|~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replace(/@(?=\w)/g, '@<!-- -->');
}

/** A code span whose fence is longer than any run of backticks within. */
export function code(text: string): string {
  const flat = text.replace(/\s+/g, ' ');
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = flat.startsWith('`') || flat.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${flat}${pad}${fence}`;
}

/** A table of cells that are Markdown already; even a code span must escape the bar there. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map(cell).join(' | ')} |`)
    .join('\n');
}

function cell(text: string): string {
  return text.replace(/(?<!\\)\|/g, '\\|');
}
