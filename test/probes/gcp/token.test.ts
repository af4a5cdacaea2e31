import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { gcpProbe } from '../../../probes/gcp/index.ts';
import { createRedactor } from '../../../src/text/redact.ts';
import { localVantage } from '../../../src/vantage/local.ts';
import { cloudEnvironment, lookAtFake, vantageWith } from '../../support/clouds.ts';
import {
  FAKE_CLIENT_SECRET,
  FAKE_GCP_TOKEN,
  FAKE_REFRESH_TOKEN,
  FAKE_SUBJECT_TOKEN,
  type FakeGcpOptions,
  startFakeGcp,
} from '../../support/fakes/clouds/fake-gcp.ts';

/* Where tokens come from: each source alone, with a fake that checks what it is shown. */

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2_048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const email = 'reader@acme-gpu.iam.gserviceaccount.com';
const quota = {
  look: 'quota',
  project: 'acme-gpu',
  region: 'us-central1',
  metric: 'NVIDIA_A100_GPUS',
};
const region = { quotas: [{ metric: 'NVIDIA_A100_GPUS', limit: 8, usage: 0 }] };
const secrets = [privateKey, FAKE_GCP_TOKEN, FAKE_REFRESH_TOKEN, FAKE_CLIENT_SECRET];

async function start(fake: Partial<FakeGcpOptions> = {}) {
  const answers = { '/regions/us-central1': region };
  const server = await startFakeGcp({ publicKey, email, answers, ...fake });
  onTestFinished(() => server.close());
  return server;
}

type Server = Awaited<ReturnType<typeof start>>;

async function look(server: Server, options: object = {}, vantage = vantageWith()) {
  const redactor = createRedactor();
  const there = { ...quota, endpoint: server.url, metadata: server.url, ...options };
  const finding = await lookAtFake(gcpProbe, there, secrets, { redactor, vantage });
  if (finding.outcome === 'ok') {
    expect(redactor.redact(`x ${FAKE_GCP_TOKEN} y`)).not.toContain(FAKE_GCP_TOKEN);
  }
  return finding;
}

function keyFile(home: string, file: object): { keyFile: string } {
  const path = `${home}/key.json`;
  writeFileSync(path, JSON.stringify(file));
  return { keyFile: path };
}

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

test("of another issuer's token, exchanged and taking on an account", async () => {
  const server = await start();
  const home = cloudEnvironment();
  writeFileSync(`${home}/subject.json`, JSON.stringify({ id_token: FAKE_SUBJECT_TOKEN }));
  const federation = {
    type: 'external_account',
    audience:
      '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: `${server.url}/v1/token`,
    service_account_impersonation_url: `${server.url}/v1/projects/-/serviceAccounts/${email}:generateAccessToken`,
    credential_source: {
      file: `${home}/subject.json`,
      format: { type: 'json', subject_token_field_name: 'id_token' },
    },
  };
  expect(await look(server, keyFile(home, federation))).toMatchObject({ outcome: 'ok' });
  const byCertificate = { ...federation, credential_source: { certificate: {} } };
  expect(await look(server, keyFile(cloudEnvironment(), byCertificate))).toMatchObject({
    symptom: 'cloud.no_credentials',
  });
});

/** A file of federation, whose token of another issuer comes from there. */
const federated = (server: Server, credential_source: object) => ({
  type: 'external_account',
  audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q',
  subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  token_url: `${server.url}/v1/token`,
  service_account_impersonation_url: `${server.url}/v1/projects/-/serviceAccounts/${email}:generateAccessToken`,
  credential_source,
});

test("of another issuer's token at an address", async () => {
  const server = await start();
  const source = {
    url: `${server.url}/subject?resource=x`,
    headers: { Metadata: 'True' },
    format: { type: 'json', subject_token_field_name: 'access_token' },
  };
  const symptomOf = async (parts: object) => {
    const file = keyFile(cloudEnvironment(), federated(server, { ...source, ...parts }));
    return (await look(server, file)).symptom;
  };
  expect(await symptomOf({})).toBeNull();
  expect(await symptomOf({ headers: {} })).toBe('cloud.credentials_refused');
  const format = { type: 'json', subject_token_field_name: 'id_token' };
  expect(await symptomOf({ format })).toBe('cloud.malformed');
  expect(await symptomOf({ headers: { Metadata: 'True\r\nX: y' } })).toBe('cloud.malformed');
  expect(await symptomOf({ url: 'file:///etc/passwd' })).toBe('cloud.no_credentials');
});

/** A real program that checks what it is told, and prints this. */
function programFile(server: Server, answer: object, allowed = '1') {
  const home = cloudEnvironment({ GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES: allowed });
  writeFileSync(`${home}/answer.json`, JSON.stringify(answer));
  const script = `${home}/print token`;
  const checks = [
    `[ "$GOOGLE_EXTERNAL_ACCOUNT_IMPERSONATED_EMAIL" = ${email} ]`,
    '[ "$GOOGLE_EXTERNAL_ACCOUNT_TOKEN_TYPE" = urn:ietf:params:oauth:token-type:jwt ]',
    '[ "$GOOGLE_EXTERNAL_ACCOUNT_INTERACTIVE" = 0 ]',
  ].join(' && ');
  writeFileSync(
    script,
    `#!/bin/sh\necho run >> ${home}/runs\n${checks} && cat ${home}/answer.json\n`,
  );
  chmodSync(script, 0o700);
  const executable = { command: `"${script}" --now`, output_file: `${home}/kept.json` };
  return { home, ...keyFile(home, federated(server, { executable })) };
}

const answered = {
  version: 1,
  success: true,
  token_type: 'urn:ietf:params:oauth:token-type:jwt',
  id_token: FAKE_SUBJECT_TOKEN,
  expiration_time: 4_000_000_000,
};

test("of another issuer's token that a program prints, or printed before", async () => {
  const server = await start();
  const { home, keyFile: path } = programFile(server, answered);
  expect(await look(server, { keyFile: path }, localVantage)).toMatchObject({ outcome: 'ok' });
  expect(readFileSync(`${home}/runs`, 'utf8')).toBe('run\n');
  const again = programFile(server, { version: 1, success: false });
  writeFileSync(`${again.home}/kept.json`, JSON.stringify(answered));
  const kept = await look(server, { keyFile: again.keyFile }, localVantage);
  expect(kept).toMatchObject({ outcome: 'ok' });
  expect(existsSync(`${again.home}/runs`)).toBe(false);
});

test.each<[string, string, object, string]>([
  ['nobody allowed', 'cloud.no_credentials', answered, '0'],
  [
    'refuses',
    'cloud.credentials_refused',
    { version: 1, success: false, code: '401', message: 'no' },
    '1',
  ],
  ['prints an old token', 'cloud.credentials_expired', { ...answered, expiration_time: 1 }, '1'],
  ['prints no token', 'cloud.malformed', { ...answered, id_token: undefined }, '1'],
  ['speaks another version', 'cloud.malformed', { ...answered, version: 2 }, '1'],
])('of a program that %s: %s', async (_, symptom, answer, allowed) => {
  const server = await start();
  const { home, keyFile: path } = programFile(server, answer, allowed);
  const finding = await look(server, { keyFile: path }, localVantage);
  expect(finding).toMatchObject({ outcome: 'unknown', symptom });
  expect(existsSync(`${home}/runs`)).toBe(allowed === '1');
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
