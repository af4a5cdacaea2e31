import { PackageURL } from 'packageurl-js';
import { safe, sanitise } from '../../../text/sanitise.ts';
import { Draft, type Imported } from './draft.ts';
import { fieldOf, licenceOf, listOf, objectOf, sha256Of, textOf } from './fields.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Components inside of components; real BOMs have three levels. */
const MAX_DEPTH = 16;
/** Components of one document. */
const MAX_COMPONENTS = 20_000;
/** What the schema complains about that is told; the first says the most. */
const MAX_COMPLAINTS = 5;
/** Versions that know machine learning models. */
const versions = ['1.5', '1.6', '1.7'] as const;

/**
 * A CycloneDX ML-BOM (JSON, 1.5 to 1.7) → its models, adapters and data. What its schema complains about
 * is told, and the rest is taken all the same.
 *
 * @param data the document, parsed
 * @returns null where it is no CycloneDX document
 */
export async function importCycloneDx(data: unknown): Promise<Imported | null> {
  const bom = objectOf(data);
  if (fieldOf(bom, 'bomFormat') !== 'CycloneDX') return null;
  const draft = new Draft();
  const version = textOf(fieldOf(bom, 'specVersion')) ?? 'unknown';
  await validate(version, data, draft);
  draft.leave('', bom, [
    'bomFormat',
    'specVersion',
    '$schema',
    'components',
    'metadata',
    'version',
    'serialNumber',
  ]);
  const all = [...componentsOf(bom)];
  const byRef = new Map<string, string>();
  for (const component of all) {
    const ref = textOf(fieldOf(component, 'bom-ref'));
    if (fieldOf(component, 'type') !== 'data') continue;
    const id = addData(draft, component);
    if (ref !== undefined && id !== null) byRef.set(ref, id);
  }
  for (const component of all) {
    if (fieldOf(component, 'type') === 'machine-learning-model') addModel(draft, component, byRef);
  }
  return draft.done(`CycloneDX ${version}`);
}

async function validate(version: string, data: unknown, draft: Draft): Promise<void> {
  const known = versions.find((one) => one === version);
  if (!known) {
    draft.warn(safe`specVersion ${version} is none of ${versions.join(', ')}: read as if it were`);
    return;
  }
  // Loaded here alone: its schemas are large, and only this importer needs them.
  const { JsonValidator } = await import('@cyclonedx/cyclonedx-library/Validation');
  try {
    const validator = new JsonValidator(known as ConstructorParameters<typeof JsonValidator>[0]);
    const complaints = (await validator.validate(JSON.stringify(data))) as
      | readonly { readonly instancePath?: string; readonly message?: string }[]
      | null;
    for (const { instancePath, message } of (complaints ?? []).slice(0, MAX_COMPLAINTS)) {
      draft.warn(safe`against its schema: ${instancePath || '/'} ${message}`);
    }
  } catch (error) {
    draft.warn(safe`its schema could not be applied: ${(error as Error).message}`);
  }
}

/** Every component, those inside of others and of the metadata among them. */
function* componentsOf(bom: Fields): Generator<Fields> {
  const top = fieldOf(objectOf(fieldOf(bom, 'metadata')), 'component');
  const queue = [...listOf(top), ...listOf(fieldOf(bom, 'components'))].map((one) => ({
    component: objectOf(one),
    depth: 0,
  }));
  for (let index = 0; index < Math.min(queue.length, MAX_COMPONENTS); index += 1) {
    const { component, depth } = queue[index] as (typeof queue)[number];
    yield component;
    if (depth >= MAX_DEPTH) continue;
    for (const inner of listOf(fieldOf(component, 'components'))) {
      queue.push({ component: objectOf(inner), depth: depth + 1 });
    }
  }
}

const taken = [
  'type',
  'bom-ref',
  'group',
  'name',
  'version',
  'licenses',
  'hashes',
  'purl',
  'supplier',
  'manufacturer',
  'authors',
  'author',
  'publisher',
  'pedigree',
  'modelCard',
  'data',
  'components',
  'tags',
];

function addModel(
  draft: Draft,
  component: Fields,
  byRef: ReadonlyMap<string, string>,
): string | null {
  const name = fullName(component);
  if (name === undefined) return null;
  draft.leave('component', component, taken);
  const card = objectOf(fieldOf(component, 'modelCard'));
  const parameters = objectOf(fieldOf(card, 'modelParameters'));
  draft.leave('modelCard', card, ['modelParameters', 'bom-ref']);
  draft.leave('modelParameters', parameters, ['datasets']);
  const datanets = listOf(fieldOf(parameters, 'datasets')).flatMap((one) => {
    const dataset = objectOf(one);
    const ref = textOf(fieldOf(dataset, 'ref'));
    const id = ref === undefined ? addInlineData(draft, dataset) : (byRef.get(ref) ?? null);
    if (ref !== undefined && id === null)
      draft.warn(safe`datasets name ${ref}, which is no data of this document`);
    return id === null ? [] : [id];
  });
  const pedigree = objectOf(fieldOf(component, 'pedigree'));
  draft.leave('pedigree', pedigree, ['ancestors']);
  const from = listOf(fieldOf(pedigree, 'ancestors')).flatMap((one) => {
    const ancestor = objectOf(one);
    const ancestorName = fullName(ancestor);
    const id =
      ancestorName === undefined ? null : draft.add('bases', ancestorName, commonOf(ancestor));
    return id === null ? [] : [id];
  });
  const entry = {
    ...commonOf(component),
    developers: draft.addAll('developers', peopleOf(component)),
    datanets: datanets.length > 0 ? [...new Set(datanets)] : undefined,
  };
  const tags = listOf(fieldOf(component, 'tags')).map((tag) => String(tag).toLowerCase());
  if (!tags.some((tag) => ['lora', 'adapter', 'peft'].includes(tag))) {
    return draft.add('bases', name, { ...entry, from: from.length > 0 ? from : undefined });
  }
  if (from.length > 1) draft.warn(safe`${name} has several ancestors: only ${from[0]} was taken`);
  return draft.add('adapters', name, { ...entry, base: from[0] });
}

function addData(draft: Draft, component: Fields): string | null {
  const name = fullName(component);
  if (name === undefined) return null;
  draft.leave('component', component, taken);
  const owners = listOf(fieldOf(component, 'data')).flatMap((one) => ownersOf(objectOf(one)));
  return draft.add('datanets', name, {
    ...commonOf(component),
    contributors: draft.addAll('contributors', [...peopleOf(component), ...owners]),
  });
}

/** Data described where it is named, without a component of its own. */
function addInlineData(draft: Draft, dataset: Fields): string | null {
  const name = textOf(fieldOf(dataset, 'name'));
  if (name === undefined) return null;
  const url = textOf(fieldOf(objectOf(fieldOf(dataset, 'contents')), 'url'));
  const contributors = draft.addAll('contributors', ownersOf(dataset));
  return draft.add('datanets', name, { source: url, contributors });
}

function ownersOf(data: Fields): readonly string[] {
  return listOf(fieldOf(objectOf(fieldOf(data, 'governance')), 'owners')).flatMap((one) => {
    const owner = objectOf(one);
    return ['organization', 'contact'].flatMap((key) => namesIn(fieldOf(owner, key)));
  });
}

function peopleOf(component: Fields): readonly string[] {
  return ['manufacturer', 'supplier', 'authors', 'author', 'publisher'].flatMap((key) =>
    listOf(fieldOf(component, key)).flatMap(namesIn),
  );
}

function namesIn(value: unknown): readonly string[] {
  const name = textOf(typeof value === 'string' ? value : fieldOf(objectOf(value), 'name'));
  return name === undefined ? [] : [name];
}

function fullName(component: Fields): string | undefined {
  const group = textOf(fieldOf(component, 'group'));
  const name = textOf(fieldOf(component, 'name'));
  return name === undefined || group === undefined ? name : `${group}/${name}`;
}

function commonOf(component: Fields) {
  const name = textOf(fieldOf(component, 'name'));
  const { source, revision } = placeOf(fieldOf(component, 'purl'));
  const own = hashOf(component);
  const inner = listOf(fieldOf(component, 'components')).flatMap((one) => {
    const file = objectOf(one);
    const path = textOf(fieldOf(file, 'name'));
    const sha256 = fieldOf(file, 'type') === 'file' ? hashOf(file) : undefined;
    return path === undefined || sha256 === undefined ? [] : [{ path, sha256 }];
  });
  const files = [
    ...(own === undefined || name === undefined ? [] : [{ path: name, sha256: own }]),
    ...inner,
  ];
  return {
    version: textOf(fieldOf(component, 'version')),
    licence: licencesOf(component),
    source,
    revision,
    files: files.length > 0 ? files : undefined,
  };
}

function hashOf(component: Fields): string | undefined {
  return listOf(fieldOf(component, 'hashes'))
    .map(objectOf)
    .filter((hash) => fieldOf(hash, 'alg') === 'SHA-256')
    .map((hash) => sha256Of(fieldOf(hash, 'content')))
    .find((hash) => hash !== undefined);
}

/** Several licences of one component all bind. */
function licencesOf(component: Fields): string | undefined {
  const all = listOf(fieldOf(component, 'licenses')).flatMap((one) => {
    const choice = objectOf(one);
    const licence = objectOf(fieldOf(choice, 'license'));
    const said = [fieldOf(choice, 'expression'), fieldOf(licence, 'id'), fieldOf(licence, 'name')];
    const found = said.map(licenceOf).find((text) => text !== undefined);
    return found === undefined ? [] : [found];
  });
  if (all.length < 2) return all[0];
  return sanitise(
    all.map((one) => (/\s(?:OR|AND)\s/i.test(one) ? `(${one})` : one)).join(' AND '),
    {
      maxCharacters: 200,
    },
  );
}

/** `pkg:huggingface/org/name@commit` → the Hub's name and the commit; other package URLs as they are. */
function placeOf(purl: unknown): { source?: string | undefined; revision?: string | undefined } {
  const text = textOf(purl);
  if (text === undefined) return {};
  try {
    const { type, namespace, name, version } = PackageURL.fromString(text);
    if (type !== 'huggingface') return { source: text };
    return {
      source: `hf:${namespace ? `${namespace}/` : ''}${name}`,
      revision: version ?? undefined,
    };
  } catch {
    return { source: text };
  }
}
