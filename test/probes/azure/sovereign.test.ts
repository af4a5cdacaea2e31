import { expect, onTestFinished, test } from 'vitest';
import { azureProbe } from '../../../probes/azure/index.ts';
import { cloudOf } from '../../../probes/azure/sovereign.ts';
import { cloudEnvironment, lookAtFake } from '../../support/clouds.ts';
import { behindTls } from '../../support/fakes/clouds/behind-tls.ts';
import {
  FAKE_AZURE_SECRET,
  FAKE_AZURE_TOKEN,
  fakeClient,
  startFakeAzure,
} from '../../support/fakes/clouds/fake-azure.ts';

/* Clouds of Microsoft that know nothing of the others: the fake checks whom a token is asked for. */

const subscription = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const client = {
  AZURE_TENANT_ID: fakeClient.tenant,
  AZURE_CLIENT_ID: fakeClient.clientId,
  AZURE_CLIENT_SECRET: FAKE_AZURE_SECRET,
};

test.each([
  ['management.usgovcloudapi.net', 'login.microsoftonline.us'],
  ['management.chinacloudapi.cn', 'login.chinacloudapi.cn'],
])('%s is asked with a token for it', async (management, login) => {
  cloudEnvironment(client);
  const server = await startFakeAzure({
    answers: { [subscription]: { state: 'Enabled' } },
    resource: `https://${management}/`,
  });
  onTestFinished(() => server.close());
  const { resolver, ca, url, resolved } = await behindTls(server, [management, login]);
  // The fake has a port of its own, which the cloud's address has not.
  const options = {
    look: 'identity',
    subscription,
    endpoint: url(management),
    login: url(login),
    resolver,
    ca,
  };
  const secrets = [FAKE_AZURE_SECRET, FAKE_AZURE_TOKEN];
  expect(await lookAtFake(azureProbe, options, secrets)).toMatchObject({ outcome: 'ok' });
  expect(resolved).toContain(`A ${management}`);
  expect(resolved).toContain(`A ${login}`);

  const { ca: _, ...unknown } = options;
  const refused = await lookAtFake(azureProbe, unknown, secrets);
  expect(refused).toMatchObject({ outcome: 'unknown', symptom: 'cloud.unreachable' });
  expect(refused.evidence?.join()).toContain('tls.unknown_ca');
});

test.each<[string, object, string | undefined, string]>([
  ['nothing that names one', {}, undefined, 'https://management.azure.com/'],
  [
    'a private address',
    { endpoint: 'https://arm.acme.internal' },
    undefined,
    'https://management.azure.com/',
  ],
  [
    'where one logs in',
    { login: 'https://login.microsoftonline.us' },
    undefined,
    'https://management.usgovcloudapi.net/',
  ],
  [
    'the variable that says where',
    {},
    'https://login.chinacloudapi.cn',
    'https://management.chinacloudapi.cn/',
  ],
  [
    'whom the token is for',
    { resource: 'https://cognitiveservices.azure.us/' },
    undefined,
    'https://management.usgovcloudapi.net/',
  ],
  [
    'a name that only looks like one',
    { endpoint: 'https://notazure.us' },
    undefined,
    'https://management.azure.com/',
  ],
])('the cloud is told by %s', (_, options, authority, management) => {
  cloudEnvironment(authority === undefined ? {} : { AZURE_AUTHORITY_HOST: authority });
  expect(cloudOf(options).management).toBe(management);
});
