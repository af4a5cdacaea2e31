import { type Document, isMap, parseDocument, type YAMLMap } from 'yaml';
import { ChainFileError } from '../../../chain/problems.ts';
import { shown } from '../../../chain/shown.ts';
import { WeaklinkError } from '../../../platform/errors.ts';
import type { SafeText } from '../../../text/safe-text.ts';
import { safe, sanitise } from '../../../text/sanitise.ts';
import { loadLineage } from '../load.ts';
import { isCalled } from '../nodes.ts';
import type { Artefact, Lineage } from '../types.ts';
import { type DraftSection, draftSections, type Entry, type Imported } from './draft.ts';

export interface Merged {
  /** The lineage file, with every comment that it had. */
  readonly text: string;
  readonly added: number;
  /** What the file says otherwise than a document: the file's words were kept. */
  readonly kept: readonly SafeText[];
}

/**
 * Puts imported nodes into the text of a lineage file. Nothing that stands there is changed: nodes and keys
 * that it lacks are added, and where it says otherwise that is told. A node that the file knows by another
 * name is that node.
 *
 * @param text the lineage file, or null to begin one
 * @throws ChainFileError where the file is wrong before, or would be after
 */
export function mergeInto(text: string | null, file: string, all: readonly Imported[]): Merged {
  const before = text ?? 'lineage: imported\n';
  const lineage = loadLineage(before, file);
  const document = parseDocument(before, { schema: 'core' });
  const kept: SafeText[] = [];
  let added = 0;
  const named = namesOf(lineage, all);
  for (const { sections } of all) {
    for (const section of draftSections) {
      for (const [id, entry] of sections.get(section) ?? []) {
        const target = named(section, id);
        added += putNode(document, section, target, renamed(section, entry, named), kept);
      }
    }
  }
  const after = document.toString({ lineWidth: 100, flowCollectionPadding: true });
  try {
    loadLineage(after, file);
  } catch (error) {
    if (!(error instanceof ChainFileError)) throw error;
    throw new WeaklinkError({
      code: 'E_IMPORT',
      message: `the lineage would not be sound: ${error.message}`,
      hint: 'Import the documents one by one to find which of them it is.',
      cause: error,
    });
  }
  return { text: after, added, kept };
}

type Named = (section: DraftSection, id: string) => string;

/** The id under which the file knows a node: it may call it otherwise. */
function namesOf(lineage: Lineage, all: readonly Imported[]): Named {
  return (section, id) => {
    if (section === 'contributors' || section === 'developers') return id;
    const known: ReadonlyMap<string, Artefact> = lineage[section];
    if (known.has(id)) return id;
    const entry = all.map(({ sections }) => sections.get(section)?.get(id)).find((one) => one);
    const calls = [id, ...textsIn(entry?.names), ...textsIn(entry?.source)];
    const found = [...known.values()].find((artefact) =>
      calls.some((name) => isCalled(artefact, name)),
    );
    return found?.id ?? id;
  };
}

function textsIn(value: unknown): readonly string[] {
  return [value].flat().filter((one): one is string => typeof one === 'string');
}

/** References of an entry under the ids of the file. */
function renamed(section: DraftSection, entry: Entry, named: Named): Entry {
  const own: DraftSection = section === 'adapters' ? 'bases' : section;
  const renames: Readonly<Record<string, DraftSection>> = {
    datanets: 'datanets',
    base: 'bases',
    from: own,
  };
  return Object.fromEntries(
    Object.entries(entry).map(([key, value]) => {
      const target = renames[key];
      if (!target) return [key, value];
      if (typeof value === 'string') return [key, named(target, value)];
      return [key, textsIn(value).map((id) => named(target, id))];
    }),
  );
}

/** @returns 1 where the node is new */
function putNode(
  document: Document.Parsed,
  section: DraftSection,
  id: string,
  entry: Entry,
  kept: SafeText[],
): number {
  const nodes = sectionOf(document, section);
  const known = nodes.get(id, true) as unknown;
  if (!nodes.has(id)) {
    nodes.set(document.createNode(id), document.createNode(entry));
    return 1;
  }
  if (!isMap(known)) {
    if (Object.keys(entry).length > 0) nodes.set(id, document.createNode(entry));
    return 0;
  }
  for (const [key, value] of Object.entries(entry)) {
    if (!known.has(key)) {
      known.set(key, document.createNode(value));
      continue;
    }
    const there: unknown = known.toJS(document)[key];
    if (key === 'names' || isSame(there, value)) continue;
    kept.push(
      safe`${section}.${id}.${key}: kept ${wordsOf(there)}, imported was ${wordsOf(value)}`,
    );
  }
  return 0;
}

function sectionOf(document: Document.Parsed, section: DraftSection): YAMLMap {
  const known = document.get(section, true) as unknown;
  if (isMap(known)) return known;
  const made = document.createNode({}) as unknown as YAMLMap;
  made.flow = false;
  document.set(section, made);
  return made;
}

/** `a` and `[a]` name the same; names with weights name the same as a list of them. */
function isSame(a: unknown, b: unknown): boolean {
  const plain = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.keys(value)
      : [value].flat();
  return JSON.stringify(plain(a)) === JSON.stringify(plain(b));
}

function wordsOf(value: unknown): SafeText {
  const isNamed = typeof value === 'object' && value !== null && !Array.isArray(value);
  const texts = textsIn(isNamed ? Object.keys(value) : value);
  return texts.length > 1 ? sanitise(`[${texts.join(', ')}]`) : shown(texts[0] ?? value);
}
