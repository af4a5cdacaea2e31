import { expect, test } from 'vitest';
import { openaiProbe } from '../../../../probes/openai/index.ts';
import { cloudEnvironment, vantageWith } from '../../../support/clouds.ts';
import {
  entraError,
  FAKE_AZURE_SECRET,
  FAKE_AZURE_TOKEN,
  type FakeAzureOptions,
  fakeClient,
  startFakeAzure,
} from '../../../support/fakes/clouds/fake-azure.ts';
import type { FakeVendor } from '../../../support/fakes/model-apis/fake-api.ts';
import { azureError, DEPLOYMENT, fakeAzure } from '../../../support/fakes/model-apis/fake-azure.ts';
import { closing, look as lookWith, startApi } from './ask-let-in.ts';

/* Azure OpenAI with keys switched off: tokens of Entra ID alone, for its own resource. */

const resource = 'https://cognitiveservices.azure.com/';
const withToken: FakeVendor = {
  ...fakeAzure,
  refuse: ({ headers }) =>
    headers.authorization === `Bearer ${FAKE_AZURE_TOKEN}` && headers['api-key'] === undefined
      ? null
      : azureError(
          401,
          'Unauthorized',
          'Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired.',
        ),
};
const options = { api: 'azure', model: DEPLOYMENT };
const look = lookWith([FAKE_AZURE_TOKEN, FAKE_AZURE_SECRET]);
const lookWithToken = lookWith([FAKE_AZURE_TOKEN]);

const startCloud = (fake: Partial<FakeAzureOptions> = {}) =>
  closing(startFakeAzure({ answers: {}, resource, ...fake }));

test('by the secret of an application', async () => {
  cloudEnvironment({ CLIENT_SECRET: FAKE_AZURE_SECRET });
  const login = (await startCloud()).url;
  const auth = { cloud: 'azure', ...fakeClient, clientSecret: 'env:CLIENT_SECRET', login };
  const api = await startApi(withToken);
  expect(await look(api, { ...options, auth, list: true })).toMatchObject({ outcome: 'ok' });
  const other = { ...auth, resource: 'https://management.azure.com/' };
  expect(await look(api, { ...options, auth: other })).toMatchObject({
    outcome: 'unknown',
    symptom: 'cloud.credentials_refused',
  });
});

test('by the identity of the machine', async () => {
  cloudEnvironment();
  const metadata = (await startCloud({ hasIdentity: true })).url;
  const auth = { cloud: 'azure', credentials: 'managed', metadata };
  const api = await startApi(withToken);
  expect(await lookWithToken(api, { ...options, auth })).toMatchObject({ outcome: 'ok' });
  const bare = { ...auth, metadata: (await startCloud()).url };
  expect(await lookWithToken(api, { ...options, auth: bare })).toMatchObject({
    outcome: 'unknown',
    symptom: 'cloud.no_credentials',
  });
});

test('by az, which is asked for that resource', async () => {
  cloudEnvironment();
  const asked: string[][] = [];
  const printed = { accessToken: FAKE_AZURE_TOKEN };
  const there = vantageWith({ az: { stdout: JSON.stringify(printed) } });
  const vantage: typeof there = {
    ...there,
    exec: (argv, limits) => {
      asked.push([...argv]);
      return there.exec(argv, limits);
    },
  };
  const api = await startApi(withToken);
  const auth = { cloud: 'azure', credentials: 'cli' };
  expect(await lookWithToken(api, { ...options, auth }, { vantage })).toMatchObject({
    outcome: 'ok',
  });
  expect(asked[0]?.join(' ')).toContain(`--resource ${resource}`);
});

test.each([
  ['an expired secret', 7_000_222, 'cloud.credentials_expired'],
  ['an application that is switched off', 7_000_112, 'cloud.credentials_refused'],
])('%s blames nobody', async (_, number, symptom) => {
  cloudEnvironment({ CLIENT_SECRET: FAKE_AZURE_SECRET });
  const { url: login } = await startCloud({ tokenTrouble: entraError(number) });
  const auth = { cloud: 'azure', ...fakeClient, clientSecret: 'env:CLIENT_SECRET', login };
  const finding = await look(await startApi(withToken), { ...options, auth });
  expect(finding).toMatchObject({ outcome: 'unknown', symptom });
});

test('a token that Azure does not take is asked for anew', async () => {
  cloudEnvironment();
  const cloud = await startCloud({ hasIdentity: true });
  const auth = { cloud: 'azure', credentials: 'managed', metadata: cloud.url };
  const refusing = { ...withToken, refuse: () => azureError(401, 'Unauthorized', 'words') };
  const refused = await lookWithToken(await startApi(refusing), { ...options, auth });
  expect(refused).toMatchObject({ outcome: 'failed', symptom: 'llm.auth' });
  const api = await startApi(withToken);
  expect(await lookWithToken(api, { ...options, auth })).toMatchObject({ outcome: 'ok' });
  expect(cloud.count('GET azure identity token')).toBe(2);
});

test('one way in is stated, and by hand it is the same', () => {
  const url = 'https://acme.openai.azure.com';
  expect(openaiProbe.options.safeParse({ url, auth: 'azure', key: 'env:KEY' }).success).toBe(false);
  const command = openaiProbe.command(
    openaiProbe.options.parse({ url, ...options, auth: 'azure' }),
  );
  expect(command).toContain(
    `-H "authorization: Bearer $(az account get-access-token --resource ${resource} --query accessToken -o tsv)"`,
  );
});

test('in Azure Government a token is for the resource of that cloud', () => {
  const url = 'https://acme.openai.azure.us';
  const options = openaiProbe.options.parse({ url, api: 'azure', auth: 'azure', model: 'small' });
  expect(openaiProbe.command(options)).toContain(
    'az account get-access-token --resource https://cognitiveservices.azure.us/ ',
  );
});
