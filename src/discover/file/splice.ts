import {
  type Document,
  isMap,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { applyInsertions, type Insertion } from './edits.ts';
import {
  behindComments,
  contentEnd,
  hasTrailingComma,
  indentAt,
  nextLine,
  pairEnd,
} from './places.ts';
import { flowText, itemLines } from './render.ts';

/** A key with its value for a map of the file, and the comments above it. */
export interface NewItem {
  readonly key: string;
  readonly value: unknown;
  readonly comments: readonly string[];
}

/** Blanks before what stands in a section that is yet to be written. */
const INDENT = '  ';

/**
 * Puts new things into the text of a chain file, byte for byte beside what is there: comments, order,
 * quotes and blanks of the rest stay as they are.
 */
export class Splicer {
  readonly #text: string;
  readonly #document: Document.Parsed;
  readonly #newline: string;
  readonly #insertions: Insertion[] = [];
  /** Sections that the file does not have yet: they stand behind all else. */
  readonly #sections: string[] = [];

  constructor(text: string) {
    this.#text = text;
    this.#document = parseDocument(text, { version: '1.2', uniqueKeys: false });
    this.#newline = text.includes('\r\n') ? '\r\n' : '\n';
  }

  /** The text with all that was put in. */
  text(): string {
    const at = this.#text.length;
    if (this.#sections.length > 0) this.#insertLines(at, this.#sections.splice(0));
    return applyInsertions(this.#text, this.#insertions);
  }

  /** At the end of a section of the file; a section that is not there is put at the end of the file. */
  addItems(section: string, items: readonly NewItem[]): void {
    if (items.length === 0) return;
    const map = this.#document.get(section, true);
    if (isMap(map) && map.flow) this.#addToFlowMap(map, items);
    else if (isMap(map) && map.items.length > 0) this.#addToBlockMap(map, items);
    else this.#addSection(section, items);
  }

  #addToBlockMap(map: YAMLMap, items: readonly NewItem[]): void {
    const indent = indentAt(this.#text, startOf(map.items[0]));
    const at = behindComments(this.#text, nextLine(this.#text, contentEnd(map)), indent);
    this.#insertLines(
      at,
      items.flatMap((item) => linesOf(item, indent)),
    );
  }

  #addToFlowMap(map: YAMLMap, items: readonly NewItem[]): void {
    const last = map.items.at(-1);
    if (last && !hasTrailingComma(this.#text, map)) this.#insert(pairEnd(last), ',');
    const end = (map.range?.[1] ?? 1) - 1;
    const lines = items.flatMap(({ key, value, comments }) => [
      ...comments.map((line) => INDENT + line),
      `${INDENT}${flowText({ [key]: value }).replace(/^\{ | \}$/g, '')},`,
    ]);
    this.#insert(end, this.#newline + lines.map((line) => line + this.#newline).join(''));
  }

  #addSection(section: string, items: readonly NewItem[]): void {
    const lines = items.flatMap((item) => linesOf(item, INDENT));
    this.#sections.push('', `${section}:`, ...lines);
  }

  /** @returns false where the file writes the needs of this link in a way that is not ours to change */
  addNeeds(link: string, added: readonly unknown[], beside?: string): boolean {
    const entry = this.#document.getIn(['links', link], true);
    if (!isMap(entry)) return false;
    const needs = entry.get('needs', true);
    if (needs === undefined) return this.#addNeedsTo(entry, added);
    if (!isSeq(needs)) return false;
    if (beside === undefined) return this.#addToSeq(needs, added);
    const group = needs.items.find((one) => isMap(one) && anyOfHolds(one, beside));
    const members = isMap(group) ? group.get('anyOf', true) : undefined;
    return isSeq(members) && this.#addToSeq(members, added);
  }

  #addNeedsTo(entry: YAMLMap, added: readonly unknown[]): boolean {
    const last = entry.items.at(-1);
    if (!last) return false;
    const text = `needs: ${flowText(added)}`;
    if (entry.flow) {
      this.#insert(pairEnd(last), `, ${text}`);
      return true;
    }
    const indent = indentAt(this.#text, startOf(last));
    this.#insertLines(nextLine(this.#text, contentEnd(entry)), [indent + text]);
    return true;
  }

  #addToSeq(list: YAMLSeq, added: readonly unknown[]): boolean {
    const last = list.items.at(-1) as Node | undefined;
    if (list.flow) {
      const isFirst = last === undefined;
      const at = isFirst ? (list.range?.[0] ?? 0) + 1 : contentEnd(last);
      this.#insert(at, `${isFirst ? '' : ', '}${added.map(flowText).join(', ')}`);
      return true;
    }
    if (last === undefined) return false;
    const start = last.range?.[0] ?? 0;
    const dash = this.#text.lastIndexOf('-', start - 1);
    const indent = indentAt(this.#text, dash);
    // A list within a list begins on the line of the outer one.
    if (this.#text.slice(0, dash).split('\n').at(-1) !== indent) return false;
    const lines = added.map((need) => `${indent}- ${flowText(need)}`);
    this.#insertLines(nextLine(this.#text, contentEnd(list)), lines);
    return true;
  }

  #insertLines(at: number, lines: readonly string[]): void {
    const isWithinLine = at > 0 && this.#text[at - 1] !== '\n';
    const begun = this.#insertions.some((one) => one.at === at);
    const text = lines.map((line) => line + this.#newline).join('');
    this.#insert(at, isWithinLine && !begun ? this.#newline + text : text);
  }

  #insert(at: number, text: string): void {
    this.#insertions.push({ at, text });
  }
}

function startOf(pair: Pair | undefined): number {
  return (pair?.key as Node | undefined)?.range?.[0] ?? 0;
}

function linesOf({ key, value, comments }: NewItem, indent: string): readonly string[] {
  return [...comments, ...itemLines(key, value)].map((line) => indent + line);
}

function anyOfHolds(group: YAMLMap, member: string): boolean {
  const list = group.get('anyOf', true);
  return (
    isSeq(list) && list.items.some((one) => String((one as { value?: unknown }).value) === member)
  );
}
