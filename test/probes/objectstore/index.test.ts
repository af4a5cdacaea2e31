import { createHash } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { objectstoreProbe } from '../../../probes/objectstore/index.ts';
import { bucketUrl } from '../../../probes/objectstore/stores.ts';
import { cloudEnvironment } from '../../support/clouds.ts';
import { type FakeS3Options, startFakeS3 } from '../../support/fake-s3.ts';
import { startFakeAws } from '../../support/fakes/clouds/fake-aws.ts';
import { listenHttp } from '../../support/listeners.ts';
import { lookAt } from '../../support/look-at.ts';
import { type lookContext, strikingOut } from '../../support/look-context.ts';
import { expectSound } from '../../support/sound-finding.ts';

const secretKey = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYCANARYKEY';
const keys = { AKIDREADER: secretKey };
const signed = { accessKeyId: 'AKIDREADER', secretAccessKey: 'env:SECRET' };

async function look(options: object, parts: Parameters<typeof lookContext>[0] = {}) {
  const context = {
    deadlineMs: 20_000,
    redactor: strikingOut(secretKey),
    secret: async () => secretKey,
  };
  const finding = await lookAt(objectstoreProbe, options, { ...context, ...parts });
  expectSound(objectstoreProbe, finding);
  expect(JSON.stringify(finding)).not.toContain(secretKey);
  return finding;
}

const now = Date.now();
const buckets = {
  corpus: {
    'run 1/a+b(c)*.json': { text: '{"a":1}', changedMs: now - 3_600_000 },
    'old/a': { text: 'a', changedMs: now - 30 * 86_400_000 },
    'old/b': { text: 'b', changedMs: now - 40 * 86_400_000 },
    empty: { text: '', changedMs: now },
  },
};

async function start(options: Partial<FakeS3Options> = {}) {
  const whole: FakeS3Options = { buckets, keys, ...options };
  const server = await startFakeS3(whole);
  onTestFinished(() => server.close());
  return { endpoint: `http://${server.address}`, whole };
}

test('let in by the role of the machine, with keys that are asked for once', async () => {
  cloudEnvironment();
  const grants = { id: 'ASIAGRANTED', secret: secretKey, token: 'granted-session-token' };
  const cloud = await startFakeAws({ keys: {}, answers: {}, grants });
  onTestFinished(() => cloud.close());
  const { endpoint } = await start({ keys: { ASIAGRANTED: secretKey } });
  const options = {
    url: 's3://corpus/old/a',
    endpoint,
    auth: { cloud: 'aws', metadata: cloud.url },
  };
  for (const _ of [1, 2]) expect(await look(options)).toMatchObject({ outcome: 'ok' });
  expect(cloud.count('PUT aws metadata OpenSession')).toBe(1);
  const skewed = await start({ keys: { ASIAGRANTED: secretKey }, aheadMs: 3_600_000 });
  expect(await look({ ...options, endpoint: skewed.endpoint })).toMatchObject({
    outcome: 'unknown',
    symptom: 'cloud.clock_skew',
  });
});

describe('a fake S3 server that checks signatures', () => {
  test('hands out an object: size, tag, time', async () => {
    const { endpoint } = await start();
    const etag = createHash('md5').update('{"a":1}').digest('hex');
    const url = 's3://corpus/run 1/a+b(c)*.json';
    const finding = await look({ url, endpoint, ...signed, etag, bytes: 7, freshWithin: '2h' });
    expect(finding).toMatchObject({
      outcome: 'ok',
      facts: { 'store.etag': etag, 'http.server': 'FakeS3' },
    });
    expect(finding.measures).toContainEqual({ name: 'store.size', value: 7, unit: 'bytes' });
    expect(finding.phases?.wait).toBeGreaterThan(0);
  });

  test('an object that is old, small, another, empty, missing', async () => {
    const { endpoint } = await start();
    const at = (key: string, parts: object) =>
      look({ url: `s3://corpus/${key}`, endpoint, ...signed, ...parts });
    expect(await at('old/a', { freshWithin: '7d' })).toMatchObject({ symptom: 'store.stale' });
    expect(await at('old/a', { bytes: 2 })).toMatchObject({ symptom: 'store.corrupt' });
    expect(await at('old/a', { etag: 'abc' })).toMatchObject({ symptom: 'store.corrupt' });
    expect(await at('empty', {})).toMatchObject({ outcome: 'ok' });
    expect(await at('none', {})).toMatchObject({ outcome: 'failed', symptom: 'store.missing' });
  });

  test('lists a prefix, over several pages', async () => {
    const { endpoint } = await start({ pageKeys: 1 });
    const at = (path: string, parts: object) =>
      look({ url: `s3://corpus${path}`, endpoint, ...signed, ...parts });
    expect(await at('', {})).toMatchObject({ outcome: 'ok', facts: { 'store.listing_cut': true } });
    expect(await at('/old/', { freshWithin: '7d' })).toMatchObject({ symptom: 'store.stale' });
    expect(await at('', { freshWithin: '7d' })).toMatchObject({ outcome: 'ok' });
    expect(await at('/old/', { objects: 2, freshWithin: '90d' })).toMatchObject({ outcome: 'ok' });
    expect(await at('/old/', { objects: 3, freshWithin: '90d' })).toMatchObject({
      symptom: 'store.too_few',
    });
  });

  test('refuses: no key, an unknown key, a wrong secret, a wrong region, a wrong clock', async () => {
    const { endpoint } = await start();
    const url = 's3://corpus/old/a';
    expect(await look({ url, endpoint })).toMatchObject({ symptom: 'store.forbidden' });
    const unknown = await look({ url, endpoint, ...signed, accessKeyId: 'AKIDNOBODY' });
    expect(unknown).toMatchObject({ outcome: 'failed', symptom: 'store.denied' });
    expect(unknown.evidence?.join()).toContain('InvalidAccessKeyId');
    const wrong = await look({ url, endpoint, ...signed }, { secret: async () => 'wrong-secret' });
    expect(wrong.evidence?.join()).toContain('SignatureDoesNotMatch');
    expect(await look({ url, endpoint, ...signed, region: 'eu-west-1' })).toMatchObject({
      symptom: 'store.denied',
    });
    const ahead = await start({ aheadMs: 3_600_000 });
    const skewed = await look({ url, endpoint: ahead.endpoint, ...signed });
    expect(skewed).toMatchObject({ symptom: 'store.denied' });
    expect(skewed.evidence?.join()).toContain('RequestTimeTooSkewed');
    const offset = skewed.measures?.find(({ name }) => name === 'store.clock_offset')?.value ?? 0;
    expect(Math.abs(offset + 3_600)).toBeLessThan(60);
  });

  test('lets everybody in where it has no keys', async () => {
    const { endpoint } = await start({ keys: {} });
    expect(await look({ url: 's3://corpus/old/a', endpoint })).toMatchObject({ outcome: 'ok' });
    expect(await look({ url: 's3://nothing', endpoint })).toMatchObject({
      symptom: 'store.missing',
    });
  });

  test.each([
    [503, 'SlowDown', 'store.throttled'],
    [500, 'InternalError', 'store.error'],
    [503, 'XMinioServerNotInitialized', 'store.not_ready'],
    [507, 'XMinioStorageFull', 'store.full'],
    [503, 'InsufficientReadQuorum', 'store.part_down'],
    [403, 'ExpiredToken', 'store.denied'],
    [503, '', 'store.throttled'],
    [403, '', 'store.forbidden'],
    [418, 'Teapot', 'store.error'],
  ])('%i %s', async (status, code, symptom) => {
    const { endpoint } = await start({ trouble: [status, code] });
    const finding = await look({ url: 's3://corpus/old/a', endpoint, ...signed });
    expect(finding).toMatchObject({ outcome: 'failed', symptom });
  });
});

test('what is no S3: a page, hostile XML, silence', async () => {
  const page = await listenHttp((_, response) => response.end('<html>hello'));
  const entities =
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><Error><Code>&a;\u001b[2J</Code></Error>';
  const hostile = await listenHttp((_, response) => response.writeHead(400).end(entities));
  const silent = await listenHttp(() => {});
  onTestFinished(async () => {
    await Promise.all([page.close(), hostile.close(), silent.close()]);
  });
  const at = (address: string, parts?: object) =>
    look({ url: 's3://corpus', endpoint: `http://${address}` }, parts);
  expect(await at(page.address)).toMatchObject({ symptom: 'store.malformed' });
  expect(await at(hostile.address)).toMatchObject({ symptom: 'store.error' });
  expect(await at(silent.address, { deadlineMs: 300 })).toMatchObject({ symptom: 'store.timeout' });
});

test('the style of a bucket is that of its server', () => {
  const url = (options: object) => bucketUrl(objectstoreProbe.options.parse(options)).href;
  expect(url({ url: 's3://corpus/a' })).toBe('https://corpus.s3.us-east-1.amazonaws.com/');
  expect(url({ url: 's3://my.corpus/a' })).toBe('https://s3.us-east-1.amazonaws.com/my.corpus/');
  expect(url({ url: 's3://corpus/a', endpoint: 'http://minio:9000' })).toBe(
    'http://minio:9000/corpus/',
  );
  const virtual = { url: 's3://corpus/a', endpoint: 'http://minio:9000', style: 'virtual' };
  expect(url(virtual)).toBe('http://corpus.minio:9000/');
});

test('a region is at an address of its partition', () => {
  const hostOf = (region: string) =>
    bucketUrl(objectstoreProbe.options.parse({ url: 's3://corpus', region })).host;
  expect(hostOf('us-gov-west-1')).toBe('corpus.s3.us-gov-west-1.amazonaws.com');
  expect(hostOf('cn-north-1')).toBe('corpus.s3.cn-north-1.amazonaws.com.cn');
});

test('the command is one that a person can run', () => {
  const options = objectstoreProbe.options.parse({
    url: 's3://corpus/a b',
    endpoint: 'http://minio:9000',
    ...signed,
  });
  expect(objectstoreProbe.command(options)).toBe(
    'AWS_ACCESS_KEY_ID=AKIDREADER AWS_SECRET_ACCESS_KEY="$SECRET" aws s3api head-object --key \'a b\' --bucket corpus --region us-east-1 --endpoint-url http://minio:9000',
  );
});
