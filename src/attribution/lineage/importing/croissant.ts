import { Draft, type Imported } from './draft.ts';
import { fieldOf, licenceOf, listOf, objectOf, sha256Of, textOf } from './fields.ts';

type Fields = Readonly<Record<string, unknown>>;

const taken = [
  '@context',
  '@type',
  '@id',
  'name',
  'license',
  'version',
  'url',
  'creator',
  'author',
  'contributor',
  'distribution',
  'isBasedOn',
  'conformsTo',
];

/**
 * A Croissant description (JSON-LD, 1.0 and 1.1) → one datanet with its creators, licence and files.
 *
 * @param data the document, parsed
 * @returns null where it is no Croissant description
 */
export function importCroissant(data: unknown): Imported | null {
  const dataset = objectOf(data);
  const conforms = listOf(plainField(dataset, 'conformsTo')).map(
    (one) => textOf(idOrText(one)) ?? '',
  );
  const types = listOf(fieldOf(dataset, '@type')).map((one) => textOf(one) ?? '');
  const isDataset = types.some((type) => /(?:^|[:/])Dataset$/.test(type));
  const context = JSON.stringify(fieldOf(dataset, '@context') ?? '').slice(0, 10_000);
  const isCroissant = [context, ...conforms].some((one) => /mlcommons\.org\/croissant/.test(one));
  if (!isDataset || !isCroissant) return null;
  const draft = new Draft();
  draft.leave('', withoutPrefixes(dataset), taken);
  const name = textOf(plainField(dataset, 'name'));
  if (name === undefined) return draft.done('Croissant');
  const people = ['creator', 'author', 'contributor'].flatMap((key) =>
    listOf(plainField(dataset, key)).flatMap((one) => {
      const person = textOf(typeof one === 'string' ? one : plainField(objectOf(one), 'name'));
      return person === undefined ? [] : [person];
    }),
  );
  const from = listOf(plainField(dataset, 'isBasedOn')).flatMap((one) => {
    const source = textOf(idOrText(one));
    const id =
      source === undefined
        ? null
        : draft.add('datanets', source.replace(/^https?:\/\//, ''), { source });
    return id === null ? [] : [id];
  });
  draft.add('datanets', name, {
    version: textOf(plainField(dataset, 'version')),
    licence: licencesOf(dataset),
    source: textOf(plainField(dataset, 'url')),
    contributors: draft.addAll('contributors', people),
    files: filesOf(dataset),
    from: from.length > 0 ? from : undefined,
  });
  return draft.done('Croissant');
}

/** Several licences all bind. */
function licencesOf(dataset: Fields): string | undefined {
  const all = listOf(plainField(dataset, 'license'))
    .map((one) => licenceOf(typeof one === 'string' ? one : licenceAddress(objectOf(one))))
    .filter((one) => one !== undefined);
  return all.length === 0 ? undefined : all.join(' AND ').slice(0, 200);
}

function licenceAddress(licence: Fields): unknown {
  return plainField(licence, 'url') ?? fieldOf(licence, '@id') ?? plainField(licence, 'name');
}

function filesOf(dataset: Fields) {
  const files = listOf(plainField(dataset, 'distribution')).flatMap((one) => {
    const file = objectOf(one);
    const sha256 = sha256Of(plainField(file, 'sha256'));
    const path = textOf(
      plainField(file, 'name') ?? fieldOf(file, '@id') ?? plainField(file, 'contentUrl'),
    );
    return sha256 === undefined || path === undefined ? [] : [{ path, sha256 }];
  });
  return files.length > 0 ? files : undefined;
}

function idOrText(value: unknown): unknown {
  const object = objectOf(value);
  return typeof value === 'string'
    ? value
    : (fieldOf(object, '@id') ?? plainField(object, 'url') ?? plainField(object, 'name'));
}

/** A field under its plain name or its prefixed one: `license`, `sc:license`. */
function plainField(object: Fields, key: string): unknown {
  return ['', 'sc:', 'schema:', 'cr:', 'dct:']
    .map((prefix) => fieldOf(object, prefix + key))
    .find((value) => value !== undefined);
}

function withoutPrefixes(object: Fields): object {
  return Object.fromEntries(
    Object.keys(object).map((key) => [key.replace(/^(?:sc|schema|cr|dct):/, ''), true]),
  );
}
