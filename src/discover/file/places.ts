import { isMap, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';

/** Where the last character of what a node says stands: comments behind it do not count. */
export function contentEnd(node: Node): number {
  const [start = 0, end = 0] = node.range ?? [];
  if ((isMap(node) || isSeq(node)) && !node.flow) {
    const last = node.items.at(-1);
    if (last === undefined) return start;
    return isMap(node) ? pairEnd(last as Pair) : contentEnd(last as Node);
  }
  return end;
}

export function pairEnd({ key, value }: Pair): number {
  if (value) return contentEnd(value as Node);
  // Behind the colon of a key without a value.
  return contentEnd(key as Node) + 1;
}

/** The offset of the line behind the one that holds `offset`; the end of the text where there is none. */
export function nextLine(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') return offset;
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

/** Blanks before the first character of the line that holds `offset`. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^ */.exec(text.slice(start, offset))?.[0] ?? '';
}

/** Behind comments that stand as deep as what they are about: links that somebody commented out. */
export function behindComments(text: string, offset: number, indent: string): number {
  let end = offset;
  for (let at = offset; at < text.length; ) {
    const next = text.indexOf('\n', at) + 1 || text.length;
    const line = text.slice(at, next);
    const isBlank = line.trim() === '';
    const isComment = indent !== '' && line.startsWith(indent) && /^ *#/.test(line);
    if (!isBlank && !isComment) break;
    at = next;
    if (isComment) end = at;
  }
  return end;
}

/** Whether a comma stands between the last item of a flow collection and its end. */
export function hasTrailingComma(text: string, node: YAMLMap | YAMLSeq): boolean {
  const last = node.items.at(-1);
  if (last === undefined) return true;
  const from = isMap(node) ? pairEnd(last as Pair) : contentEnd(last as Node);
  const end = (node.range?.[1] ?? from) - 1;
  return text
    .slice(from, end)
    .replace(/#[^\n]*/g, '')
    .includes(',');
}
