import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { awsProbe } from '../../../probes/aws/index.ts';
import { createRedactor } from '../../../src/text/redact.ts';
import { localVantage } from '../../../src/vantage/local.ts';
import type { Vantage } from '../../../src/vantage/types.ts';
import { cloudEnvironment, lookAtFake, vantageWith } from '../../support/clouds.ts';
import { callerIdentity } from '../../support/fakes/clouds/aws-bodies.ts';
import {
  FAKE_CONTAINER_TOKEN,
  FAKE_SSO_TOKEN,
  FAKE_WEB_TOKEN,
  type FakeKey,
  startFakeAws,
} from '../../support/fakes/clouds/fake-aws.ts';

/* Where keys come from: each source alone, with a fake that checks what is signed with them. */

const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYFAKEAWSKEY';
const grants = {
  id: 'ASIAGRANTED',
  secret: 'granted+secret/K7MDENGbPxRfiCYFAKE',
  token: 'IQoJFakeGrantedToken/////wEaCXVzLWVhc3QtMSJ==',
};
const keys = {
  AKIDREADER: { secret },
  ASIAGRANTED: { secret: grants.secret, token: grants.token },
};

async function start(grantsKeys = true) {
  const answers = { 'sts GetCallerIdentity': callerIdentity };
  const server = await startFakeAws({ keys, answers, ...(grantsKeys ? { grants } : {}) });
  onTestFinished(() => server.close());
  return server;
}

type Server = Awaited<ReturnType<typeof start>>;

/** An identity look, with whose redactor what was used must be known. */
async function look(
  server: Server,
  options: object,
  secrets: readonly string[],
  vantage?: Vantage,
) {
  const redactor = createRedactor();
  const there = { look: 'identity', endpoint: server.url, metadata: server.url, ...options };
  const parts = { redactor, ...(vantage ? { vantage } : {}) };
  const finding = await lookAtFake(awsProbe, there, [secret, ...Object.values(grants)], parts);
  if (finding.outcome === 'ok') {
    for (const one of secrets) expect(redactor.redact(`x ${one} y`)).not.toContain(one);
  }
  return finding;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const account = { 'aws.account': '123456789012' };
const ok = { outcome: 'ok', facts: account };
const granted = [grants.secret, grants.token];

test('stated, as references', async () => {
  cloudEnvironment({ MY_SECRET: secret });
  const stated = { accessKeyId: 'AKIDREADER', secretAccessKey: 'env:MY_SECRET' };
  expect(await look(await start(), stated, [secret])).toMatchObject(ok);
});

test('of variables', async () => {
  cloudEnvironment({ AWS_ACCESS_KEY_ID: 'AKIDREADER', AWS_SECRET_ACCESS_KEY: secret });
  expect(await look(await start(), { credentials: 'env' }, [secret])).toMatchObject(ok);
});

test('of the shared file, of a profile with a dot in its name', async () => {
  const home = cloudEnvironment();
  write(
    `${home}/.aws/credentials`,
    `# of tests\n[default]\naws_access_key_id = AKIDNOBODY\naws_secret_access_key = nothing-at-all\n\n[acme.prod]\naws_access_key_id = AKIDREADER\naws_secret_access_key = ${secret}\n`,
  );
  const server = await start();
  expect(await look(server, { profile: 'acme.prod' }, [secret])).toMatchObject(ok);
  expect(await look(server, {}, [])).toMatchObject({ symptom: 'cloud.credentials_refused' });
  const missing = await look(server, { profile: 'nobody' }, []);
  expect(missing).toMatchObject({ symptom: 'cloud.no_credentials' });
  expect(missing.evidence).toEqual(['there is no profile nobody']);
});

test('of a role that a profile assumes', async () => {
  const home = cloudEnvironment({ AWS_PROFILE: 'reader' });
  write(
    `${home}/.aws/config`,
    '[profile reader]\nrole_arn = arn:aws:iam::123456789012:role/reader\nsource_profile = base\n\n[profile loop]\nrole_arn = arn:aws:iam::123456789012:role/reader\nsource_profile = loop2\n[profile loop2]\nrole_arn = arn:aws:iam::123456789012:role/reader\nsource_profile = loop\n',
  );
  write(
    `${home}/.aws/credentials`,
    `[base]\naws_access_key_id = AKIDREADER\naws_secret_access_key = ${secret}\n`,
  );
  const server = await start();
  expect(await look(server, {}, [secret, ...granted])).toMatchObject(ok);
  expect(server.seen).toContain('GET aws sts AssumeRole');
  const loop = await look(server, { profile: 'loop' }, []);
  expect(loop).toMatchObject({ symptom: 'cloud.no_credentials' });
});

function signOn(home: string, expiresAt: string): void {
  write(
    `${home}/.aws/config`,
    '[default]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Reader\n\n[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n',
  );
  const file = createHash('sha1').update('corp').digest('hex');
  const cached = { accessToken: FAKE_SSO_TOKEN, expiresAt, region: 'us-east-1' };
  write(`${home}/.aws/sso/cache/${file}.json`, JSON.stringify(cached));
}

test('of single sign-on, until it ends', async () => {
  signOn(cloudEnvironment(), new Date(Date.now() + 3_600_000).toISOString());
  const server = await start();
  expect(await look(server, {}, [FAKE_SSO_TOKEN, ...granted])).toMatchObject(ok);
  signOn(cloudEnvironment(), '2026-01-01T00:00:00Z');
  const old = await look(await start(), {}, []);
  expect(old).toMatchObject({ outcome: 'unknown', symptom: 'cloud.credentials_expired' });
  expect(old.evidence).toEqual(['run: aws sso login --profile default']);
});

test('of the service account of a pod', async () => {
  const home = cloudEnvironment();
  write(`${home}/token`, FAKE_WEB_TOKEN);
  cloudEnvironment({
    AWS_WEB_IDENTITY_TOKEN_FILE: `${home}/token`,
    AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/pod',
  });
  expect(await look(await start(), {}, [FAKE_WEB_TOKEN, ...granted])).toMatchObject(ok);
});

test('of the container, near or under TLS alone', async () => {
  const server = await start();
  cloudEnvironment({
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${server.url}/container`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: FAKE_CONTAINER_TOKEN,
  });
  expect(await look(server, {}, [FAKE_CONTAINER_TOKEN, ...granted])).toMatchObject(ok);
  cloudEnvironment({ AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://far.example/container' });
  expect(await look(server, {}, [])).toMatchObject({ symptom: 'cloud.no_credentials' });
});

test('of the machine, through a session of its metadata service', async () => {
  cloudEnvironment();
  const server = await start();
  expect(await look(server, {}, granted)).toMatchObject(ok);
  expect([...server.seen]).toEqual([
    'PUT aws metadata OpenSession',
    'GET aws metadata Get',
    'GET aws sts GetCallerIdentity',
  ]);
  const bare = await look(await start(false), {}, []);
  expect(bare).toMatchObject({ outcome: 'unknown', symptom: 'cloud.no_credentials' });
});

test('granted keys are asked for once, and again when they were refused', async () => {
  cloudEnvironment();
  const known: Record<string, FakeKey> = { ...keys };
  const answers = { 'sts GetCallerIdentity': callerIdentity };
  const server = await startFakeAws({ keys: known, answers, grants });
  onTestFinished(() => server.close());
  const sessions = () => server.count('PUT aws metadata OpenSession');
  expect(await look(server, {}, granted)).toMatchObject(ok);
  expect(await look(server, {}, granted)).toMatchObject(ok);
  expect(sessions()).toBe(1);
  known.ASIAGRANTED = { ...keys.ASIAGRANTED, expired: true };
  expect(await look(server, {}, granted)).toMatchObject({ symptom: 'cloud.credentials_expired' });
  known.ASIAGRANTED = keys.ASIAGRANTED;
  expect(await look(server, {}, granted)).toMatchObject(ok);
  expect(sessions()).toBe(2);
});

test('of a profile that names where its keys come from', async () => {
  const role = 'role_arn = arn:aws:iam::123456789012:role/reader';
  const config = (home: string, ...lines: string[]) =>
    write(`${home}/.aws/config`, ['[default]', 'region = eu-west-1', ...lines, ''].join('\n'));
  config(cloudEnvironment(), role, 'credential_source = Ec2InstanceMetadata');
  const server = await start();
  expect(await look(server, {}, granted)).toMatchObject(ok);
  expect(server.seen).toContain('GET aws sts AssumeRole');
  const home = cloudEnvironment();
  write(`${home}/token`, FAKE_WEB_TOKEN);
  config(home, role, `web_identity_token_file = ${home}/token`);
  expect(await look(await start(), {}, [FAKE_WEB_TOKEN])).toMatchObject(ok);
  config(cloudEnvironment(), role);
  expect(await look(await start(), {}, [])).toMatchObject({ symptom: 'cloud.no_credentials' });
  // A region alone is no credentials: the next source is asked.
  config(cloudEnvironment());
  expect(await look(await start(), {}, granted)).toMatchObject(ok);
});

/** A profile whose keys a real program prints: words of its own in quotes, and no shell in between. */
function programProfile(printed: unknown, exit = 'exit 0'): void {
  const home = cloudEnvironment({ AWS_PROFILE: 'tool' });
  write(`${home}/printed it.json`, JSON.stringify(printed));
  const script = `${home}/print keys`;
  write(script, `#!/bin/sh\n[ "$#" = 2 ] && [ "$2" = '$(x)' ] || exit 9\ncat "$1"\n${exit}\n`);
  chmodSync(script, 0o700);
  const line = `"${script}" "${home}/printed it.json" '$(x)'`;
  write(`${home}/.aws/config`, `[profile tool]\ncredential_process = ${line}\n`);
}

const printed = {
  Version: 1,
  AccessKeyId: grants.id,
  SecretAccessKey: grants.secret,
  SessionToken: grants.token,
  Expiration: '2099-01-01T00:00:00Z',
};

test('of a program that a profile names', async () => {
  programProfile(printed);
  expect(await look(await start(), {}, granted, localVantage)).toMatchObject(ok);
});

test.each<[string, string, unknown, string?]>([
  [
    'keys that have ended',
    'cloud.credentials_expired',
    { ...printed, Expiration: '2020-01-01T00:00:00Z' },
  ],
  ['another version', 'cloud.malformed', { ...printed, Version: 2 }],
  ['no secret', 'cloud.malformed', { ...printed, SecretAccessKey: undefined }],
  ['words of why not', 'cloud.no_credentials', printed, 'echo "log in first" >&2; exit 1'],
])('of a program that prints %s: %s', async (_, symptom, document, exit) => {
  programProfile(document, exit);
  const finding = await look(await start(), {}, [], localVantage);
  expect(finding).toMatchObject({ outcome: 'unknown', symptom });
  if (exit !== undefined) expect(finding.evidence?.join()).toContain('log in first');
});

test('of a program that is not there', async () => {
  const home = cloudEnvironment({ AWS_PROFILE: 'tool' });
  write(`${home}/.aws/config`, '[profile tool]\ncredential_process = /nowhere/print-keys\n');
  const finding = await look(await start(), {}, [], localVantage);
  expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'cloud.no_credentials' });
  expect(finding.evidence?.join()).toContain('/nowhere/print-keys is not there');
});

test('not of the machine where that is forbidden', async () => {
  cloudEnvironment({ AWS_EC2_METADATA_DISABLED: 'true' });
  const server = await start();
  expect(await look(server, {}, [])).toMatchObject({ symptom: 'cloud.no_credentials' });
  expect(server.seen.size).toBe(0);
});

test('of a file where the look stands', async () => {
  cloudEnvironment();
  const vantage: Vantage = {
    ...vantageWith({ printenv: { stdout: '/home/there\n' } }),
    name: 'bastion',
    readFile: async (path) => {
      if (path !== '/home/there/.aws/credentials') {
        throw Object.assign(new Error('none'), { code: 'ENOENT' });
      }
      const text = `[default]\naws_access_key_id = AKIDREADER\naws_secret_access_key = ${secret}\n`;
      return Buffer.from(text);
    },
    dial: async (host, port) => {
      const { connect } = await import('node:net');
      const stream = connect(port, host);
      onTestFinished(() => void stream.destroy());
      return { kind: 'connected', stream };
    },
  };
  expect(await look(await start(), {}, [secret], vantage)).toMatchObject(ok);
});
