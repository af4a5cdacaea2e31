import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { probes } from '../../../probes/registry.ts';
import { loadChain } from '../../../src/chain/load.ts';
import { discover } from '../../../src/discover/discover.ts';
import { mergeInto } from '../../../src/discover/file/merge.ts';
import { planMerge } from '../../../src/discover/file/plan.ts';
import type { SourceName } from '../../../src/discover/sources.ts';
import { startDockerd } from '../../support/dockerd.ts';
import { startFakeServer } from '../../support/fakes/fake-server.ts';
import { lookContext } from '../../support/look-context.ts';
import { needsPrograms } from '../../support/needs-program.ts';
import { PrometheusServer } from '../../support/prometheus.ts';
import { scratch } from '../../support/scratch.ts';

vi.setConfig({ testTimeout: 120_000 });

/** What is found behind some addresses, by id. */
async function found(only: readonly SourceName[], entries: readonly string[], environment = {}) {
  const options = { only, entries, all: false, files: [], environment };
  const { joined, machine } = await discover(options, lookContext({ deadlineMs: 60_000 }));
  // Whatever is found must be a chain that loads.
  const place = { name: 'local', address: 'local' };
  const file = { chain: 'c', links: { one: { kind: 'host' as const } } };
  const plan = planMerge({ joined, file, here: machine.here, place, complete: false });
  loadChain(mergeInto(stringify(file), plan, probes), 'found', probes);
  return { joined, links: new Map(joined.links.map((link) => [link.id, link])) };
}

/** A program of this name that prints what the real one would, found before all others. */
async function fakeProgram(name: string, script: string): Promise<void> {
  const directory = await scratch();
  const path = join(directory, name);
  await writeFile(
    path,
    `#!/bin/sh\n# A fake ${name}: it stands in for one that cannot run here.\n${script}\n`,
  );
  await chmod(path, 0o755);
  vi.stubEnv('PATH', `${directory}:${process.env.PATH}`);
  onTestFinished(() => void vi.unstubAllEnvs());
}

async function fakeServer(...args: Parameters<typeof startFakeServer>) {
  const server = await startFakeServer(...args);
  onTestFinished(() => server.close());
  return server;
}

test('a router, the servers behind it, their GPUs and their services', async () => {
  const directory = await scratch();
  const store = await fakeServer(directory, 'redis-server', ['127.0.0.1:PORT']);
  const vllm = await fakeServer(
    directory,
    'vllm',
    [
      'serve',
      'meta/llama',
      '--served-model-name',
      'llama',
      '--port',
      'PORT',
      '--api-key',
      'not-to-be-shown',
    ],
    { env: { REDIS_URL: `redis://:not-to-be-shown@127.0.0.1:${store.port}/0` } },
  );
  const config = join(directory, 'config.yaml');
  await writeFile(
    config,
    `model_list:\n  - model_name: chat\n    litellm_params: { model: hosted_vllm/llama, api_base: "http://127.0.0.1:${vllm.port}/v1", api_key: sk-not-to-be-shown }\n`,
  );
  const litellm = await fakeServer(directory, 'litellm', ['--config', config, '--port', 'PORT']);
  await fakeProgram(
    'nvidia-smi',
    `case "$1" in --query-gpu=name) echo "NVIDIA H200"; echo "NVIDIA H200";; --query-compute-apps=pid) echo ${vllm.pid};; esac`,
  );
  await fakeProgram(
    'systemctl',
    `case "$1" in list-units) echo "llm.service loaded active running The model";; show) printf 'Id=llm.service\\nMainPID=${vllm.pid}\\nRequires=\\nDescription=The model\\n';; esac`,
  );
  const only = ['litellm', 'systemd', 'sockets', 'environment', 'gpus', 'host'] as const;
  const { joined, links } = await found(only, [`127.0.0.1:${litellm.port}`]);
  const host = joined.links.find(({ kind }) => kind === 'host')?.id;
  expect(links.get('litellm')).toMatchObject({ kind: 'router', sure: 'certain' });
  const server = joined.links.find(({ kind }) => kind === 'inference-server');
  expect(server).toMatchObject({
    address: `http://127.0.0.1:${vllm.port}/v1`,
    needs: expect.arrayContaining(['redis', 'gpus', 'vllm-process']),
    reasons: expect.arrayContaining([
      expect.objectContaining({ why: 'systemd runs it: The model', source: 'llm.service' }),
      expect.objectContaining({ why: 'its REDIS_URL says whom it calls' }),
    ]),
  });
  expect(links.get('redis')).toMatchObject({ kind: 'store', address: `127.0.0.1:${store.port}` });
  expect(links.get('vllm-process')).toMatchObject({
    probes: [{ kind: 'process', name: 'vllm', match: [`--port ${vllm.port}`] }],
    needs: [host],
  });
  expect(links.get('gpus')).toMatchObject({ kind: 'gpu', needs: [host] });
  expect(joined.models).toMatchObject([{ id: 'chat', at: 'litellm', needs: [server?.id] }]);
  expect(JSON.stringify(joined.links)).not.toContain('not-to-be-shown');
});

test('a program that nobody knows is a link because another is connected to it', async () => {
  const directory = await scratch();
  const plain = await fakeServer(directory, 'billing', []);
  const vllm = await fakeServer(directory, 'vllm', ['serve', 'm', '--port', 'PORT'], {
    connectTo: [plain.port],
  });
  const only = ['sockets', 'connections'] as const;
  await vi.waitFor(async () => {
    const { joined } = await found(only, [`127.0.0.1:${vllm.port}`]);
    const [server] = joined.links;
    const needed = joined.links.find(({ address }) => address === `127.0.0.1:${plain.port}`);
    expect(needed).toMatchObject({ kind: 'service' });
    expect(server?.needs).toContain(needed?.id);
  }, 60_000);
});

test.skipIf(!needsPrograms('prometheus'))(
  'what a Prometheus scrapes, exporters apart',
  async () => {
    const server = await PrometheusServer.start({
      jobs: { vllm: ['192.0.2.11:8000'], node: ['192.0.2.11:9100'] },
    });
    onTestFinished(() => server.close());
    await vi.waitFor(async () => {
      const { joined } = await found(['prometheus'], []);
      const addresses = joined.links.map(({ address }) => address);
      expect(addresses).toContain('http://192.0.2.11:8000/v1');
      expect(addresses).not.toContain('192.0.2.11:9100');
    }, 60_000);
  },
);

test('variables of the shell name vendors, their keys as references', async () => {
  const environment = {
    OPENAI_BASE_URL: 'https://llm.acme.example/v1',
    OPENAI_API_KEY: 'sk-not-to-be-shown-anywhere',
    DATABASE_URL: 'postgres://u:not-to-be-shown@db.acme.example/app',
  };
  const { joined, links } = await found(['environment'], [], environment);
  expect(links.get('openai')).toMatchObject({
    kind: 'provider',
    address: 'https://llm.acme.example/v1',
    also: [{ kind: 'openai', as: 'list', list: true, key: 'env:OPENAI_API_KEY' }],
  });
  expect(links.get('postgres')).toMatchObject({ kind: 'store', address: 'db.acme.example:5432' });
  expect(JSON.stringify(joined.links)).not.toContain('not-to-be-shown');
});

test('so do files of variables that were named', async () => {
  const text =
    'export OPENAI_API_BASE="http://llm.acme.example:8000/v1"\n# x\nREDIS_URL=redis://:not-to-be-shown@cache.acme.example:6390/0\n';
  const options = {
    ...{ only: ['environment'] as const, entries: [], all: false, environment: {} },
    files: [{ path: 'app.env', text }],
  };
  const { joined } = await discover(options, lookContext({ deadlineMs: 60_000 }));
  const behind = joined.links.filter(({ kind }) => kind === 'provider' || kind === 'store');
  expect(behind).toMatchObject([
    { id: 'openai', address: 'http://llm.acme.example:8000/v1' },
    { id: 'redis', address: 'cache.acme.example:6390', reasons: [{ source: 'app.env' }] },
  ]);
  expect(JSON.stringify(joined)).not.toContain('not-to-be-shown');
});

const daemon = await startDockerd();
const dockerd = typeof daemon === 'string' ? (undefined as never) : daemon;

describe.skipIf(typeof daemon === 'string')('Docker', () => {
  beforeAll(async () => {
    await dockerd.importImage('fake/postgres:17');
    await dockerd.makeNetwork('shop_default', '10.213.91.0/24');
    const composed = (service: string, dependsOn: string) => ({
      'com.docker.compose.project': 'shop',
      'com.docker.compose.service': service,
      'com.docker.compose.depends_on': dependsOn,
    });
    const HostConfig = { NetworkMode: 'shop_default' };
    const inNetwork = (alias: string) => ({
      EndpointsConfig: { shop_default: { Aliases: [alias] } },
    });
    await dockerd.run('shop-db-1', 'while true; do nc -l -p 5432; done', {
      Image: 'fake/postgres:17',
      Labels: composed('db', ''),
      NetworkingConfig: inNetwork('db'),
      HostConfig,
    });
    await dockerd.run('shop-web-1', 'busybox httpd -f -p 80 -h /tmp', {
      Labels: composed('web', 'db:service_started:false'),
      NetworkingConfig: inNetwork('web'),
      HostConfig,
    });
    await dockerd.run('front', 'busybox httpd -f -p 81 -h /tmp', {
      Env: ['BACKEND_URL=http://web', 'DATABASE_URL=postgres://u:not-to-be-shown@db/shop'],
      ExposedPorts: { '81/tcp': {} },
      HostConfig,
    });
    vi.stubEnv('DOCKER_HOST', `unix://${dockerd.socket}`);
  }, 120_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await dockerd.stop();
  }, 60_000);

  test('containers, services of Compose, and whom their variables name', async () => {
    const { links, joined } = await found(['docker', 'sockets', 'host'], []);
    expect(links.get('front')).toMatchObject({
      kind: 'service',
      address: expect.stringMatching(/^10\.213\.91\.\d+:81$/),
      needs: expect.arrayContaining(['front-container', 'web', 'db']),
    });
    expect(links.get('front-container')).toMatchObject({ kind: 'container', address: 'front' });
    expect(links.get('web')).toMatchObject({
      needs: expect.arrayContaining(['web-container', 'db']),
    });
    expect(links.get('db')).toMatchObject({ kind: 'store', needs: ['db-container'] });
    expect(links.get('web-container')).toMatchObject({
      probes: [{ kind: 'docker', compose: 'shop/web', socket: dockerd.socket }],
    });
    expect(JSON.stringify(joined.links)).not.toContain('not-to-be-shown');
  });
});
