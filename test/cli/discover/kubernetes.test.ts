import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
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
    // Another team's, and another namespace's.
    workload({ name: 'tei', labels: { app: 'tei', team: 'search' } }),
    workload({ name: 'eval', namespace: 'batch' }),
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

describe('of a cluster that is named', () => {
  /** What it finds where KUBECONFIG leads nowhere. */
  const found = async (...args: string[]) => {
    const command = ['discover', '--only', 'kubernetes', '--json', '--kubeconfig', kubeconfig];
    const { exitCode, stdout, stderr } = await weaklink([...command, ...args], {
      cwd: await scratch(),
      env: { KUBECONFIG: '/nowhere/config' },
      timeoutMs: 80_000,
    });
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    const { links } = JSON.parse(stdout) as { links: readonly { id: string }[] };
    return links.map(({ id }) => id);
  };

  test('everything, one namespace, or what carries a label', async () => {
    expect(await found()).toEqual(expect.arrayContaining(['vllm', 'tei-pods', 'eval-pods']));
    const batch = await found('--namespace', 'batch', '--context', 'me');
    expect(batch).toContain('eval-pods');
    expect(batch).not.toContain('tei-pods');
    const search = await found('--selector', 'team=search');
    expect(search).toContain('tei-pods');
    expect(search).not.toContain('eval-pods');
    expect(search).not.toContain('vllm');
  });

  test('the rest is not called gone', async () => {
    const directory = await scratch();
    const run = (...args: string[]) =>
      weaklink(['discover', ...args], {
        cwd: directory,
        env: { KUBECONFIG: kubeconfig },
        timeoutMs: 80_000,
      });
    await run('--only', 'kubernetes', '--yes');
    const narrow = await run('--selector', 'team=search', '--dry-run');
    expect(narrow).toMatchObject({ exitCode: 0 });
    expect(narrow.stdout).not.toMatch(/note: .*(?:eval|vllm)/);
  });
});

test.each([
  [['--namespace', 'LLM'], '--namespace: "LLM" is no name of a namespace'],
  [['--selector', 'team=search&limit=1'], 'is no label selector'],
  [['--context', 'prdo'], 'it has no context "prdo"; it has me'],
  [['--kubeconfig', '/nowhere/config'], '/nowhere/config is not there'],
  [['--kubeconfig', 'here', '--vantage', 'ssh:node-2'], '--kubeconfig: "here" is no absolute path'],
  [['--namespace', 'llm', '--except', 'kubernetes'], '"kubernetes" is not among the sources asked'],
])('%j is a wrong command line', async (args, why) => {
  const { exitCode, stderr } = await weaklink(['discover', '-o', '-', ...args], {
    cwd: await scratch(),
    env: { KUBECONFIG: kubeconfig },
  });
  expect(exitCode).toBe(2);
  expect(stderr).toContain(why);
  expect(stderr).toContain('[E_OPTION]');
});
