import { isDeepStrictEqual } from 'node:util';
import type { ProbeCatalogue } from '../../chain/catalogue.ts';
import { parseFile } from '../../chain/document.ts';
import type { ChainFile } from '../../chain/file-schema.ts';
import { loadChain } from '../../chain/load.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { isEmptyPlan, type MergePlan } from './plan.ts';
import { commentLines, reasonComments } from './render.ts';
import { type NewItem, Splicer } from './splice.ts';

/**
 * The text of a chain file with what a plan adds. The result is held against what it must say: an
 * unusual way of writing YAML is refused rather than broken.
 *
 * @throws WeaklinkError E_MERGE
 */
export function mergeInto(text: string, plan: MergePlan, catalogue: ProbeCatalogue): string {
  if (isEmptyPlan(plan)) return text;
  const splicer = new Splicer(text);
  // All that goes to one place goes there at once.
  const byPlace = Map.groupBy(plan.needs, ({ link, beside }) => `${link} ${beside ?? ''}`);
  const isAdded = [...byPlace.values()].map((all) => {
    const [{ link, beside } = { link: '', beside: undefined }] = all;
    const added = all.map(({ need }) => need);
    return splicer.addNeeds(link, added, beside);
  });
  splicer.addItems('vantages', vantageItems(plan));
  splicer.addItems('models', modelItems(plan));
  splicer.addItems('links', linkItems(plan));
  const merged = splicer.text();
  const expected = expectedData(text, plan);
  const found = parseFile(merged, 'merged').data;
  if (isAdded.includes(false) || !isDeepStrictEqual(found, expected)) throw cannotMerge();
  // Whatever was wrong before would have been told before.
  loadChain(merged, 'merged', catalogue);
  return merged;
}

export function linkItems({ links }: MergePlan): readonly NewItem[] {
  return links.map(({ id, entry, reasons }) => ({
    key: id,
    value: entry,
    comments: reasonComments(reasons),
  }));
}

export function modelItems({ models }: MergePlan): readonly NewItem[] {
  return models.map(({ id, at, needs, reason }) => ({
    key: id,
    value: needs.length > 0 ? { at, needs } : at,
    comments: commentLines(`${reason.why} (${reason.source})`),
  }));
}

export function vantageItems({ vantages }: MergePlan): readonly NewItem[] {
  return vantages.map(({ name, address, why, source }) => ({
    key: name,
    value: address,
    comments: commentLines(`${why} (${source})`),
  }));
}

function expectedData(text: string, plan: MergePlan): unknown {
  const data = structuredClone(parseFile(text, 'chain').data) as ChainFile;
  const add = (section: 'links' | 'models' | 'vantages', items: readonly NewItem[]) => {
    if (items.length === 0) return;
    const entries = items.map(({ key, value }) => [key, value] as const);
    Object.assign(data, { [section]: { ...data[section], ...Object.fromEntries(entries) } });
  };
  for (const { link, need, beside } of plan.needs) {
    const entry = data.links[link];
    if (!entry) continue;
    const needs = [...(entry.needs ?? [])];
    const group = needs.findIndex(
      (one) => typeof one !== 'string' && beside !== undefined && one.anyOf.includes(beside),
    );
    const its = needs[group];
    if (typeof its === 'object') needs[group] = { anyOf: [...its.anyOf, need as string] };
    else needs.push(need as string);
    entry.needs = needs;
  }
  add('vantages', vantageItems(plan));
  add('models', modelItems(plan));
  add('links', linkItems(plan));
  // As it comes out of a file: without what is undefined.
  return JSON.parse(JSON.stringify(data));
}

function cannotMerge(): WeaklinkError {
  return new WeaklinkError({
    code: 'E_MERGE',
    message: 'the file is written in a way that cannot be added to without changing the rest of it',
    hint: 'Print what was found with "-o -" into another file, and copy what you want.',
  });
}
