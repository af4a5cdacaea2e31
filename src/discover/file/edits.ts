/** Text put into a file at an offset; nothing else of the file changes. */
export interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** Where insertions stand at one offset, they stay in their order. */
export function applyInsertions(text: string, insertions: readonly Insertion[]): string {
  let result = '';
  let from = 0;
  for (const { at, text: added } of insertions.toSorted((a, b) => a.at - b.at)) {
    result += text.slice(from, at) + added;
    from = at;
  }
  return result + text.slice(from);
}
