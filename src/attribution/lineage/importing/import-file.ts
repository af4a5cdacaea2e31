import { basename } from 'node:path';
import { type Place, WeaklinkError } from '../../../platform/errors.ts';
import { sanitise } from '../../../text/sanitise.ts';
import { importCroissant } from './croissant.ts';
import { importCycloneDx } from './cyclonedx.ts';
import type { Imported } from './draft.ts';
import { importAdapterConfig, importCard } from './hugging-face.ts';
import { importSpdx3 } from './spdx3.ts';

/** Levels of a document: real ones have about ten, and readers of schemas go down by recursion. */
const MAX_DEPTH = 64;

/**
 * A model card, an adapter_config.json, a CycloneDX, SPDX 3 or Croissant document → nodes of a lineage. What it
 * is, is told by what it holds.
 *
 * @throws WeaklinkError E_JSON with a place, E_FORMAT for what is none of these
 */
export async function importText(text: string, file: string): Promise<Imported> {
  const name = sanitise(file);
  if (!/^\s*[{[]/.test(text)) {
    const card = importCard(text, file);
    if (card) return card;
    throw unknownFormat(name, 'it has no front matter and is no JSON');
  }
  const data = jsonOf(text, name);
  if (isDeeper(data, MAX_DEPTH)) {
    throw new WeaklinkError({
      code: 'E_LIMIT',
      message: `nested deeper than ${MAX_DEPTH} levels`,
      hint: 'Look whether this is the right file.',
      place: { file: name, line: 1, column: 1 },
    });
  }
  const found =
    (await importCycloneDx(data)) ??
    importSpdx3(data) ??
    importCroissant(data) ??
    (basename(file) === 'adapter_config.json' || text.includes('"peft_type"')
      ? importAdapterConfig(text, file)
      : null);
  if (found) return found;
  throw unknownFormat(name, 'it is JSON of none of these kinds');
}

function unknownFormat(file: string, reason: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_FORMAT',
    message: `${file}: ${reason}`,
    hint: 'Give a model card (README.md), adapter_config.json, CycloneDX, SPDX 3 or Croissant in JSON.',
  });
}

function jsonOf(text: string, file: string): unknown {
  const plain = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(plain);
  } catch (error) {
    throw new WeaklinkError({
      code: 'E_JSON',
      message: 'not valid JSON',
      hint: 'Look at this place, or whether the file is whole.',
      place: placeIn(plain, file),
      cause: error,
    });
  }
}

/**
 * Where JSON goes wrong: the end of the longest beginning that only lacks its end. The engine tells a
 * position of some mistakes alone.
 */
function placeIn(text: string, file: string): Place {
  let good = 0;
  let bad = text.length + 1;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (onlyLacksItsEnd(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  const lines = text.slice(0, good).split('\n');
  return { file, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

function onlyLacksItsEnd(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return true;
  } catch (error) {
    const { message } = error as Error;
    const position = /position (\d+)/.exec(message)?.[1];
    return /end of JSON|Unterminated/.test(message) || Number(position) >= beginning.length;
  }
}

function isDeeper(data: unknown, depth: number): boolean {
  let level: readonly unknown[] = [data];
  for (let left = depth; left >= 0; left -= 1) {
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}
