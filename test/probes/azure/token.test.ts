import { writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { azureProbe } from '../../../probes/azure/index.ts';
import { createRedactor } from '../../../src/text/redact.ts';
import { cloudEnvironment, lookAtFake, vantageWith } from '../../support/clouds.ts';
import {
  entraError,
  FAKE_ASSERTION,
  FAKE_AZURE_SECRET,
  FAKE_AZURE_TOKEN,
  FAKE_IDENTITY_HEADER,
  type FakeAzureOptions,
  fakeClient,
  startFakeAzure,
} from '../../support/fakes/clouds/fake-azure.ts';

/* Where tokens come from: each source alone, with a fake that checks what it is shown. */

const subscription = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const secrets = [FAKE_AZURE_TOKEN, FAKE_AZURE_SECRET, FAKE_ASSERTION, FAKE_IDENTITY_HEADER];
const client = {
  AZURE_TENANT_ID: fakeClient.tenant,
  AZURE_CLIENT_ID: fakeClient.clientId,
};

async function start(fake: Partial<FakeAzureOptions> = {}) {
  const answers = { [subscription]: { displayName: 'GPU', state: 'Enabled' } };
  const server = await startFakeAzure({ answers, ...fake });
  onTestFinished(() => server.close());
  return server;
}

type Server = Awaited<ReturnType<typeof start>>;

async function look(server: Server, options: object = {}, vantage = vantageWith()) {
  const redactor = createRedactor();
  const { url } = server;
  const there = { look: 'identity', subscription, endpoint: url, login: url, metadata: url };
  const parts = { redactor, vantage };
  const finding = await lookAtFake(azureProbe, { ...there, ...options }, secrets, parts);
  if (finding.outcome === 'ok') {
    expect(redactor.redact(`x ${FAKE_AZURE_TOKEN} y`)).not.toContain(FAKE_AZURE_TOKEN);
  }
  return finding;
}

test("for a client's secret, in variables or stated", async () => {
  cloudEnvironment({ ...client, AZURE_CLIENT_SECRET: FAKE_AZURE_SECRET });
  const server = await start();
  expect(await look(server)).toMatchObject({ outcome: 'ok' });
  expect([...server.seen]).toEqual(['POST azure oauth2 token', 'GET azure subscriptions get']);
  cloudEnvironment({ MY_SECRET: FAKE_AZURE_SECRET });
  const stated = { ...fakeClient, clientSecret: 'env:MY_SECRET' };
  expect(await look(await start(), stated)).toMatchObject({ outcome: 'ok' });
});

test('for the service account of a pod', async () => {
  const home = cloudEnvironment();
  writeFileSync(`${home}/token`, `${FAKE_ASSERTION}\n`);
  cloudEnvironment({ ...client, AZURE_FEDERATED_TOKEN_FILE: `${home}/token` });
  expect(await look(await start())).toMatchObject({ outcome: 'ok' });
});

test.each<[string, string, Partial<FakeAzureOptions>]>([
  ['a wrong secret', 'cloud.credentials_refused', {}],
  ['an expired secret', 'cloud.credentials_expired', { tokenTrouble: entraError(7_000_222) }],
  ['an unknown tenant', 'cloud.credentials_refused', { tokenTrouble: entraError(90_002) }],
  ['an application that is off', 'cloud.account_off', { tokenTrouble: entraError(7_000_112) }],
  [
    'an assertion from another time, and a clock that is wrong',
    'cloud.clock_skew',
    { tokenTrouble: entraError(700_024), aheadMs: 3_600_000 },
  ],
  ['an assertion that ended', 'cloud.credentials_expired', { tokenTrouble: entraError(700_024) }],
  [
    'a token service that is throttled',
    'cloud.throttled',
    { tokenTrouble: entraError(90_025, 'temporarily_unavailable', 429) },
  ],
  [
    'a token service that fails',
    'cloud.api_error',
    { tokenTrouble: entraError(90_033, 'temporarily_unavailable', 503) },
  ],
])('%s: %s', async (_, symptom, fake) => {
  cloudEnvironment({ ...client, AZURE_CLIENT_SECRET: 'another-secret-000' });
  expect(await look(await start(fake))).toMatchObject({ symptom });
});

test('a reference that leads nowhere is told as that', async () => {
  cloudEnvironment();
  const finding = await look(await start(), { ...fakeClient, clientSecret: 'env:NOWHERE' });
  expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'self.secret' });
});

test('of az, where the look stands', async () => {
  cloudEnvironment();
  const printed = {
    accessToken: FAKE_AZURE_TOKEN,
    expiresOn: '2026-11-22 03:00:00.000000',
    expires_on: Math.round(Date.now() / 1_000) + 3_600,
    tokenType: 'Bearer',
  };
  const az = { az: { stdout: JSON.stringify(printed) } };
  expect(await look(await start(), {}, vantageWith(az))).toMatchObject({ outcome: 'ok' });
});

test.each([
  ["ERROR: Please run 'az login' to setup account.", 'cloud.no_credentials'],
  [
    'ERROR: AADSTS700082: The refresh token has expired due to inactivity.',
    'cloud.credentials_expired',
  ],
])('of az that gives none: %s', async (stderr, symptom) => {
  cloudEnvironment();
  const az = { az: { stderr, exitCode: 1 } };
  const finding = await look(await start(), {}, vantageWith(az));
  expect(finding).toMatchObject({ outcome: 'unknown', symptom });
  expect(finding.evidence?.join()).toContain('run: az login');
});

test('of the identity of the machine, or of the service that weaklink runs in', async () => {
  cloudEnvironment();
  expect(await look(await start({ hasIdentity: true }))).toMatchObject({ outcome: 'ok' });
  const server = await start({ hasIdentity: true });
  cloudEnvironment({
    IDENTITY_ENDPOINT: `${server.url}/msi/token`,
    IDENTITY_HEADER: FAKE_IDENTITY_HEADER,
  });
  expect(await look(server)).toMatchObject({ outcome: 'ok' });
  cloudEnvironment();
  const bare = await look(await start());
  expect(bare).toMatchObject({ outcome: 'unknown', symptom: 'cloud.no_credentials' });
});
