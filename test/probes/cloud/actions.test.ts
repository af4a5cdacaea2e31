import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { awsProbe } from '../../../probes/aws/index.ts';
import { awsLooks } from '../../../probes/aws/options.ts';
import { azureProbe } from '../../../probes/azure/index.ts';
import { azureLooks } from '../../../probes/azure/options.ts';
import { actions } from '../../../probes/cloud/actions.ts';
import { gcpProbe } from '../../../probes/gcp/index.ts';
import { neededPermissions } from '../../../probes/gcp/looks/identity.ts';
import { gcpLooks } from '../../../probes/gcp/options.ts';
import type { Probe } from '../../../probes/probe.ts';
import { cloudEnvironment, lookAtFake } from '../../support/clouds.ts';
import * as aws from '../../support/fakes/clouds/aws-bodies.ts';
import * as fakeAws from '../../support/fakes/clouds/fake-aws.ts';
import * as fakeAzure from '../../support/fakes/clouds/fake-azure.ts';
import * as fakeGcp from '../../support/fakes/clouds/fake-gcp.ts';
import type { FakeCloud } from '../../support/fakes/clouds/requests.ts';

/*
 * What the probes of clouds can do to an account, held from three sides: the table, what fakes are really
 * asked for by every look and every source of credentials, and the policies that are shipped.
 */

const root = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const table = Object.entries(actions).map(([name, action]) => ({ name, ...action }));

describe('the table of actions', () => {
  test('names none that could change or cost anything', () => {
    const reading =
      /^(?:Get|Describe|AssumeRole|OpenSession|get\w*|list|token|instanceView|projects\.testIamPermissions|scheduledEvents|generateAccessToken|\w+\.(?:get|list|getHealth)$)/;
    const harmful =
      /create|insert|run|start|stop|terminate|delete|put|update|set|modify|attach|detach|reboot|write|invoke|patch/i;
    for (const { name } of table) {
      const [, , action = ''] = name.split(' ');
      expect(action, name).toMatch(reading);
      expect(action, name).not.toMatch(harmful);
    }
  });

  test('reads by GET, but for what has no other way', () => {
    const others = table.filter(({ method }) => method !== 'GET');
    expect(others.map(({ method, name }) => `${method} ${name}`).toSorted()).toEqual([
      'POST aws servicequotas GetServiceQuota',
      'POST aws sts AssumeRoleWithWebIdentity',
      'POST azure oauth2 token',
      'POST gcp cloudresourcemanager projects.testIamPermissions',
      'POST gcp compute backendServices.getHealth',
      'POST gcp compute regionBackendServices.getHealth',
      'POST gcp iamcredentials generateAccessToken',
      'POST gcp oauth2 token',
      'POST gcp sts token',
      'PUT aws metadata OpenSession',
    ]);
  });

  test('asks only for permissions that read, where it asks for any', () => {
    const permissions = table.flatMap(({ permission }) => permission ?? []);
    for (const permission of permissions) {
      expect(permission).toMatch(/(?::(?:Describe|Get)\w+|\.(?:get|list)|\/read)$/);
    }
    // What grants a token needs nothing but the credentials themselves.
    const granting = table.filter(({ effect }) => effect === 'grants');
    expect(granting.every(({ permission }) => permission === null)).toBe(true);
  });
});

describe('the policies that are shipped', () => {
  const wanted = (cloud: string) =>
    [
      ...new Set(
        table
          .filter(({ name }) => name.startsWith(`${cloud} `))
          .flatMap(({ permission }) => permission ?? []),
      ),
    ].toSorted();

  test('grant exactly what the table needs: AWS', () => {
    const { Statement } = JSON.parse(read('policies/aws-readonly.json'));
    expect(Statement).toHaveLength(1);
    expect(Statement[0].Effect).toBe('Allow');
    expect(Statement[0].Action.toSorted()).toEqual(wanted('aws'));
  });

  test('grant exactly what the table needs: Google Cloud', () => {
    const { includedPermissions } = parseYaml(read('policies/gcp-role.yaml'));
    expect(includedPermissions.toSorted()).toEqual(wanted('gcp'));
  });

  test('grant exactly what the table needs: Azure', () => {
    const role = JSON.parse(read('policies/azure-role.json'));
    expect(role.Actions.toSorted()).toEqual(wanted('azure'));
    expect([role.NotActions, role.DataActions]).toEqual([[], []]);
  });
});

test('only the caller sends requests, and it takes the method from the table', () => {
  const folders = ['cloud', 'aws', 'gcp', 'azure'];
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, 'probes', folder), { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `probes/${folder}/${name}`),
  );
  const sending = files.filter((path) =>
    /HttpAsker\(|httpExchange|\bdial\(|\bfetch\(|node:(?:https?|net|tls|http2)'/.test(read(path)),
  );
  expect(sending).toEqual(['probes/cloud/caller.ts']);
  expect(
    read('probes/cloud/caller.ts').match(/const \{ method \} = actions\[action\];/g),
  ).toHaveLength(2);
  // Programs are run to print a token, and for nothing else.
  const running = files.filter((path) => /programSaid\(context, |vantage\.exec\(/.test(read(path)));
  expect(running.toSorted()).toEqual([
    'probes/aws/keys-of-program.ts',
    'probes/azure/token.ts',
    'probes/cloud/home.ts',
    'probes/cloud/program.ts',
    'probes/gcp/subject-token.ts',
    'probes/gcp/token.ts',
  ]);
});

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

async function well(server: FakeCloud, probe: unknown, options: object): Promise<void> {
  const there = { endpoint: server.url, metadata: server.url, ...options };
  const finding = await lookAtFake(probe as Probe<unknown>, there, []);
  expect(finding.outcome, JSON.stringify(finding)).not.toBe('unknown');
}

/** What was sent to the fakes of one cloud is what the table says of it: no more, and no less. */
function expectTable(cloud: string, seen: ReadonlySet<string>): void {
  const known = table.filter(({ name }) => name.startsWith(`${cloud} `));
  expect([...seen].toSorted()).toEqual(known.map((one) => `${one.method} ${one.name}`).toSorted());
}

describe('every look and every source of credentials', () => {
  const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYFAKEAWSKEY';
  const grants = { id: 'ASIAGRANTED', secret: 'granted-secret-of-tests', token: 'granted-token' };

  test('AWS', async () => {
    const servers: FakeCloud[] = [];
    const start = async (regionsOff: readonly string[] = []) => {
      const server = await fakeAws.startFakeAws({
        keys: {
          AKIDREADER: { secret },
          ASIAGRANTED: { secret: grants.secret, token: grants.token },
        },
        grants,
        regionsOff,
        answers: {
          'sts GetCallerIdentity': aws.callerIdentity,
          'ec2 DescribeRegions': aws.regions('not-opted-in'),
          'ec2 DescribeInstanceStatus': aws.instanceStatus({ state: 'stopped' }),
          'ec2 DescribeInstances': aws.instances([{}]),
          'servicequotas GetServiceQuota': aws.quotaOf(192),
          'autoscaling DescribeScalingActivities': aws.activities([1, 'Successful']),
          'elasticloadbalancing DescribeTargetHealth': aws.targetHealth('healthy'),
        },
      });
      onTestFinished(() => server.close());
      servers.push(server);
      return server;
    };
    const options = {
      region: 'af-south-1',
      instance: 'i-0123456789abcdef0',
      quota: 'L-417A185B',
      group: 'gpu',
      targetGroup:
        'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/vllm/6d0ecf831eec9f09',
    };
    const once = async (probeOptions: object, off: readonly string[] = []) =>
      well(await start(off), awsProbe, probeOptions);
    cloudEnvironment({ AWS_ACCESS_KEY_ID: 'AKIDREADER', AWS_SECRET_ACCESS_KEY: secret });
    for (const look of awsLooks) await once({ ...options, look });
    await once({ ...options, look: 'identity' }, ['af-south-1']);
    const identity = { look: 'identity' };
    const home = cloudEnvironment();
    write(
      `${home}/.aws/config`,
      '[profile role]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = base\n[profile base]\naws_access_key_id = AKIDREADER\n' +
        `aws_secret_access_key = ${secret}\n[profile sso]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = R\n[sso-session corp]\nsso_region = us-east-1\n`,
    );
    const cached = { accessToken: fakeAws.FAKE_SSO_TOKEN, expiresAt: '2100-01-01T00:00:00Z' };
    const file = createHash('sha1').update('corp').digest('hex');
    write(`${home}/.aws/sso/cache/${file}.json`, JSON.stringify(cached));
    await once({ ...identity, profile: 'role' });
    await once({ ...identity, profile: 'sso' });
    cloudEnvironment();
    await once({ ...identity, credentials: 'metadata' });
    write(`${home}/token`, fakeAws.FAKE_WEB_TOKEN);
    cloudEnvironment({
      AWS_WEB_IDENTITY_TOKEN_FILE: `${home}/token`,
      AWS_ROLE_ARN: 'arn:aws:iam::1:role/r',
    });
    await once({ ...identity, credentials: 'web-identity' });
    const server = await start();
    cloudEnvironment({
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${server.url}/container`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: fakeAws.FAKE_CONTAINER_TOKEN,
    });
    await well(server, awsProbe, { ...identity, credentials: 'container' });
    expectTable('aws', new Set(servers.flatMap((one) => [...one.seen])));
  });

  test('Google Cloud', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2_048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const email = 'reader@acme.iam.gserviceaccount.com';
    const health = { healthStatus: [{ ipAddress: '10.0.0.1', healthState: 'HEALTHY' }] };
    const server = await fakeGcp.startFakeGcp({
      publicKey,
      email,
      hasMetadata: true,
      answers: {
        ':testIamPermissions': { permissions: neededPermissions },
        '/instances/gpu-1': { status: 'TERMINATED', scheduling: { provisioningModel: 'SPOT' } },
        '/operations': { items: [] },
        '/regions/r': { status: 'UP', quotas: [{ metric: 'GPUS', limit: 8, usage: 0 }] },
        '/backendServices/vllm': { backends: [{ group: 'g' }] },
        '/getHealth': health,
        '/b/corpus': { location: 'EU' },
        'instance/preempted': 'FALSE',
        'instance/maintenance-event': 'NONE',
      },
    });
    onTestFinished(() => server.close());
    const home = cloudEnvironment();
    const fileOf = (name: string, file: object) => {
      write(`${home}/${name}`, JSON.stringify(file));
      return { keyFile: `${home}/${name}` };
    };
    const token_uri = `${server.url}/token`;
    const account = { type: 'service_account', client_email: email, private_key: privateKey };
    const key = fileOf('key.json', { ...account, token_uri });
    const options = {
      project: 'acme-gpu',
      zone: 'z',
      region: 'r',
      instance: 'gpu-1',
      metric: 'GPUS',
      backendService: 'vllm',
      bucket: 'corpus',
    };
    for (const look of gcpLooks) await well(server, gcpProbe, { ...options, ...key, look });
    const { region: _, ...global } = options;
    await well(server, gcpProbe, { ...global, ...key, look: 'targets' });
    const quota = { ...options, look: 'quota' };
    await well(server, gcpProbe, { ...quota, credentials: 'metadata' });
    write(`${home}/subject`, fakeGcp.FAKE_SUBJECT_TOKEN);
    const federation = fileOf('federation.json', {
      type: 'external_account',
      audience: '//iam.googleapis.com/p',
      token_url: `${server.url}/v1/token`,
      service_account_impersonation_url: `${server.url}/v1/r:generateAccessToken`,
      credential_source: { file: `${home}/subject` },
    });
    await well(server, gcpProbe, { ...quota, ...federation });
    const elsewhere = fileOf('elsewhere.json', {
      type: 'external_account',
      audience: '//iam.googleapis.com/p',
      token_url: `${server.url}/v1/token`,
      service_account_impersonation_url: `${server.url}/v1/r:generateAccessToken`,
      credential_source: {
        url: `${server.url}/subject?resource=x`,
        headers: { Metadata: 'True' },
        format: { type: 'json', subject_token_field_name: 'access_token' },
      },
    });
    await well(server, gcpProbe, { ...quota, ...elsewhere });
    expectTable('gcp', server.seen);
  });

  test('Azure', async () => {
    const subscription = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
    const server = await fakeAzure.startFakeAzure({
      hasIdentity: true,
      answers: {
        [subscription]: { state: 'Enabled' },
        '/instanceView': { statuses: [{ code: 'PowerState/running' }] },
        '/current': { properties: { availabilityState: 'Available' } },
        '/usages': { value: [{ name: { value: 'cores' }, limit: 9, currentValue: 1 }] },
        '/skus': { value: [{ name: 'S', restrictions: [] }] },
        '/values': { value: [] },
        '/metrics': {
          value: [
            { name: { value: 'DipAvailability' }, timeseries: [{ data: [{ average: 100 }] }] },
          ],
        },
        '/corpus': { location: 'westeurope' },
        scheduledevents: { Events: [] },
      },
    });
    onTestFinished(() => server.close());
    cloudEnvironment({
      AZURE_TENANT_ID: fakeAzure.fakeClient.tenant,
      AZURE_CLIENT_ID: fakeAzure.fakeClient.clientId,
      AZURE_CLIENT_SECRET: fakeAzure.FAKE_AZURE_SECRET,
    });
    const options = {
      subscription,
      resourceGroup: 'rg',
      vm: 'gpu-1',
      location: 'eastus',
      usage: 'cores',
      size: 'S',
      loadBalancer: 'lb',
      storageAccount: 'corpus',
      login: server.url,
    };
    for (const look of azureLooks) await well(server, azureProbe, { ...options, look });
    await well(server, azureProbe, { ...options, look: 'identity', credentials: 'managed' });
    expectTable('azure', server.seen);
  });
});
