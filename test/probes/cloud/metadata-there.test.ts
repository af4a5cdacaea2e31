import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { awsProbe } from '../../../probes/aws/index.ts';
import { azureProbe } from '../../../probes/azure/index.ts';
import { gcpProbe } from '../../../probes/gcp/index.ts';
import type { Probe } from '../../../probes/probe.ts';
import { cloudEnvironment, lookAtFake } from '../../support/clouds.ts';
import { callerIdentity } from '../../support/fakes/clouds/aws-bodies.ts';
import { METADATA_ADDRESS, startFakeWithin } from '../../support/fakes/clouds/within-network.ts';
import { Namespace } from '../../support/namespace.ts';
import { needsRoot } from '../../support/needs.ts';
import { needsPrograms } from '../../support/needs-program.ts';

/*
 * The notice of a machine is read on that machine: from a network of its own that has the address of the
 * metadata services, which nothing outside of it reaches. No option says where to ask.
 */

const grants = { id: 'ASIAGRANTED', secret: 'granted-secret-of-tests', token: 'granted-token' };
const action = { action: 'terminate', time: '2026-11-22T03:00:00Z' };
const event = { EventType: 'Preempt', Resources: ['gpu-1'], NotBefore: 'soon', Description: '' };

const cases: readonly (readonly [
  unknown,
  readonly [`./${string}.ts`, string],
  (notice: boolean) => object,
])[] = [
  [
    awsProbe,
    ['./fake-aws.ts', 'startFakeAws'],
    (notice) => ({
      keys: { ASIAGRANTED: { secret: grants.secret, token: grants.token } },
      grants,
      answers: {
        'sts GetCallerIdentity': callerIdentity,
        'instance-id': 'i-0123456789abcdef0',
        ...(notice ? { 'spot/instance-action': action } : {}),
      },
    }),
  ],
  [
    gcpProbe,
    ['./fake-gcp.ts', 'startFakeGcp'],
    (notice) => ({ answers: { 'instance/preempted': notice ? 'TRUE' : 'FALSE' } }),
  ],
  [
    azureProbe,
    ['./fake-azure.ts', 'startFakeAzure'],
    (notice) => ({ answers: { scheduledevents: { Events: notice ? [event] : [] } } }),
  ],
];

async function machine(
  fake: readonly [`./${string}.ts`, string] | undefined,
  options: object,
): Promise<Namespace> {
  const namespace = new Namespace('127.0.0.1');
  onTestFinished(() => namespace.close());
  const address = `${METADATA_ADDRESS}/32`;
  execFileSync('ip', ['-n', namespace.name, 'address', 'add', address, 'dev', 'lo']);
  const hosts = `/etc/netns/${namespace.name}/hosts`;
  appendFileSync(hosts, `${METADATA_ADDRESS} metadata.google.internal\n`);
  if (!fake) return namespace;
  const server = await startFakeWithin(namespace.path, fake, options);
  onTestFinished(() => server.close());
  return namespace;
}

const canRun = needsRoot() && needsPrograms('ip', 'nsenter');

describe.runIf(canRun)('from the machine itself', () => {
  for (const [probe, fake, options] of cases) {
    const { kind } = probe as Probe<unknown>;
    const look = (namespace: Namespace, parts: object = { look: 'reclaim' }) => {
      cloudEnvironment();
      return lookAtFake(probe as Probe<unknown>, parts, [], { vantage: namespace.vantage });
    };

    test(`${kind}: a notice, none, and no metadata service`, async () => {
      const taken = await look(await machine(fake, options(true)));
      expect(taken).toMatchObject({ outcome: 'degraded', symptom: 'cloud.reclaim' });
      expect(await look(await machine(fake, options(false)))).toMatchObject({ outcome: 'ok' });
      const bare = await look(await machine(undefined, {}));
      expect(bare).toMatchObject({ outcome: 'unknown', symptom: 'cloud.unreachable' });
    });
  }

  test('the keys of its role are had there and nowhere else', async () => {
    cloudEnvironment();
    const [, fake, options] = cases[0] as (typeof cases)[number];
    const namespace = await machine(fake, options(false));
    const endpoint = `http://${METADATA_ADDRESS}`;
    const there = { look: 'identity', credentials: 'metadata', endpoint };
    const parts = { vantage: namespace.vantage };
    const finding = await lookAtFake(awsProbe, there, [grants.secret], parts);
    expect(finding).toMatchObject({ outcome: 'ok', facts: { 'aws.account': '123456789012' } });
  });
});
