import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  ago,
  event,
  node,
  object,
  pod,
  terminated,
  waiting,
  workload,
} from '../../support/fakes/kubernetes-objects.ts';
import { freePort } from '../../support/listeners.ts';
import { lostVantage } from '../../support/lost-vantage.ts';
import { TestCluster, TOKEN } from './cluster.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.start({ pageObjects: 40, without: ['serving.kserve.io'] });
});
afterAll(() => cluster.close());
beforeEach(() => cluster.fake.clear());

const status = (code: number, reason: string, message: string) =>
  JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, code });

describe('what hinders the asking blames nobody', () => {
  test.each([
    [
      500,
      status(500, 'InternalError', 'etcdserver: request timed out'),
      'k8s.api_error',
      'etcdserver',
    ],
    [503, 'apiserver is shutting down', 'k8s.api_error', 'shutting down'],
    [
      429,
      status(429, 'TooManyRequests', 'Too many requests, please try again later.'),
      'k8s.api_throttled',
      'try again later',
    ],
    [
      400,
      status(400, 'BadRequest', 'unable to parse requirement'),
      'k8s.api_malformed',
      'unable to parse',
    ],
    [200, '<html>sign in</html>', 'k8s.api_malformed', 'no object'],
    [
      403,
      status(403, 'Forbidden', 'pods is forbidden: User "system:anonymous" cannot list'),
      'k8s.api_unauthorized',
      'anonymous',
    ],
  ])('status %i', async (code, body, symptom, words) => {
    cluster.fake.put(node());
    cluster.fake.trouble(/nodes/, { status: code, body });
    const finding = await cluster.look('node/gpu-1');
    expect(finding).toMatchObject({ outcome: 'unknown', symptom });
    expect(finding.evidence?.join()).toContain(words);
  });

  test('another token', async () => {
    const wrong = { secret: async () => 'another-token-1234567890' };
    const finding = await cluster.look('node/gpu-1', {}, wrong);
    expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'k8s.api_unauthorized' });
    expect(JSON.stringify(finding)).not.toContain('another-token');
  });

  test('a secret that cannot be read', async () => {
    const secret = () => Promise.reject(new Error('not set'));
    expect(await cluster.look('api', {}, { secret })).toMatchObject({ symptom: 'self.secret' });
  });

  test('nobody there', async () => {
    const way = { server: `https://127.0.0.1:${await freePort()}`, token: 'env:T' };
    const finding = await cluster.look('node/gpu-1', way);
    expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'k8s.api_unreachable' });
    expect(finding.evidence?.join()).toContain('tcp.refused');
  });

  test('no answer in time', async () => {
    cluster.fake.trouble(/nodes/, 'silent');
    const finding = await cluster.look('node/gpu-1', {}, { deadlineMs: 700 });
    expect(finding).toMatchObject({ outcome: 'unknown' });
    expect(finding.symptom).toBe('k8s.api_unreachable');
    await expect.poll(() => cluster.fake.open()).toBe(0);
  });

  test('a certificate of somebody else: no token is sent', async () => {
    const other = await TestCluster.start();
    const way = { server: cluster.fake.url, token: 'env:T', ca: other.file('ca.pem') };
    expect(await cluster.look('node/gpu-1', way)).toMatchObject({ symptom: 'k8s.api_certificate' });
    expect(cluster.fake.requests).toEqual([]);
    await other.close();
  });

  test('a vantage that is lost', async () => {
    const finding = await cluster.look('node/gpu-1', {}, { vantage: lostVantage });
    expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'self.vantage' });
  });

  test('a cluster without KServe', async () => {
    const finding = await cluster.look('isvc/qwen');
    expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'k8s.no_such_api' });
  });
});

test('an API server that is not ready, and which check says so', async () => {
  const body =
    '[+]ping ok\n[-]etcd failed: reason withheld\n[+]informer-sync ok\nreadyz check failed';
  cluster.fake.trouble(/readyz/, { status: 500, body });
  const finding = await cluster.look('api');
  expect(finding).toMatchObject({ outcome: 'failed', symptom: 'k8s.api_not_ready' });
  expect(finding.evidence?.join()).toContain('[-]etcd failed');
  cluster.fake.trouble(null);
  expect(await cluster.look('api')).toMatchObject({ outcome: 'ok' });
});

describe('lists', () => {
  const pods = (count: number) =>
    Array.from({ length: count }, (_, index) => pod({ name: `vllm-${index}` }));

  test('are read page by page', async () => {
    cluster.fake.put(...pods(90), pod({ name: 'other', labels: { app: 'other' } }));
    const finding = await cluster.look('pods/app=vllm');
    expect(finding).toMatchObject({ outcome: 'ok', summary: '90 of 90 ready' });
    const asked = cluster.fake.requests.map(({ query }) => query);
    expect(asked.map((query) => query.get('limit'))).toEqual(['100', '100', '100']);
    expect(asked.map((query) => query.has('continue'))).toEqual([false, true, true]);
    expect(finding.facts).not.toHaveProperty('k8s.pods_left_out');
  });

  test('end after five pages, and the rest is said to be left out', async () => {
    cluster.fake.put(...pods(230));
    const finding = await cluster.look('pods/app=vllm');
    expect(finding.facts).toMatchObject({ 'k8s.pods_left_out': true });
    expect(cluster.fake.requests).toHaveLength(5);
  });

  test('that cannot be continued are true as far as they came', async () => {
    cluster.fake.put(...pods(90));
    const gone = status(410, 'Expired', 'The provided continue parameter is too old');
    cluster.fake.trouble(/continue=/, { status: 410, body: gone });
    const finding = await cluster.look('pods/app=vllm');
    expect(finding).toMatchObject({ summary: '40 of 40 ready' });
    expect(finding.facts).toMatchObject({ 'k8s.pods_left_out': true });
  });
});

test('ages are told by the clock of the cluster', async () => {
  const ahead = await TestCluster.start({ aheadMs: 3_600_000 });
  const loading = {
    ageSeconds: 60,
    container: { state: { running: { startedAt: ago(50) } }, ready: false },
  };
  ahead.fake.put(workload({ available: 0 }), pod(loading));
  // By its own clock the pod runs for an hour and is not ready; by ours it would only be starting.
  expect(await ahead.look('deployment/vllm')).toMatchObject({ symptom: 'k8s.not_ready' });
  await ahead.close();
});

describe('what is told beside the verdict', () => {
  test('repeated events are counted, the newest first, and none that is old', async () => {
    cluster.fake.put(
      workload({ available: 0 }),
      pod({
        phase: 'Pending',
        ageSeconds: 900,
        container: { state: waiting('ContainerCreating') },
      }),
      event({}, 'FailedMount', 'mount failed: exit status 32', { count: 4 }),
      event({}, 'FailedMount', 'mount failed: exit status 32', { count: 5 }),
      event({}, 'FailedScheduling', 'an hour ago', {
        lastTimestamp: ago(3_000),
        firstTimestamp: ago(3_100),
      }),
      event({}, 'Pulled', 'all is well', { type: 'Normal' }),
    );
    const { evidence = [] } = await cluster.look('deployment/vllm');
    const events = evidence.filter((one) => one.startsWith('event'));
    expect(events).toHaveLength(1);
    expect(events[0]).toMatch(
      /^event 9 times, last \d+ s ago, pod\/vllm-7d9c5b8f6-abcde FailedMount: mount failed/,
    );
  });

  test('a change of the specification or of the image is a fact, scaling is another', async () => {
    const facts = async (parts: Parameters<typeof workload>[0]) => {
      cluster.fake.put(workload(parts), pod());
      return (await cluster.look('deployment/vllm')).facts ?? {};
    };
    const first = await facts({});
    expect(await facts({})).toEqual(first);
    const scaled = await facts({ replicas: 2 });
    expect(scaled['k8s.spec']).toBe(first['k8s.spec']);
    expect(scaled['k8s.replicas']).toBe(2);
    const changed = await facts({ args: ['--model', 'Qwen/Qwen3-8B', '--enable-lora'] });
    expect(changed['k8s.spec']).not.toBe(first['k8s.spec']);
    expect(first['k8s.digest.vllm']).toMatch(/^sha256:3f2a/);
  });

  test('nothing harmful and no secret', async () => {
    const hostile = `\u001b[2J\u202egnp ${TOKEN} ${Buffer.from(TOKEN).toString('base64')}`;
    cluster.fake.put(
      workload({ available: 0 }),
      pod({
        phase: 'Pending',
        container: {
          state: waiting('CrashLoopBackOff', hostile),
          lastState: terminated(1, hostile, 10, hostile),
        },
      }),
      event({}, 'BackOff', hostile),
      object('ResourceQuota', 'v1', hostile, {
        status: { hard: { pods: '1' }, used: { pods: '1' } },
      }),
    );
    for (const what of ['deployment/vllm', 'namespace/llm']) {
      const text = JSON.stringify(await cluster.look(what));
      expect(text).not.toContain(TOKEN);
      expect(text).not.toContain(Buffer.from(TOKEN).toString('base64'));
      expect(text).toContain('‹redacted›');
    }
  });

  test('odd objects are read as far as they go', async () => {
    const odd = {
      kind: 'Pod',
      metadata: { name: 'odd', namespace: 'llm', labels: { app: 'vllm' } },
    };
    cluster.fake.put(odd, {
      ...odd,
      metadata: { ...odd.metadata, name: 'odder' },
      status: { containerStatuses: [7, null] },
    } as never);
    const finding = await cluster.look('pods/app=vllm');
    expect(finding).toMatchObject({ outcome: 'degraded', symptom: 'k8s.starting' });
  });
});
