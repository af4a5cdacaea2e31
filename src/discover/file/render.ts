import { Document, isMap, isSeq } from 'yaml';
import { sanitise } from '../../text/sanitise.ts';
import type { Reason } from '../join/types.ts';

/** Columns of a line of the file. */
const COLUMNS = 100;
/** Reasons written above one link; all of them are told when it is found. */
const MOST_REASONS = 3;

/** One key and its value as lines of YAML: on one line where it fits, else a line a part. */
export function itemLines(key: string, value: unknown): readonly string[] {
  const flow = textOf({ [key]: value }, 'all');
  if (flow.length === 1 && (flow[0]?.length ?? 0) <= COLUMNS - 4) return flow;
  return textOf({ [key]: value }, 'inner');
}

/** A value within `[ … ]` or `{ … }`. */
export function flowText(value: unknown): string {
  const [line = ''] = textOf({ x: value }, 'all');
  return line.replace(/^x: /, '');
}

function textOf(value: Record<string, unknown>, flow: 'all' | 'inner'): readonly string[] {
  const document = new Document(value);
  const root = document.contents;
  if (!isMap(root)) return [];
  for (const { value: entry } of root.items) {
    if (!isMap(entry) && !isSeq(entry)) continue;
    if (flow === 'all') entry.flow = true;
    else setInnerFlow(entry);
  }
  return document.toString({ lineWidth: 0, indent: 2 }).trimEnd().split('\n');
}

/** Parts stand on lines of their own, each in one line; of lists of probes, each probe. */
function setInnerFlow(entry: { readonly items: readonly unknown[] }): void {
  for (const item of entry.items) {
    const part = (item as { value?: unknown }).value;
    if (isSeq(part) && part.items.some((one) => isMap(one) && one.has('kind'))) {
      for (const one of part.items) if (isMap(one)) one.flow = true;
    } else if (isMap(part) || isSeq(part)) {
      part.flow = true;
    }
  }
}

/** Why, from where and how sure: as comments, broken at words. */
export function reasonComments(reasons: readonly Reason[]): readonly string[] {
  const told = reasons.slice(0, MOST_REASONS).map(({ why, source, sure }) => {
    return `${sanitise(why)} (${sanitise(source)}; ${sure})`;
  });
  return told.flatMap(commentLines);
}

export function commentLines(text: string): readonly string[] {
  const lines: string[] = [];
  let line = '#';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (line.length + 1 + word.length > COLUMNS - 4 && line.length > 4) {
      lines.push(line);
      line = '#  ';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
