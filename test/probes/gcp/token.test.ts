import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { cloudEnvironment, vantageWith } from '../../support/clouds.ts';
import {
  FAKE_CLIENT_SECRET,
  FAKE_GCP_TOKEN,
  FAKE_REFRESH_TOKEN,
  type FakeGcpOptions,
} from '../../support/fakes/clouds/fake-gcp.ts';
import { email, keyFile, look, privateKey, type Server, start } from './look-with-token.ts';

/* Where tokens come from: each source alone, with a fake that checks what it is shown. */

const accountFile = (server: Server, parts: object = {}) => ({
  type: 'service_account',
  project_id: 'acme-gpu',
  private_key_id: 'fake',
  private_key: privateKey,
  client_email: email,
  token_uri: `${server.url}/token`,
  ...parts,
});

test("of a service account's key", async () => {
  const server = await start();
  const file = keyFile(cloudEnvironment(), accountFile(server));
  expect(await look(server, file)).toMatchObject({ outcome: 'ok' });
  expect(server.seen).toContain('POST gcp oauth2 token');
});

test('of the file that a variable names', async () => {
  const server = await start();
  const { keyFile: path } = keyFile(cloudEnvironment(), accountFile(server));
  cloudEnvironment({ GOOGLE_APPLICATION_CREDENTIALS: path });
  expect(await look(server)).toMatchObject({ outcome: 'ok' });
});

test.each<[string, string, Partial<FakeGcpOptions>, object]>([
  ['another key', 'cloud.credentials_refused', {}, { private_key: otherKey() }],
  ['a deleted account', 'cloud.credentials_refused', {}, { client_email: 'gone@acme' }],
  ['a key that is none', 'cloud.no_credentials', {}, { private_key: 'no key at all' }],
  ['a file without a key', 'cloud.no_credentials', {}, { private_key: undefined }],
  ['a clock that is behind', 'cloud.clock_skew', { aheadMs: 7_200_000 }, {}],
  ['a clock that is ahead', 'cloud.clock_skew', { aheadMs: -7_200_000 }, {}],
  [
    'a token service that is throttled',
    'cloud.throttled',
    { tokenTrouble: { status: 429, body: { error: 'rate_limit_exceeded' } } },
    {},
  ],
  [
    'a token service that fails',
    'cloud.api_error',
    { tokenTrouble: { status: 500, body: { error: 'internal_failure' } } },
    {},
  ],
])('%s: %s', async (_, symptom, fake, parts) => {
  const server = await start(fake);
  const file = keyFile(cloudEnvironment(), accountFile(server, parts));
  expect(await look(server, file)).toMatchObject({ outcome: 'unknown', symptom });
});

function otherKey(): string {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  return String(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
}

test("of a user's own login, until it ends", async () => {
  const server = await start();
  const user = {
    type: 'authorized_user',
    client_id: 'fake.apps.googleusercontent.com',
    client_secret: FAKE_CLIENT_SECRET,
    refresh_token: FAKE_REFRESH_TOKEN,
    token_uri: `${server.url}/token`,
  };
  expect(await look(server, keyFile(cloudEnvironment(), user))).toMatchObject({ outcome: 'ok' });
  const old = { ...user, refresh_token: '1//an-old-refresh-token' };
  expect(await look(server, keyFile(cloudEnvironment(), old))).toMatchObject({
    symptom: 'cloud.credentials_expired',
  });
});

test('of gcloud, where the look stands', async () => {
  cloudEnvironment();
  const server = await start();
  const gcloud = { gcloud: { stdout: `${FAKE_GCP_TOKEN}\n` } };
  const options = { account: 'me@acme.example' };
  expect(await look(server, options, vantageWith(gcloud))).toMatchObject({ outcome: 'ok' });
});

test('of nowhere: gcloud that nobody is logged in to', async () => {
  cloudEnvironment();
  const stderr =
    'ERROR: (gcloud.auth.print-access-token) You do not currently have an active account selected.';
  const gcloud = { gcloud: { stderr, exitCode: 1 } };
  const finding = await look(await start(), {}, vantageWith(gcloud));
  expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'cloud.no_credentials' });
  expect(finding.evidence?.join()).toContain('run: gcloud auth login');
});

test('of gcloud whose login ended', async () => {
  cloudEnvironment();
  const stderr =
    'ERROR: There was a problem refreshing your current auth tokens: Reauthentication failed.';
  const gcloud = { gcloud: { stderr, exitCode: 1 } };
  expect(await look(await start(), {}, vantageWith(gcloud))).toMatchObject({
    outcome: 'unknown',
    symptom: 'cloud.credentials_expired',
  });
});

test('of the machine', async () => {
  cloudEnvironment();
  const server = await start({ hasMetadata: true });
  expect(await look(server)).toMatchObject({ outcome: 'ok' });
  expect([...server.seen]).toEqual(['GET gcp metadata get', 'GET gcp compute regions.get']);
});
