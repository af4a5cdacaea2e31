import { parse } from 'yaml';
import { safe } from '../../src/text/sanitise.ts';
import { at } from '../data/json.ts';
import type { Judgement } from '../system/judgement.ts';
import type { DatasetOptions } from './options.ts';
import type { datasetSymptoms } from './symptoms.ts';

/** A file that holds the licence, by its name. */
export const licenceFile = /^(?:licen[cs]e|copying|unlicense)(?:[.-][\w.-]*)?$/i;

/** How the texts of common licences begin → their SPDX identifier, lower case. */
const openings: readonly (readonly [RegExp, string])[] = [
  [/apache license\s+version 2\.0/i, 'apache-2.0'],
  [/\bmit license\b/i, 'mit'],
  [/creative commons attribution-noncommercial 4\.0/i, 'cc-by-nc-4.0'],
  [/creative commons attribution-sharealike 4\.0/i, 'cc-by-sa-4.0'],
  [/creative commons attribution 4\.0/i, 'cc-by-4.0'],
  [/cc0 1\.0 universal/i, 'cc0-1.0'],
  [/gnu general public license\s+version 3/i, 'gpl-3.0'],
  [/open data commons open database license/i, 'odbl'],
];

/** Characters of a licence's text in which its name stands. */
const OPENING_CHARACTERS = 600;

export function licenceOfText(text: string): string | undefined {
  const opening = text.slice(0, OPENING_CHARACTERS);
  return openings.find(([pattern]) => pattern.test(opening))?.[1];
}

/** The licences that the front matter of a card states; none where it has none or cannot be read. */
export function licencesOfCard(card: string): readonly string[] {
  const front = /^---\r?\n([\s\S]*?)\r?\n---/.exec(card)?.[1];
  if (front === undefined) return [];
  try {
    return licencesIn(at(parse(front, { maxAliasCount: 0 }), 'license'));
  } catch {
    return [];
  }
}

/** One identifier or a list of them. */
export function licencesIn(value: unknown): readonly string[] {
  return [value]
    .flat()
    .filter((one): one is string => typeof one === 'string' && one !== '')
    .map((one) => one.toLowerCase());
}

/**
 * @param stated identifiers of the card and of known texts
 * @param hasText whether there is a text, known or not
 */
export function judgeLicence(
  { licence, licences }: DatasetOptions,
  stated: readonly string[],
  hasText: boolean,
): readonly Judgement<keyof typeof datasetSymptoms>[] {
  if (licence === 'ignored') return [];
  // "unknown" and its like on a card state nothing.
  const known = stated.filter((one) => !/^(?:unknown|unlicensed|none|other)$/.test(one));
  if (known.length === 0 && !(hasText && licences === undefined)) {
    const evidence = hasText
      ? safe`there is a licence file, and its text is none that weaklink knows`
      : safe`no licence on its card, no licence file`;
    return [{ symptom: 'dataset.licence_missing', summary: safe`no licence is stated`, evidence }];
  }
  const allowed = licences?.map((one) => one.toLowerCase());
  const other = allowed && known.filter((one) => !allowed.includes(one));
  if (!other || other.length === 0) return [];
  const words = safe`${other.join(', ')} is none of ${licences?.join(', ')}`;
  return [
    { symptom: 'dataset.licence_other', summary: safe`licence ${other[0]}`, evidence: words },
  ];
}
