import { expect, test } from 'vitest';
import { objectOf } from '../../../probes/objectstore/address.ts';
import { objectstoreProbe } from '../../../probes/objectstore/index.ts';
import { cloudEnvironment } from '../../support/clouds.ts';
import { FAKE_AZURE_TOKEN, startFakeAzure } from '../../support/fakes/clouds/fake-azure.ts';
import {
  BLOB_ACCOUNT,
  type FakeBlobOptions,
  sharedAccess,
  startFakeBlob,
} from '../../support/fakes/object-stores/fake-blob.ts';
import { corpus, endpointOf, expectSameAsS3, lookAtStore } from './ask-store.ts';

/* Azure's Blob service: the fake checks tokens and shared access signatures. */

const containers = { corpus: { ...corpus, empty: { text: '', changedMs: Date.now() } } };
const secrets = [FAKE_AZURE_TOKEN];
const start = (parts: Partial<FakeBlobOptions> = {}) =>
  endpointOf(startFakeBlob({ containers, ...parts }));
const address = (key: string, container = 'corpus') => `az://${BLOB_ACCOUNT}/${container}/${key}`;

async function managed(parts: Partial<FakeBlobOptions> = {}) {
  cloudEnvironment();
  const resource = 'https://storage.azure.com/';
  const metadata = await endpointOf(startFakeAzure({ answers: {}, hasIdentity: true, resource }));
  const endpoint = await start({ bearer: FAKE_AZURE_TOKEN, ...parts });
  return { endpoint, auth: { cloud: 'azure', credentials: 'managed', metadata } };
}

test('with a token of Entra ID it tells what S3 tells', async () => {
  const way = await managed();
  await expectSameAsS3((key, parts) =>
    lookAtStore({ url: address(key), ...way, ...parts }, secrets),
  );
});

test('with a shared access signature as well, which stays a secret', async () => {
  const sas = sharedAccess('corpus');
  cloudEnvironment({ SAS: sas });
  const endpoint = await start({ takesSignatures: true });
  const sig = new URLSearchParams(sas).get('sig') ?? '';
  await expectSameAsS3((key, parts) =>
    lookAtStore({ url: address(key), endpoint, sas: 'env:SAS', ...parts }, [sig]),
  );
});

test.each([
  ['ended', { se: '2026-01-01T00:00:00Z' }, '', 'store.denied'],
  ['for another container', {}, 'other', 'store.denied'],
  ['to list alone', { sp: 'l' }, '', 'store.forbidden'],
])('a signature %s', async (_, parts, container, symptom) => {
  cloudEnvironment({ SAS: sharedAccess(container || 'corpus', parts) });
  const endpoint = await start({ takesSignatures: true });
  const finding = await lookAtStore({ url: address('old/a'), endpoint, sas: 'env:SAS' }, []);
  expect(finding).toMatchObject({ outcome: 'failed', symptom });
});

test('a reference that leads nowhere', async () => {
  cloudEnvironment();
  const options = { url: address('old/a'), endpoint: await start(), sas: 'env:NOWHERE' };
  expect(await lookAtStore(options, [])).toMatchObject({ symptom: 'self.secret' });
});

test('anybody, where that is allowed; and an empty blob', async () => {
  cloudEnvironment();
  const endpoint = await start();
  const at = (key: string) => lookAtStore({ url: address(key), endpoint }, []);
  expect(await at('old/a')).toMatchObject({ outcome: 'ok' });
  expect(await at('empty')).toMatchObject({
    outcome: 'ok',
    measures: expect.arrayContaining([{ name: 'store.size', value: 0, unit: 'bytes' }]),
  });
  const closed = await start({ bearer: FAKE_AZURE_TOKEN });
  const refused = await lookAtStore({ url: address('old/a'), endpoint: closed }, []);
  expect(refused).toMatchObject({ symptom: 'store.denied' });
});

test('a listing goes on behind an empty page, and behind a short one', async () => {
  cloudEnvironment();
  const endpoint = await start({ startsEmpty: true, pageBlobs: 1 });
  const look = (parts: object) => lookAtStore({ url: address('old/'), endpoint, ...parts }, []);
  expect(await look({ objects: 2 })).toMatchObject({
    outcome: 'ok',
    measures: expect.arrayContaining([{ name: 'store.objects', value: 2, unit: 'count' }]),
  });
  expect(await look({ objects: 3 })).toMatchObject({ symptom: 'store.too_few' });
  expect(await look({ freshWithin: '7d' })).toMatchObject({ symptom: 'store.stale' });
});

test.each([
  [404, 'ContainerNotFound', 'store.missing'],
  [409, 'ContainerBeingDeleted', 'store.missing'],
  [404, 'ResourceNotFound', 'store.missing'],
  [403, 'AuthenticationFailed', 'store.denied'],
  [403, 'KeyBasedAuthenticationNotPermitted', 'store.denied'],
  [403, 'AuthorizationPermissionMismatch', 'store.forbidden'],
  [403, 'AuthorizationFailure', 'store.forbidden'],
  [409, 'PublicAccessNotPermitted', 'store.forbidden'],
  [409, 'BlobArchived', 'store.forbidden'],
  [403, 'AccountIsDisabled', 'store.forbidden'],
  [503, 'ServerBusy', 'store.throttled'],
  [500, 'InternalError', 'store.error'],
  [500, 'OperationTimedOut', 'store.error'],
  [503, '', 'store.throttled'],
])('%i %s: %s', async (status, code, symptom) => {
  cloudEnvironment();
  const endpoint = await start({ trouble: [status, code] });
  for (const url of [address('old/a'), address('old/')]) {
    const finding = await lookAtStore({ url, endpoint }, []);
    expect(finding).toMatchObject({ outcome: 'failed', symptom });
  }
});

test("a token that ended is weaklink's own trouble, and one for nobody the store's", async () => {
  const words = 'Lifetime validation failed. The token is expired.';
  const old = await managed({ trouble: [401, 'InvalidAuthenticationInfo', words] });
  expect(await lookAtStore({ url: address('old/a'), ...old }, secrets)).toMatchObject({
    outcome: 'unknown',
    symptom: 'cloud.credentials_expired',
  });
  const other = await managed({ bearer: 'a-token-of-somebody-else' });
  expect(await lookAtStore({ url: address('old/a'), ...other }, secrets)).toMatchObject({
    outcome: 'failed',
    symptom: 'store.denied',
  });
});

test('addresses as Spark writes them, and ways in that do not fit', () => {
  const name = { store: 'az', account: 'acmedata', bucket: 'corpus', key: 'run/1' };
  expect(objectOf('az://acmedata/corpus/run/1')).toEqual(name);
  expect(objectOf('abfss://corpus@acmedata.dfs.core.windows.net/run/1')).toEqual(name);
  expect(objectOf('wasbs://corpus@acmedata.blob.core.windows.net/run/1')).toEqual(name);
  expect(objectOf('abfss://corpus@elsewhere.example/run/1')).toBeUndefined();
  const problem = (options: object) =>
    objectstoreProbe.options.safeParse(options).error?.issues[0]?.message;
  expect(problem({ url: address('a'), auth: 'aws' })).toBe('az:// takes sas, or auth: azure');
  expect(problem({ url: 's3://corpus/a', sas: 'env:SAS' })).toMatch(/^s3:\/\/ takes/);
  expect(problem({ url: address('a'), sas: 'env:SAS', auth: 'azure' })).toMatch(/^one way in/);
});

test('the command asks the same, with the secret as a reference', () => {
  const command = (options: object) =>
    objectstoreProbe.command(objectstoreProbe.options.parse(options));
  expect(command({ url: address('a b'), sas: 'env:SAS' })).toBe(
    "curl -sS -i -H 'x-ms-version: 2023-11-03' -H 'range: bytes=0-0' https://acmedata.blob.core.windows.net/corpus/a%20b'?'\"$SAS\"",
  );
  expect(command({ url: address('old/'), auth: 'azure' })).toContain(
    '$(az account get-access-token --resource https://storage.azure.com/ --query accessToken -o tsv)',
  );
});
