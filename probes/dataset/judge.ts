import type { SafeText } from '../../src/text/safe-text.ts';
import { safe, sanitise } from '../../src/text/sanitise.ts';
import type { StoreSymptom } from '../data/symptoms.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { Judgement } from '../system/judgement.ts';
import type { DataFile, Inventory } from './inventory.ts';
import type { Expected } from './manifest.ts';
import type { DatasetOptions } from './options.ts';
import type { datasetSymptoms } from './symptoms.ts';

export type DatasetSymptom = keyof typeof datasetSymptoms | StoreSymptom;
type Signs = readonly Judgement<DatasetSymptom>[];

/** Files that one piece of evidence names. */
const MOST_NAMED = 5;

/** The files that the manifest and the set both have. */
export function pairsOf(
  { files }: Inventory,
  expected: readonly Expected[],
): readonly (readonly [DataFile, Expected])[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return expected.flatMap((one) => {
    const file = byPath.get(one.path);
    return file ? [[file, one] as const] : [];
  });
}

/** What is missing, of another size or another digest, and what is there beyond the manifest. */
export function judgeFiles(
  inventory: Inventory,
  manifest: { readonly name: string; readonly expected: readonly Expected[] },
  bad: readonly string[],
  { extra }: DatasetOptions,
  kept: KeptText,
): Signs {
  const { name, expected } = manifest;
  const there = new Set(inventory.files.map(({ path }) => path));
  // Of a listing that was cut nobody knows what is beyond it.
  const missing = inventory.isCut ? [] : expected.filter(({ path }) => !there.has(path));
  const wrong = pairsOf(inventory, expected).filter(([file, one]) => differs(file, one));
  const known = new Set(expected.map(({ path }) => path));
  const more = inventory.files.filter(({ path }) => !known.has(path) && !isBeside(path, name));
  return [
    ...sign(
      'store.missing',
      missing.map(({ path }) => path),
      'missing',
      kept,
    ),
    ...sign(
      'store.corrupt',
      [...new Set([...wrong.map(([{ path }]) => path), ...bad])],
      'not as the manifest says',
      kept,
    ),
    ...(extra === 'tell'
      ? sign(
          'dataset.extra',
          more.map(({ path }) => path),
          'not in the manifest',
          kept,
        )
      : []),
  ];
}

function differs({ bytes, sha256 }: DataFile, expected: Expected): boolean {
  if (expected.bytes !== null && expected.bytes !== bytes) return true;
  const isSame = expected.algorithm === 'sha256' && sha256 !== null && expected.digest !== null;
  return isSame && sha256 !== expected.digest;
}

/** What accompanies data and is never listed: the manifest itself, cards, licences. */
function isBeside(path: string, manifest: string): boolean {
  const name = path.split('/').at(-1) ?? '';
  return (
    path === manifest ||
    /^(?:readme|licen[cs]e|copying|notice)(?:[.-].*)?$/i.test(name) ||
    name.startsWith('.')
  );
}

function sign(
  symptom: DatasetSymptom,
  paths: readonly string[],
  how: string,
  kept: KeptText,
): Signs {
  if (paths.length === 0) return [];
  const named = paths.slice(0, MOST_NAMED).map((path) => kept.fact(path));
  const others = paths.length > named.length ? ` and ${paths.length - named.length} more` : '';
  const evidence: SafeText = sanitise(`${how}: ${named.join(', ')}${others}`, {
    maxCharacters: 480,
  });
  const summary = safe`${paths.length} file${paths.length === 1 ? '' : 's'} ${how}`;
  return [{ symptom, summary, evidence }];
}

export function judgeCount({ files, isCut }: Inventory, { files: least }: DatasetOptions): Signs {
  if (least === undefined || files.length >= least || isCut) return [];
  const evidence = safe`${files.length} files, expected are at least ${least}`;
  return [{ symptom: 'store.too_few', summary: safe`only ${files.length} files`, evidence }];
}

export function judgeRevision({ revision }: Inventory, { pinned }: DatasetOptions): Signs {
  if (pinned === undefined || revision === null || revision === pinned) return [];
  const evidence = safe`the revision is ${revision}, pinned is ${pinned}`;
  return [{ symptom: 'dataset.moved', summary: safe`moved to ${revision.slice(0, 12)}`, evidence }];
}
