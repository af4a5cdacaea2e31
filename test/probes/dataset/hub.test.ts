import { createHash } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { datasetProbe } from '../../../probes/dataset/index.ts';
import { type FakeRepository, startFakeHub } from '../../support/fake-hub.ts';
import { listenHttp } from '../../support/listeners.ts';
import { lookAt } from '../../support/look-at.ts';
import { type lookContext, strikingOut } from '../../support/look-context.ts';
import { expectSound } from '../../support/sound-finding.ts';

const token = 'hf_canary7f3a9c7f3a9c';
const commit = 'a'.repeat(40);

async function look(options: object, parts: Parameters<typeof lookContext>[0] = {}) {
  const context = { deadlineMs: 20_000, redactor: strikingOut(token), secret: async () => token };
  const finding = await lookAt(datasetProbe, options, { ...context, ...parts });
  expectSound(datasetProbe, finding);
  expect(JSON.stringify(finding)).not.toContain(token);
  return finding;
}

async function hub(repository: Partial<FakeRepository> = {}) {
  const whole: FakeRepository = {
    sha: commit,
    lastModified: new Date().toISOString(),
    license: 'apache-2.0',
    files: { 'a.bin': 'aa', 'train.jsonl': '{"q":"x"}\n' },
    ...repository,
  };
  const server = await startFakeHub({ 'acme/set': whole });
  onTestFinished(() => server.close());
  return { server, repository: whole, url: `http://${server.address}/datasets/acme/set` };
}

describe('a repository of a fake hub', () => {
  test('is well: revision, licence, files', async () => {
    const { url } = await hub();
    const finding = await look({
      url,
      pinned: commit,
      licences: ['apache-2.0'],
      freshWithin: '1h',
    });
    expect(finding).toMatchObject({
      outcome: 'ok',
      facts: { 'store.revision': commit, 'dataset.licence': 'apache-2.0' },
    });
    expect(finding.phases?.wait).toBeGreaterThan(0);
  });

  test('moved, stale, without a licence', async () => {
    const { url } = await hub({ lastModified: '2020-01-01T00:00:00.000Z', license: [] });
    const finding = await look({ url, pinned: 'b'.repeat(40), freshWithin: '7d' });
    expect(finding).toMatchObject({
      symptom: 'dataset.moved',
      alsoSeen: ['store.stale', 'dataset.licence_missing'],
    });
  });

  test('digests of large files are held against the manifest without reading them', async () => {
    const digest = createHash('sha256').update('other').digest('hex');
    const { url } = await hub({
      files: { 'a.bin': 'aa', SHA256SUMS: `${digest}  a.bin\n${digest}  b.bin\n` },
    });
    expect(await look({ url })).toMatchObject({
      symptom: 'store.missing',
      alsoSeen: ['store.corrupt'],
    });
  });

  test('a file behind a redirect is read without the token', async () => {
    const { url, server } = await hub({ token });
    const schema = { file: 'train.jsonl', fields: { q: 'string' } };
    expect(await look({ url, token: 'env:HF', schema })).toMatchObject({ outcome: 'ok' });
    expect(server.leaked).toEqual([]);
  });

  test.each([
    ['gated', { gated: true }, 'dataset.gated'],
    ['disabled', { disabled: true }, 'dataset.withdrawn'],
    ['hidden without its token', { token: 'hf_another_token' }, 'store.missing'],
  ])('%s', async (_, parts, symptom) => {
    const { url } = await hub(parts);
    expect(await look({ url })).toMatchObject({ outcome: 'failed', symptom });
  });

  test('of another name', async () => {
    const { server } = await hub();
    const finding = await look({ url: `http://${server.address}/datasets/acme/other` });
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'store.missing' });
  });
});

test.each([
  [429, 'store.throttled'],
  [451, 'dataset.withdrawn'],
  [401, 'store.denied'],
  [403, 'store.forbidden'],
  [500, 'store.error'],
  [200, 'store.malformed'],
])('a hub that answers %i with nothing of use', async (status, symptom) => {
  const server = await listenHttp((_, response) =>
    response.writeHead(status).end('<html>\u001b[2J'),
  );
  onTestFinished(() => server.close());
  const finding = await look({ url: `http://${server.address}/datasets/acme/set` });
  expect(finding.symptom).toBe(symptom);
});

test('a hub that says nothing, and a look that is cancelled', async () => {
  const server = await listenHttp(() => {});
  onTestFinished(() => server.close());
  const url = `http://${server.address}/datasets/acme/set`;
  const late = await look({ url }, { deadlineMs: 300 });
  expect(late).toMatchObject({ outcome: 'failed', symptom: 'store.timeout' });
  const ended = await look({ url }, { signal: AbortSignal.timeout(50) });
  expect(ended).toMatchObject({ outcome: 'unknown', symptom: 'self.cancelled' });
});
