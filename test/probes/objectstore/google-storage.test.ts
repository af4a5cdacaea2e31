import { expect, test } from 'vitest';
import { objectstoreProbe } from '../../../probes/objectstore/index.ts';
import { cloudEnvironment, vantageWith } from '../../support/clouds.ts';
import { FAKE_GCP_TOKEN, startFakeGcp } from '../../support/fakes/clouds/fake-gcp.ts';
import {
  type FakeGoogleStorageOptions,
  startFakeGoogleStorage,
} from '../../support/fakes/object-stores/fake-google-storage.ts';
import { listenHttp } from '../../support/listeners.ts';
import { corpus, endpointOf, expectSameAsS3, lookAtStore } from './ask-store.ts';

/* Google Cloud Storage by its JSON API: the fake checks every bearer. */

const secrets = [FAKE_GCP_TOKEN];
const start = (parts: Partial<FakeGoogleStorageOptions> = {}) =>
  endpointOf(startFakeGoogleStorage({ buckets: { corpus }, ...parts }));

async function withMachine(parts: Partial<FakeGoogleStorageOptions> = {}) {
  cloudEnvironment();
  const metadata = await endpointOf(startFakeGcp({ answers: {}, hasMetadata: true }));
  const endpoint = await start({ bearer: FAKE_GCP_TOKEN, ...parts });
  return { endpoint, auth: { cloud: 'gcp', metadata } };
}

test('with a token it tells what S3 tells', async () => {
  const way = await withMachine();
  await expectSameAsS3((key, parts) =>
    lookAtStore({ url: `gs://corpus/${key}`, ...way, ...parts }, secrets),
  );
});

test('a listing goes on over pages', async () => {
  cloudEnvironment();
  const endpoint = await start({ pageObjects: 1 });
  const look = (parts: object) => lookAtStore({ url: 'gs://corpus', endpoint, ...parts }, []);
  expect(await look({ objects: 3 })).toMatchObject({ outcome: 'ok' });
  expect(await look({ objects: 4 })).toMatchObject({ symptom: 'store.too_few' });
  const none = await lookAtStore({ url: 'gs://corpus/none/', endpoint, objects: 1 }, []);
  expect(none).toMatchObject({ symptom: 'store.too_few' });
});

test.each([
  [401, 'authError', 'store.denied'],
  [401, 'required', 'store.denied'],
  [403, 'forbidden', 'store.forbidden'],
  [403, 'insufficientPermissions', 'store.forbidden'],
  [403, 'accountDisabled', 'store.forbidden'],
  [404, 'notFound', 'store.missing'],
  [429, 'rateLimitExceeded', 'store.throttled'],
  [503, 'backendError', 'store.throttled'],
  [500, 'internalError', 'store.error'],
  [403, '', 'store.forbidden'],
])('%i %s: %s', async (status, reason, symptom) => {
  cloudEnvironment();
  const endpoint = await start({ trouble: [status, reason] });
  for (const url of ['gs://corpus/old/a', 'gs://corpus/old/']) {
    const finding = await lookAtStore({ url, endpoint }, []);
    expect(finding).toMatchObject({ outcome: 'failed', symptom });
  }
});

test('a token that it does not take is asked for anew', async () => {
  const { endpoint, auth } = await withMachine({ bearer: 'another' });
  const options = { url: 'gs://corpus/old/a', endpoint, auth };
  expect(await lookAtStore(options, secrets)).toMatchObject({ symptom: 'store.denied' });
  const good = await start({ bearer: FAKE_GCP_TOKEN });
  expect(await lookAtStore({ ...options, endpoint: good }, secrets)).toMatchObject({
    outcome: 'ok',
  });
});

test('no token is to be had: that blames nobody, and the store is not asked', async () => {
  cloudEnvironment();
  let asked = 0;
  const endpoint = await endpointOf(
    listenHttp((_, response) => {
      asked += 1;
      response.writeHead(404).end();
    }),
  );
  const auth = { cloud: 'gcp', credentials: 'gcloud' };
  const options = { url: 'gs://corpus/old/a', endpoint, auth };
  const finding = await lookAtStore(options, [], { vantage: vantageWith() });
  expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'cloud.no_credentials' });
  expect(asked).toBe(0);
});

test('what is no such API', async () => {
  cloudEnvironment();
  const endpoint = await endpointOf(listenHttp((_, response) => response.end('<html>hello')));
  for (const url of ['gs://corpus', 'gs://corpus/a']) {
    const finding = await lookAtStore({ url, endpoint }, []);
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'store.malformed' });
  }
});

test('the command asks the same', () => {
  const options = objectstoreProbe.options.parse({ url: 'gs://corpus/a b', auth: 'gcp' });
  expect(objectstoreProbe.command(options)).toBe(
    'curl -sS -i -H "authorization: Bearer $(gcloud auth print-access-token)" \'https://storage.googleapis.com/storage/v1/b/corpus/o/a%20b?fields=kind%2Csize%2Cetag%2Cupdated\'',
  );
});
