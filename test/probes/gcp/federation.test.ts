import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { localVantage } from '../../../src/vantage/local.ts';
import { cloudEnvironment } from '../../support/clouds.ts';
import { startFakeAws } from '../../support/fakes/clouds/fake-aws.ts';
import { FAKE_AWS_KEY, FAKE_SUBJECT_TOKEN } from '../../support/fakes/clouds/fake-gcp.ts';
import { email, keyFile, look, type Server, start } from './look-with-token.ts';

/* Workload identity federation: tokens of other issuers, exchanged by a fake that checks what it is shown. */

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
  const refused = await look(server, keyFile(cloudEnvironment(), byCertificate));
  expect(refused).toMatchObject({ outcome: 'unknown', symptom: 'cloud.no_credentials' });
  expect(refused.evidence?.join()).toContain('by a certificate (mutual TLS) is not built');
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

describe('of a machine at Amazon', () => {
  const keys = {
    AWS_ACCESS_KEY_ID: FAKE_AWS_KEY.id,
    AWS_SECRET_ACCESS_KEY: FAKE_AWS_KEY.secret,
    AWS_REGION: 'eu-west-1',
  };
  const fileOf = (server: Server, parts: object = {}) => ({
    ...federated(server, {
      environment_id: 'aws1',
      regional_cred_verification_url:
        'https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15',
      ...parts,
    }),
    subject_token_type: 'urn:ietf:params:aws:token-type:aws4_request',
  });

  test('a question to Amazon, signed with its keys and not sent', async () => {
    const server = await start();
    const file = keyFile(cloudEnvironment(keys), fileOf(server));
    const finding = await look(server, file);
    expect(finding).toMatchObject({ outcome: 'ok' });
    expect(JSON.stringify(finding)).not.toContain(FAKE_AWS_KEY.secret);
    const wrong = cloudEnvironment({ ...keys, AWS_SECRET_ACCESS_KEY: 'another-secret-of-tests' });
    expect(await look(server, keyFile(wrong, fileOf(server)))).toMatchObject({
      outcome: 'unknown',
      symptom: 'cloud.credentials_refused',
    });
  });

  test('its region and its keys by its metadata', async () => {
    const server = await start();
    const token = 'fake-session-token-of-a-role';
    const amazon = await startFakeAws({
      keys: {},
      grants: { ...FAKE_AWS_KEY, token },
      answers: { 'placement/region': 'eu-central-1' },
    });
    onTestFinished(() => amazon.close());
    const url = `${amazon.url}/latest/meta-data/iam/security-credentials`;
    const finding = await look(server, keyFile(cloudEnvironment(), fileOf(server, { url })));
    expect(finding, JSON.stringify(finding)).toMatchObject({ outcome: 'ok' });
    expect(JSON.stringify(finding)).not.toContain(token);
  });

  test.each([
    ['no region', { AWS_REGION: 'none such!' }, 'the region at Amazon is known neither'],
    ['no keys', { AWS_ACCESS_KEY_ID: '' }, 'looked for keys in'],
  ])('%s', async (_, variables, words) => {
    const server = await start();
    const home = cloudEnvironment({
      ...keys,
      ...variables,
      AWS_EC2_METADATA_DISABLED: 'true',
    });
    const finding = await look(server, keyFile(home, fileOf(server)));
    expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'cloud.no_credentials' });
    expect(finding.evidence?.join()).toContain(words);
  });
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
