import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { openaiProbe } from '../../../../probes/openai/index.ts';
import { cloudEnvironment } from '../../../support/clouds.ts';
import { startFakeAws } from '../../../support/fakes/clouds/fake-aws.ts';
import {
  BEDROCK_MODEL,
  bedrockError,
  fakeBedrock,
  signer,
} from '../../../support/fakes/model-apis/fake-bedrock.ts';
import { closing, look as lookWith, startApi } from './ask-let-in.ts';

/* Canaries that are signed with what Amazon itself hands out; the fake works every signature out anew. */

const token = signer.sessionToken ?? '';
const grants = { id: signer.accessKeyId, secret: signer.secretAccessKey, token };
const secrets = [signer.secretAccessKey, token];
const look = lookWith(secrets);

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const bedrock = (auth: unknown) => ({ api: 'bedrock', model: BEDROCK_MODEL, auth });
const { region } = signer;
const startCloud = (answers: object = {}) =>
  closing(
    startFakeAws({
      keys: { AKIDBASE: { secret: 'base-secret-of-tests' } },
      answers: {},
      grants,
      ...answers,
    }),
  );

test('by variables, for the list as well', async () => {
  cloudEnvironment({
    AWS_ACCESS_KEY_ID: signer.accessKeyId,
    AWS_SECRET_ACCESS_KEY: signer.secretAccessKey,
    AWS_SESSION_TOKEN: token,
  });
  const api = await startApi(fakeBedrock);
  const options = { ...bedrock({ cloud: 'aws', credentials: 'env', region }), list: true };
  expect(await look(api, options)).toMatchObject({ outcome: 'ok' });
  expect(api.got.map(({ method }) => method)).toEqual(['POST', 'GET']);
});

test('by the role of the machine, asked for once', async () => {
  cloudEnvironment();
  const cloud = await startCloud();
  const api = await startApi(fakeBedrock);
  const auth = { cloud: 'aws', region, metadata: cloud.url };
  for (const _ of [1, 2]) expect(await look(api, bedrock(auth))).toMatchObject({ outcome: 'ok' });
  expect(cloud.count('PUT aws metadata OpenSession')).toBe(1);
});

test('by a role that a profile assumes', async () => {
  const home = cloudEnvironment();
  write(
    `${home}/.aws/config`,
    '[profile caller]\nrole_arn = arn:aws:iam::123456789012:role/caller\nsource_profile = base\n',
  );
  write(
    `${home}/.aws/credentials`,
    '[base]\naws_access_key_id = AKIDBASE\naws_secret_access_key = base-secret-of-tests\n',
  );
  const auth = { cloud: 'aws', region, profile: 'caller', endpoint: (await startCloud()).url };
  expect(await look(await startApi(fakeBedrock), bedrock(auth))).toMatchObject({ outcome: 'ok' });
  const denying = await startCloud({ grants: undefined });
  const denied = await look(
    await startApi(fakeBedrock),
    bedrock({ ...auth, endpoint: denying.url }),
  );
  expect(denied).toMatchObject({ outcome: 'unknown', symptom: 'cloud.denied' });
});

test('by nothing that there is, and by a sign-on that ended', async () => {
  const home = cloudEnvironment({ AWS_EC2_METADATA_DISABLED: 'true' });
  const api = await startApi(fakeBedrock);
  const none = await look(api, bedrock('aws'));
  expect(none).toMatchObject({ outcome: 'unknown', symptom: 'cloud.no_credentials' });
  write(
    `${home}/.aws/config`,
    '[default]\nsso_start_url = https://x\nsso_account_id = 1\nsso_role_name = R\n',
  );
  const file = createHash('sha1').update('https://x').digest('hex');
  const cached = {
    accessToken: 'an-old-token-of-single-sign-on',
    expiresAt: '2026-01-01T00:00:00Z',
  };
  write(`${home}/.aws/sso/cache/${file}.json`, JSON.stringify(cached));
  const old = await look(api, bedrock('aws'));
  expect(old).toMatchObject({ outcome: 'unknown', symptom: 'cloud.credentials_expired' });
  expect(api.got).toHaveLength(0);
});

test("keys that Bedrock finds expired are weaklink's own trouble, and are asked for anew", async () => {
  cloudEnvironment();
  const cloud = await startCloud();
  const auth = { cloud: 'aws', region, metadata: cloud.url };
  const said = bedrockError(403, 'ExpiredTokenException', 'The security token is expired');
  const finding = await look(await startApi(fakeBedrock, said), bedrock(auth));
  expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'cloud.credentials_expired' });
  expect(await look(await startApi(fakeBedrock), bedrock(auth))).toMatchObject({ outcome: 'ok' });
  expect(cloud.count('PUT aws metadata OpenSession')).toBe(2);
});

test('a clock that is off is no refused key', async () => {
  cloudEnvironment();
  const auth = { cloud: 'aws', region, metadata: (await startCloud()).url };
  const monotonic = () => performance.now();
  const clock = { now: () => Date.now() + 3_000_000, monotonic };
  const finding = await look(await startApi(fakeBedrock), bedrock(auth), { clock });
  expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'cloud.clock_skew' });
});

test('a model that the role may not use is refused to everybody who has that role', async () => {
  cloudEnvironment();
  const auth = { cloud: 'aws', region, metadata: (await startCloud()).url };
  const said = bedrockError(403, 'AccessDeniedException', "You don't have access to the model");
  const finding = await look(await startApi(fakeBedrock, said), bedrock(auth));
  expect(finding).toMatchObject({ outcome: 'failed', symptom: 'llm.permission' });
});

test("by hand: the vendor's program hands out the keys", () => {
  const options = openaiProbe.options.parse({
    url: 'https://bedrock-runtime.eu-central-1.amazonaws.com',
    ...bedrock({ cloud: 'aws', profile: 'prod' }),
  });
  const command = openaiProbe.command(options);
  expect(command).toBe('aws bedrock list-foundation-models --region eu-central-1 --profile prod');
});
