import { createHash } from 'node:crypto';
import { mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { datasetProbe } from '../../../probes/dataset/index.ts';
import { localVantage } from '../../../src/vantage/local.ts';
import { VantageLostError } from '../../../src/vantage/types.ts';
import { lookAt } from '../../support/look-at.ts';
import type { lookContext } from '../../support/look-context.ts';
import { scratch } from '../../support/scratch.ts';
import { expectSound } from '../../support/sound-finding.ts';

async function look(options: object, parts: Parameters<typeof lookContext>[0] = {}) {
  const finding = await lookAt(datasetProbe, options, { deadlineMs: 30_000, ...parts });
  expectSound(datasetProbe, finding);
  return finding;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const mit = 'MIT License\n\nPermission is hereby granted…';

async function set(files: Record<string, string>): Promise<string> {
  const directory = join(await scratch(), 'set');
  await mkdir(directory);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), text);
  }
  return directory;
}

const sums = (files: Record<string, string>) =>
  Object.entries(files)
    .map(([name, text]) => `${sha256(text)}  ${name}\n`)
    .join('');

/** A set with a manifest of all its data. */
async function listed(data: Record<string, string>): Promise<string> {
  return set({ ...data, SHA256SUMS: sums(data), LICENSE: mit });
}

const data = {
  'train/a.jsonl': '{"q":"x","n":1}\n',
  'train/b.jsonl': '{"q":"y","n":2}\n',
  'c.bin': 'cc',
};

describe('a directory', () => {
  test('complete, hashed and licensed', async () => {
    const finding = await look({ path: await listed(data) });
    expect(finding).toMatchObject({
      outcome: 'ok',
      symptom: null,
      summary: '5 files, 3 of 3 hashed',
      facts: { 'dataset.manifest': 'SHA256SUMS', 'dataset.licence': 'mit' },
    });
    expect(finding.measures).toContainEqual({ name: 'store.hashed', value: 100, unit: '%' });
  });

  test('with a file missing, one changed in place, one too many', async () => {
    const path = await listed(data);
    await rm(join(path, 'c.bin'));
    await writeFile(join(path, 'train/a.jsonl'), '{"q":"x","n":9}\n');
    await writeFile(join(path, 'new.bin'), '');
    const finding = await look({ path });
    expect(finding).toMatchObject({
      outcome: 'failed',
      symptom: 'store.missing',
      alsoSeen: ['store.corrupt', 'dataset.extra'],
      evidence: [
        'missing: c.bin',
        'not as the manifest says: train/a.jsonl',
        'not in the manifest: new.bin',
      ],
    });
    expect((await look({ path, extra: 'ignore' })).alsoSeen).toEqual(['store.corrupt']);
  });

  test('hashes in turns, says how far it is, and keeps what it found', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 6 }, (_, i) => [`part-${i}.bin`, `${i}`.repeat(1_000)]),
    );
    const path = await listed(many);
    await writeFile(join(path, 'part-5.bin'), 'x'.repeat(1_000));
    const options = { path, hashBytes: 2_500 };
    const shares: (number | undefined)[] = [];
    const symptoms: (string | null)[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      const finding = await look(options);
      shares.push(finding.measures?.find(({ name }) => name === 'store.hashed')?.value);
      symptoms.push(finding.symptom);
    }
    expect(shares).toEqual([33.3, 66.6, 100, 100]);
    expect(symptoms).toEqual([null, null, 'store.corrupt', 'store.corrupt']);
    await writeFile(join(path, 'part-5.bin'), '5'.repeat(1_000));
    await utimes(join(path, 'part-5.bin'), 1, 1);
    expect(await look(options)).toMatchObject({ outcome: 'ok' });
  });

  test('says of files that are too large for one look', async () => {
    const path = await listed({ 'big.bin': 'b'.repeat(5_000), 'small.bin': 's' });
    const finding = await look({ path, hashBytes: 1_000 });
    expect(finding).toMatchObject({ outcome: 'ok', facts: { 'dataset.too_large_to_hash': 1 } });
  });

  test('sizes of a manifest in JSON, and digests of DVC', async () => {
    const files = [{ path: 'a.bin', sha256: sha256('aa'), bytes: 3 }];
    const json = await set({
      'a.bin': 'aa',
      'manifest.json': JSON.stringify({ files }),
      LICENSE: mit,
    });
    expect(await look({ path: json, hashBytes: 0 })).toMatchObject({ symptom: 'store.corrupt' });
    const md5 = createHash('md5').update('other').digest('hex');
    const dvc = await set({
      'a.bin': 'aaaaa',
      'a.bin.dvc': `outs:\n- md5: ${md5}\n  size: 5\n  path: a.bin\n`,
      LICENSE: mit,
    });
    const finding = await look({ path: dvc, manifest: 'a.bin.dvc', extra: 'ignore' });
    expect(finding).toMatchObject({ symptom: 'store.corrupt' });
  });

  test('a manifest that is named and is not there, or is none', async () => {
    const path = await set({ 'a.bin': 'a', LICENSE: mit, 'notes.txt': 'hello' });
    expect(await look({ path, manifest: 'SHA256SUMS' })).toMatchObject({
      symptom: 'store.missing',
    });
    expect(await look({ path, manifest: 'notes.txt' })).toMatchObject({ symptom: 'store.corrupt' });
    // A web page's manifest.json is none, and nobody named it.
    await writeFile(join(path, 'manifest.json'), '{"name":"app"}');
    expect(await look({ path })).toMatchObject({ outcome: 'ok' });
  });

  test('old, nearly empty, gone', async () => {
    const path = await set({ 'a.bin': 'a', LICENSE: mit });
    for (const name of ['a.bin', 'LICENSE']) await utimes(join(path, name), 1_000_000, 1_000_000);
    expect(await look({ path, freshWithin: '1d' })).toMatchObject({ symptom: 'store.stale' });
    expect(await look({ path, files: 3 })).toMatchObject({ symptom: 'store.too_few' });
    expect(await look({ path: `${path}-none` })).toMatchObject({
      outcome: 'failed',
      symptom: 'store.missing',
    });
  });

  test('fields: pinned, then changed and named', async () => {
    const path = await set({ ...data, LICENSE: mit });
    const file = 'train/a.jsonl';
    const fields = { q: 'string', n: 'number' };
    const well = await look({ path, schema: { file, fields } });
    expect(well).toMatchObject({ outcome: 'ok' });
    const pinned = { file, fields: well.facts?.['store.schema'] };
    expect(await look({ path, schema: pinned })).toMatchObject({ outcome: 'ok' });
    await writeFile(join(path, file), '{"question":"x","n":"1"}\n');
    const drift = await look({ path, schema: pinned });
    expect(drift).toMatchObject({ outcome: 'degraded', symptom: 'store.schema_changed' });
    expect(drift.evidence?.join()).toContain('~ n: number → string, - q, + question string');
    await writeFile(join(path, 'x.csv'), '"a, b",c\n1,2\n');
    const csv = { file: 'x.csv', fields: { 'a, b': 'column 1', c: 'column 2' } };
    expect(await look({ path, schema: csv })).toMatchObject({ outcome: 'ok' });
  });

  test('licences: none, one on the card, one that is not allowed', async () => {
    const path = await set({ 'a.bin': 'a' });
    const measures = (await look({ path })).measures?.map(({ name }) => name);
    expect(measures).toEqual(['store.files', 'store.size']);
    expect(await look({ path })).toMatchObject({
      outcome: 'degraded',
      symptom: 'dataset.licence_missing',
    });
    expect(await look({ path, licence: 'ignored' })).toMatchObject({ outcome: 'ok' });
    await writeFile(join(path, 'README.md'), '---\nlicense: CC-BY-NC-4.0\n---\n# Set\n');
    expect(await look({ path })).toMatchObject({ outcome: 'ok' });
    expect(await look({ path, licences: ['apache-2.0', 'mit'] })).toMatchObject({
      symptom: 'dataset.licence_other',
      evidence: ['cc-by-nc-4.0 is none of apache-2.0, mit'],
    });
    await writeFile(join(path, 'README.md'), '---\nlicense: unknown\n---\n');
    expect(await look({ path })).toMatchObject({ symptom: 'dataset.licence_missing' });
  });

  test('made of links, as the cache of a hub is, with hostile names', async () => {
    const path = await listed(data);
    const other = await set({ blob: 'linked' });
    await symlink(join(other, 'blob'), join(path, 'd.bin'));
    await writeFile(join(path, 'new\nline\u001b[2J.bin'), '');
    const finding = await look({ path });
    expect(finding).toMatchObject({ symptom: 'dataset.extra' });
    expect(finding.evidence?.join()).toContain('d.bin');
  });

  test('from a vantage that is lost, or has no find: nobody is blamed', async () => {
    const path = await listed(data);
    const vantage = {
      ...localVantage,
      name: 'far',
      exec: async () => ({ kind: 'lost', message: 'gone' }) as const,
    };
    expect(await look({ path }, { vantage })).toMatchObject({
      outcome: 'unknown',
      symptom: 'self.vantage',
    });
    const half = { ...localVantage, readFile: () => Promise.reject(new VantageLostError('gone')) };
    expect(await look({ path }, { vantage: half })).toMatchObject({ symptom: 'self.vantage' });
    const bare = {
      ...localVantage,
      exec: async () => ({ kind: 'not-started', code: 'ENOENT', message: 'no' }) as const,
    };
    expect(await look({ path }, { vantage: bare })).toMatchObject({ symptom: 'self.missing_tool' });
  });
});

test('the command is one that a person can run', async () => {
  const command = (options: object) => datasetProbe.command(datasetProbe.options.parse(options));
  expect(command({ path: '/data/my set', manifest: 'SHA256SUMS' })).toBe(
    "cd '/data/my set' && sha256sum -c SHA256SUMS",
  );
  const listing = command({ path: '/data/my set' });
  expect(listing).toBe(String.raw`find -L '/data/my set' -type f -printf '%s %TY-%Tm-%Td %P\n'`);
});
