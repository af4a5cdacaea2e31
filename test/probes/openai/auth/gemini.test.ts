import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openaiProbe } from '../../../../probes/openai/index.ts';
import { cloudEnvironment, vantageWith } from '../../../support/clouds.ts';
import {
  FAKE_GCP_TOKEN,
  type FakeGcpOptions,
  startFakeGcp,
} from '../../../support/fakes/clouds/fake-gcp.ts';
import type { FakeVendor } from '../../../support/fakes/model-apis/fake-api.ts';
import { detail, fakeGemini, geminiError } from '../../../support/fakes/model-apis/fake-gemini.ts';
import { closing, look as lookWith, startApi } from './ask-let-in.ts';

/* Vertex AI, which takes tokens alone: each source of them, with fakes that check what they are shown. */

const place = '/v1/projects/acme-gpu/locations/us-central1/publishers/google';
const expired = geminiError(401, 'UNAUTHENTICATED', 'Request had invalid authentication.', [
  detail('ErrorInfo', { reason: 'ACCESS_TOKEN_EXPIRED', domain: 'googleapis.com' }),
]);
const vertex: FakeVendor = {
  ...fakeGemini,
  refuse: ({ headers }) => {
    const isRight = headers.authorization === `Bearer ${FAKE_GCP_TOKEN}`;
    return isRight && headers['x-goog-api-key'] === undefined ? null : expired;
  },
  question: ({ target }) => target === `${place}/models/small:streamGenerateContent?alt=sse`,
};
const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2_048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const email = 'caller@acme-gpu.iam.gserviceaccount.com';
const scopes = ['https://www.googleapis.com/auth/cloud-platform'];
const look = lookWith([FAKE_GCP_TOKEN]);

const startCloud = (fake: Partial<FakeGcpOptions> = {}) =>
  closing(startFakeGcp({ publicKey, email, scopes, answers: {}, ...fake }));

async function start(vendor = vertex) {
  const api = await startApi(vendor);
  const options = { api: 'gemini', model: 'small', url: `http://${api.address}${place}` };
  return { api, options };
}

test("by a service account's key, for the scope that Vertex AI takes", async () => {
  const cloud = await startCloud();
  const path = `${cloudEnvironment()}/key.json`;
  const file = { type: 'service_account', private_key: privateKey, client_email: email };
  writeFileSync(path, JSON.stringify({ ...file, token_uri: `${cloud.url}/token` }));
  const { api, options } = await start();
  const auth = { cloud: 'gcp', keyFile: path };
  expect(await look(api, { ...options, auth })).toMatchObject({ outcome: 'ok' });
  const narrow = { ...auth, scopes: ['https://www.googleapis.com/auth/devstorage.read_only'] };
  expect(await look(api, { ...options, auth: narrow })).toMatchObject({
    outcome: 'unknown',
    symptom: 'cloud.credentials_refused',
  });
});

test('by the account of the machine', async () => {
  cloudEnvironment();
  const auth = { cloud: 'gcp', metadata: (await startCloud({ hasMetadata: true })).url };
  const { api, options } = await start();
  expect(await look(api, { ...options, auth })).toMatchObject({ outcome: 'ok' });
});

test('by gcloud, and by one that nobody is logged in to', async () => {
  const { url: metadata } = await startCloud();
  const auth = { cloud: 'gcp', metadata };
  const { api, options } = await start();
  cloudEnvironment();
  const none = vantageWith({ gcloud: { stderr: 'ERROR: no active account', exitCode: 1 } });
  expect(await look(api, { ...options, auth }, { vantage: none })).toMatchObject({
    outcome: 'unknown',
    symptom: 'cloud.no_credentials',
  });
  const two = vantageWith({ gcloud: { stdout: 'WARNING: new version\nya29.a-token\n' } });
  expect(await look(api, { ...options, auth }, { vantage: two })).toMatchObject({
    outcome: 'unknown',
    symptom: 'cloud.malformed',
  });
  cloudEnvironment();
  const vantage = vantageWith({ gcloud: { stdout: `${FAKE_GCP_TOKEN}\n` } });
  expect(await look(api, { ...options, auth }, { vantage })).toMatchObject({ outcome: 'ok' });
});

test("a token that Google finds expired is weaklink's own trouble", async () => {
  cloudEnvironment();
  const auth = { cloud: 'gcp', metadata: (await startCloud({ hasMetadata: true })).url };
  const { api, options } = await start({ ...vertex, refuse: () => expired });
  expect(await look(api, { ...options, auth })).toMatchObject({
    outcome: 'unknown',
    symptom: 'cloud.credentials_expired',
  });
});

test("by hand: the vendor's program hands out the token", () => {
  const url = `https://us-central1-aiplatform.googleapis.com${place}`;
  const options = openaiProbe.options.parse({ api: 'gemini', url, model: 'small', auth: 'gcp' });
  expect(openaiProbe.command(options)).toContain(
    '-H "authorization: Bearer $(gcloud auth print-access-token)"',
  );
});
