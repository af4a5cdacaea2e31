import { basename, dirname, resolve } from 'node:path';
import { safe } from '../../../text/sanitise.ts';
import { adapterConfigOf } from '../adapter-config.ts';
import { frontMatter, licenceOfCard, textsOf } from '../model-card.ts';
import { baseRelations } from '../types.ts';
import { Draft, type Imported } from './draft.ts';
import { fieldOf, listOf, objectOf, textOf } from './fields.ts';

/** A name of the Hub: `org/name`. */
const hubName = /^[\w.-]+\/[\w.-]+$/;
/** Fields that only cards of data have. */
const dataFields = [
  'dataset_info',
  'task_categories',
  'size_categories',
  'annotations_creators',
  'configs',
];
const taken = [
  'base_model',
  'base_model_relation',
  'datasets',
  'license',
  'license_name',
  'model_name',
  'pretty_name',
  'source_datasets',
];

/**
 * A card of the Hub (README.md) → the model, adapter or datanet that it describes, and what it names.
 *
 * @returns null where the file is no card
 */
export function importCard(text: string, file: string): Imported | null {
  const card = frontMatter(text);
  if (!card) return null;
  const draft = new Draft();
  draft.leave('', card, taken);
  const licence = licenceOfCard(card) ?? undefined;
  const name = nameOf(card, file);
  const source = hubName.test(name) ? `hf:${name}` : undefined;
  const bases = textsOf(fieldOf(card, 'base_model'));
  const isData = bases.length === 0 && dataFields.some((field) => Object.hasOwn(card, field));
  if (isData) {
    const from = draft.addAll(
      'datanets',
      textsOf(fieldOf(card, 'source_datasets')).filter(isHubData),
    );
    draft.add('datanets', name, { licence, source: source?.replace('hf:', 'hf:datasets/'), from });
    return draft.done('Hugging Face dataset card');
  }
  const from = bases.map((base) => addBase(draft, base)).filter((id) => id !== null);
  const datanets = textsOf(fieldOf(card, 'datasets')).map((one) => addDatanet(draft, one));
  const own = {
    licence,
    source,
    datanets:
      datanets.filter((id) => id !== null).length > 0
        ? datanets.filter((id) => id !== null)
        : undefined,
  };
  const relation = textOf(fieldOf(card, 'base_model_relation'));
  if (relation === 'adapter' || (relation === undefined && isAdapter(card))) {
    if (from.length > 1)
      draft.warn(safe`an adapter of several base models: only ${from[0]} was taken`);
    draft.add('adapters', name, { ...own, base: from[0] });
  } else {
    const known = baseRelations.find((one) => one === relation);
    if (relation !== undefined && !known)
      draft.warn(safe`base_model_relation ${relation} is not known`);
    draft.add('bases', name, { ...own, from: from.length > 0 ? from : undefined, relation: known });
  }
  return draft.done('Hugging Face model card');
}

/** PEFT's adapter_config.json → the adapter and its base model. @returns null for other files */
export function importAdapterConfig(text: string, file: string): Imported | null {
  const config = adapterConfigOf(text);
  if (!config || (config.base === null && config.kind === null)) return null;
  const draft = new Draft();
  const left = Object.fromEntries(config.keys.map((key) => [key, true]));
  draft.leave('', left, ['base_model_name_or_path', 'revision', 'peft_type']);
  const base = config.base === null ? undefined : addBase(draft, config.base, config.revision);
  draft.add('adapters', nameOf({}, file), { base: base ?? undefined });
  return draft.done('adapter_config.json');
}

function isAdapter(card: Readonly<Record<string, unknown>>): boolean {
  const tags = listOf(fieldOf(card, 'tags'));
  return (
    fieldOf(card, 'library_name') === 'peft' || tags.some((tag) => tag === 'lora' || tag === 'peft')
  );
}

/** `original` and `extended|other` of dataset cards are words, no names. */
function isHubData(name: string): boolean {
  return hubName.test(name);
}

function addBase(draft: Draft, name: string, revision: string | null = null): string | null {
  const local = /^[./~]/.test(name) ? basename(name) : name;
  const source = hubName.test(name) ? `hf:${name}` : undefined;
  return draft.add('bases', local, { source, revision: revision ?? undefined });
}

function addDatanet(draft: Draft, name: string): string | null {
  return draft.add('datanets', name, {
    source: hubName.test(name) ? `hf:datasets/${name}` : undefined,
  });
}

/** What the card is about: cards seldom say; the Hub's cache and clones do, by their folders. */
function nameOf(card: Readonly<Record<string, unknown>>, file: string): string {
  const index = objectOf(listOf(fieldOf(card, 'model-index'))[0]);
  const folder = dirname(resolve(file));
  const cached = /(?:^|[\\/])(?:models|datasets)--([\w.-]+?)--([\w.-]+)[\\/]snapshots[\\/]/.exec(
    `${folder}/`,
  );
  if (cached) return `${cached[1]}/${cached[2]}`;
  const said = [fieldOf(card, 'model_name'), fieldOf(index, 'name'), fieldOf(card, 'pretty_name')];
  return said.map(textOf).find((one) => one !== undefined) ?? basename(folder);
}
