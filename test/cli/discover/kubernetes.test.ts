import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { TestCluster, TOKEN } from '../../probes/kubernetes/cluster.ts';
import { node, object, pod, service, workload } from '../../support/fakes/kubernetes-objects.ts';
import { scratch } from '../../support/scratch.ts';
import { weaklink } from '../../support/weaklink.ts';

/** Milliseconds for several commands, on a machine that is busy with other tests. */
vi.setConfig({ testTimeout: 240_000 });

let cluster: TestCluster;
let kubeconfig: string;
beforeAll(async () => {
  cluster = await TestCluster.start();
  kubeconfig = await cluster.kubeconfig({ me: { token: TOKEN } });
  const backend = { path: '/', backend: { service: { name: 'vllm', port: { number: 80 } } } };
  const rules = [{ host: 'chat.example.com', http: { paths: [backend] } }];
  cluster.fake.put(
    object('Ingress', 'networking.k8s.io/v1', 'chat', { spec: { rules } }),
    ...[service('vllm'), workload(), pod(), node()],
  );
});
afterAll(() => cluster.close());

test('a cluster becomes a chain that validates, and a second run adds nothing', async () => {
  const directory = await scratch();
  const file = join(directory, 'chain.yaml');
  const run = (...args: string[]) =>
    weaklink(args, { cwd: directory, env: { KUBECONFIG: kubeconfig }, timeoutMs: 80_000 });
  const first = await run('discover', '--only', 'kubernetes', '--yes');
  expect(first).toMatchObject({ exitCode: 0 });
  const text = await readFile(file, 'utf8');
  expect(parse(text)).toMatchObject({
    links: {
      'chat-ingress': { kind: 'gateway', needs: expect.arrayContaining(['vllm']) },
      vllm: { kind: 'inference-server', needs: ['vllm-pods'] },
      'vllm-pods': { kind: 'container' },
      'chat.example.com-name': { kind: 'dns', address: 'chat.example.com' },
    },
  });
  expect(text + first.stdout + first.stderr).not.toContain(TOKEN);
  expect(await run('validate')).toMatchObject({ exitCode: 0 });
  const second = await run('discover', '--only', 'kubernetes', '--yes');
  expect(second.stderr).toContain('nothing is new');
  expect(await readFile(file, 'utf8')).toBe(text);
});
