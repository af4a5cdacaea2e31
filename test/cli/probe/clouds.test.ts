import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { callerIdentity, instanceStatus } from '../../support/fakes/clouds/aws-bodies.ts';
import { startFakeAws } from '../../support/fakes/clouds/fake-aws.ts';
import {
  FAKE_AZURE_SECRET,
  fakeClient,
  startFakeAzure,
} from '../../support/fakes/clouds/fake-azure.ts';
import { FAKE_GCP_TOKEN, startFakeGcp } from '../../support/fakes/clouds/fake-gcp.ts';
import { weaklink } from '../../support/weaklink.ts';

/* The bundle itself, which loads what signs and what reads profiles only when a cloud is asked. */

const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYFAKEAWSKEY';
const subscription = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'weaklink-clouds-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

async function startAws() {
  const server = await startFakeAws({
    keys: { AKIDREADER: { secret } },
    answers: {
      'sts GetCallerIdentity': callerIdentity,
      'ec2 DescribeInstanceStatus': instanceStatus({ system: 'impaired' }),
    },
  });
  onTestFinished(() => server.close());
  const path = join(folder(), 'credentials');
  writeFileSync(path, `[prod]\naws_access_key_id=AKIDREADER\naws_secret_access_key=${secret}\n`);
  return { server, path };
}

const options = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).flatMap(([name, value]) => ['--option', `${name}=${value}`]);

test('aws, with the keys of a profile', async () => {
  const { server, path } = await startAws();
  const there = options({ endpoint: server.url, profile: 'prod', credentialsFile: path });
  const who = await weaklink(['probe', 'aws', 'identity', ...there]);
  expect(who.stdout).toMatch(/^ok +account 123456789012$/m);
  const ill = await weaklink(['probe', 'aws', 'i-0123456789abcdef0', ...there]);
  expect(ill).toMatchObject({ exitCode: 1, stderr: '' });
  expect(ill.stdout).toMatch(/^symptom +cloud\.impaired: /m);
  expect(`${who.stdout}${ill.stdout}`).not.toContain(secret);
});

test('aws, without keys: nobody is blamed', async () => {
  const env = { AWS_EC2_METADATA_DISABLED: 'true' };
  const { exitCode, stdout } = await weaklink(['probe', 'aws', 'identity'], { env });
  expect(exitCode).toBe(3);
  expect(stdout).toContain('cloud.no_credentials: weaklink has no credentials for this cloud');
});

test('gcp, with a token in a variable', async () => {
  const server = await startFakeGcp({ answers: { '/instances/gpu-1': { status: 'REPAIRING' } } });
  onTestFinished(() => server.close());
  const there = options({ endpoint: server.url, token: 'env:READER' });
  const target = 'projects/acme-gpu/zones/us-central1-a/instances/gpu-1';
  const env = { READER: FAKE_GCP_TOKEN };
  const { exitCode, stdout } = await weaklink(['probe', 'gcp', target, ...there], { env });
  expect(stdout).toMatch(/^symptom +cloud\.impaired: /m);
  expect(stdout).not.toContain(FAKE_GCP_TOKEN);
  expect(exitCode).toBe(1);
});

test("azure, with a client's secret in a variable", async () => {
  const server = await startFakeAzure({
    answers: {
      '/instanceView': { statuses: [{ code: 'PowerState/deallocated' }] },
      '/current': { properties: { availabilityState: 'Unknown' } },
    },
  });
  onTestFinished(() => server.close());
  const there = options({ endpoint: server.url, login: server.url });
  const target = `/subscriptions/${subscription}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/gpu-1`;
  const env = {
    AZURE_TENANT_ID: fakeClient.tenant,
    AZURE_CLIENT_ID: fakeClient.clientId,
    AZURE_CLIENT_SECRET: FAKE_AZURE_SECRET,
  };
  const { exitCode, stdout } = await weaklink(['probe', 'azure', target, ...there], { env });
  expect(stdout).toMatch(/^symptom +cloud\.not_running: /m);
  expect(stdout).not.toContain(FAKE_AZURE_SECRET);
  expect(exitCode).toBe(1);
});
