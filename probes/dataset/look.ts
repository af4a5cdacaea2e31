import { safe } from '../../src/text/sanitise.ts';
import { VantageLostError } from '../../src/vantage/types.ts';
import { digestOf } from '../data/digest.ts';
import { judged } from '../data/finding.ts';
import { staleness } from '../data/freshness.ts';
import { HttpAsker } from '../data/http-asker.ts';
import { shapeDigest, shapeDrift } from '../data/shape.ts';
import { storeSymptoms } from '../data/symptoms.ts';
import { secretFinding } from '../http/look.ts';
import type { Seen } from '../network/finding.ts';
import { KeptText } from '../network/kept-text.ts';
import type { Finding, LookContext } from '../probe.ts';
import { couldNotLook } from '../system/give-up.ts';
import type { Judgement } from '../system/judgement.ts';
import { listDirectory, readWithin } from './directory.ts';
import { fieldsOf } from './fields.ts';
import { type Hashed, hashInTurn } from './hashing.ts';
import { Hub } from './hub.ts';
import { type Inventory, MOST_TEXT_BYTES } from './inventory.ts';
import { type DatasetSymptom, judgeCount, judgeFiles, judgeRevision, pairsOf } from './judge.ts';
import { judgeLicence, licenceFile, licenceOfText, licencesOfCard } from './licence.ts';
import { type Expected, parseManifest, usualNames } from './manifest.ts';
import type { DatasetOptions } from './options.ts';
import { datasetSymptoms } from './symptoms.ts';

/** Bytes of the first line of a file of data. */
const HEAD_BYTES = 65_536;

/** A set of data that can be read from, wherever it lies. */
interface Source {
  readonly name: string;
  readonly inventory: Inventory;
  /** The beginning of a file; undefined: it cannot be read; a finding: the look ends with it. */
  read(path: string, maxBytes: number): Promise<string | undefined | Finding>;
  /** Hashes the next files, where that can be done. */
  hash(pairs: ReturnType<typeof pairsOf>): Promise<Hashed | null>;
  seen(): Seen;
}

export async function lookAtDataset(
  options: DatasetOptions,
  context: LookContext,
): Promise<Finding> {
  const kept = new KeptText(context.redactor);
  try {
    const source =
      options.path === undefined
        ? await openHub(options, context, kept)
        : await openDirectory(options.path, options, context, kept);
    return 'outcome' in source ? source : await lookInto(source, options, context, kept);
  } catch (error) {
    if (!(error instanceof VantageLostError)) throw error;
    return couldNotLook('self.vantage', safe`cannot look there`, [kept.fact(error.message)]);
  }
}

async function openDirectory(
  path: string,
  { hashBytes }: DatasetOptions,
  context: LookContext,
  kept: KeptText,
): Promise<Source | Finding> {
  const startMs = context.clock.monotonic();
  const listed = await listDirectory(path, context, kept);
  if (listed.kind === 'finding') return listed.finding;
  return {
    name: path,
    inventory: listed.inventory,
    read: (name, maxBytes) => readWithin(path, name, maxBytes, context),
    hash: async (pairs) => (hashBytes === 0 ? null : hashInTurn(path, pairs, hashBytes, context)),
    seen: () => ({ phases: { total: Math.round(context.clock.monotonic() - startMs) } }),
  };
}

async function openHub(
  options: DatasetOptions,
  context: LookContext,
  kept: KeptText,
): Promise<Source | Finding> {
  let token: string | undefined;
  try {
    if (options.token !== undefined) token = await context.secret(options.token);
  } catch (error) {
    return secretFinding(error, kept);
  }
  const asker = new HttpAsker(options, context);
  const hub = new Hub(asker, options, token, kept);
  const read = await hub.inventory();
  if (read.kind === 'finding') return read.finding;
  const [first] = read.value.files;
  // The card of a gated set is public, and its files are not.
  const door = first ? await hub.file(first.path, 1, 'HEAD') : null;
  if (door?.kind === 'finding') return door.finding;
  return {
    name: options.url ?? '',
    inventory: read.value,
    read: async (name, maxBytes) => {
      const file = await hub.file(name, maxBytes);
      return file.kind === 'read' ? file.value : file.finding;
    },
    // The hub states digests itself: they are compared without reading a byte of the data.
    hash: async () => null,
    seen: () => asker.seen(),
  };
}

async function lookInto(
  source: Source,
  options: DatasetOptions,
  context: LookContext,
  kept: KeptText,
): Promise<Finding> {
  const { inventory } = source;
  const manifest = await readManifest(source, options);
  if ('outcome' in manifest) return manifest;
  const pairs = pairsOf(inventory, manifest.expected);
  // Where nothing states a digest, nothing is said of hashing either.
  const isHashable = pairs.some(([, { digest }]) => digest !== null);
  const hashed = isHashable ? await source.hash(pairs) : null;
  const licence = await readLicence(source, options);
  const fields = await readFields(source, options);
  const judgements: readonly Judgement<DatasetSymptom>[] = [
    ...manifest.judgements,
    ...(manifest.name === null
      ? []
      : judgeFiles(
          inventory,
          { ...manifest, name: manifest.name },
          hashed?.bad ?? [],
          options,
          kept,
        )),
    ...judgeCount(inventory, options),
    ...judgeRevision(inventory, options),
    ...fields.judgements,
    ...staleness(source.name, inventory.newestMs, context.clock.now(), options.freshWithin),
    ...judgeLicence(options, licence.stated, licence.hasText),
  ];
  const bytes = inventory.files.reduce((sum, file) => sum + file.bytes, 0);
  const seen = source.seen();
  return judged(
    judgements,
    { ...storeSymptoms, ...datasetSymptoms },
    context,
    safe`${inventory.files.length} files${hashed ? `, ${hashed.checkedFiles} of ${hashed.allFiles} hashed` : ''}`,
    {
      ...seen,
      facts: {
        ...seen.facts,
        'store.manifest': safe`${listingDigest(inventory)}`,
        ...(inventory.revision === null ? {} : { 'store.revision': kept.fact(inventory.revision) }),
        ...(manifest.name === null ? {} : { 'dataset.manifest': kept.fact(manifest.name) }),
        ...(licence.stated.length > 0
          ? { 'dataset.licence': kept.fact(licence.stated.join(', ')) }
          : {}),
        ...(fields.digest === null ? {} : { 'store.schema': safe`${fields.digest}` }),
        ...(inventory.isCut ? { 'dataset.listing_cut': true } : {}),
        ...(hashed && hashed.tooLarge > 0 ? { 'dataset.too_large_to_hash': hashed.tooLarge } : {}),
      },
      measures: [
        ...(seen.measures ?? []),
        { name: 'store.files', value: inventory.files.length, unit: 'count' },
        { name: 'store.size', value: bytes, unit: 'bytes' },
        ...(hashed ? hashMeasures(hashed) : []),
      ],
    },
  );
}

/** What the set is: names and sizes, and digests where its keeper states them. */
function listingDigest({ files, revision }: Inventory): string {
  const lines = files.map(({ path, bytes, sha256 }) => `${bytes} ${sha256 ?? ''} ${path}`);
  return digestOf([revision ?? '', ...lines].join('\n'));
}

function hashMeasures({ checkedFiles, checkedBytes, allFiles, allBytes }: Hashed) {
  const share = allBytes === 0 ? 100 : Math.floor((checkedBytes / allBytes) * 1_000) / 10;
  return [
    { name: 'store.files_hashed', value: checkedFiles, unit: 'count' },
    { name: 'store.files_to_hash', value: allFiles, unit: 'count' },
    { name: 'store.hashed', value: share, unit: '%' },
  ];
}

interface Manifest {
  readonly name: string | null;
  readonly expected: readonly Expected[];
  readonly judgements: readonly Judgement<DatasetSymptom>[];
}

async function readManifest(
  { inventory, read }: Source,
  { manifest }: DatasetOptions,
): Promise<Manifest | Finding> {
  const none: Manifest = { name: null, expected: [], judgements: [] };
  const there = new Set(inventory.files.map(({ path }) => path));
  const name = manifest === undefined ? usualNames.find((usual) => there.has(usual)) : manifest;
  if (name === undefined || name === false) return none;
  const text = there.has(name) ? await read(name, MOST_TEXT_BYTES) : undefined;
  if (typeof text === 'object') return text;
  const expected = text === undefined ? undefined : parseManifest(name, text);
  if (expected) return { name, expected, judgements: [] };
  // A file that merely has a usual name, such as a web app's manifest.json, promised nothing.
  if (manifest === undefined) return none;
  const words = text === undefined ? 'is not there' : 'cannot be read as a list of files';
  const symptom = text === undefined ? 'store.missing' : 'store.corrupt';
  const evidence = safe`the manifest ${name} ${words}`;
  return { ...none, judgements: [{ symptom, summary: safe`the manifest ${words}`, evidence }] };
}

async function readLicence(
  { inventory, read }: Source,
  { licence }: DatasetOptions,
): Promise<{ readonly stated: readonly string[]; readonly hasText: boolean }> {
  if (licence === 'ignored') return { stated: [], hasText: false };
  const text = inventory.files.find(({ path }) => licenceFile.test(path))?.path;
  const stated = [...inventory.stated];
  if (stated.length === 0 && inventory.files.some(({ path }) => path === 'README.md')) {
    const card = await read('README.md', HEAD_BYTES);
    if (typeof card === 'string') stated.push(...licencesOfCard(card));
  }
  if (stated.length === 0 && text !== undefined) {
    const words = await read(text, HEAD_BYTES);
    const known = typeof words === 'string' ? licenceOfText(words) : undefined;
    if (known !== undefined) stated.push(known);
  }
  return { stated, hasText: text !== undefined };
}

async function readFields(
  { name, inventory, read }: Source,
  { schema }: DatasetOptions,
): Promise<{
  readonly digest: string | null;
  readonly judgements: readonly Judgement<DatasetSymptom>[];
}> {
  if (!schema) return { digest: null, judgements: [] };
  const { file, fields } = schema;
  const isThere = inventory.files.some(({ path }) => path === file);
  const head = isThere ? await read(file, HEAD_BYTES) : undefined;
  const shape = typeof head === 'string' ? fieldsOf(file, head) : undefined;
  if (!shape) {
    const evidence = safe`${file} ${isThere ? 'has no first line that names its fields' : 'is not there'}`;
    const symptom = isThere ? 'store.schema_changed' : 'store.missing';
    return { digest: null, judgements: [{ symptom, summary: evidence, evidence }] };
  }
  const judgements = shapeDrift(`${name} ${file}`, file, shape, fields);
  return { digest: shapeDigest(shape), judgements };
}
