import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readEnvoy } from '../../../src/discover/configuration/envoy.ts';
import { formatOf } from '../../../src/discover/configuration/format.ts';
import { readLitellm } from '../../../src/discover/configuration/litellm.ts';
import { readPrometheus } from '../../../src/discover/configuration/prometheus.ts';
import { hostsIn } from '../../../src/discover/sources/ssh.ts';
import { findProgram, needsPrograms } from '../../support/needs-program.ts';
import { fixture, fixtures } from './fixture.ts';

test('the format of a file is known by what stands in it', () => {
  const names = [
    'nginx.conf',
    'haproxy.cfg',
    'envoy.yaml',
    'litellm.yaml',
    'prometheus.yml',
    'ssh_config',
  ];
  expect(names.map((name) => formatOf(fixture(name)))).toEqual([
    ...['nginx', 'haproxy', 'envoy', 'litellm', 'prometheus', 'ssh'],
  ]);
  expect(formatOf({ path: '.env', text: 'DATABASE_URL=postgres://db/app\n' })).toBe('environment');
  expect(formatOf({ path: 'x', text: 'Dear reader,\n\nthis is a letter.\n' })).toBeUndefined();
});

describe('Envoy', () => {
  test('listeners with the endpoints of the clusters that they route to, mirrors apart', () => {
    const { fronts, problems } = readEnvoy(fixture('envoy.yaml'));
    expect(fronts).toMatchObject([
      {
        name: 'ingress',
        source: 'envoy.yaml:4',
        speaksHttp: true,
        listens: [{ ip: '0.0.0.0', port: 8080, tls: false }],
        upstreams: [
          { name: 'service1', servers: ['10.0.0.11:8000', '10.0.0.12:8000'] },
          { name: 'service2', servers: ['https://api.vendor.example'] },
        ],
      },
      { name: 'data', speaksHttp: false, upstreams: [{ servers: ['10.0.0.31:6379'] }] },
    ]);
    expect(problems).toEqual([
      'envoy.yaml:51: the endpoints of dynamic come from a control plane while it runs',
    ]);
  });
});

describe('LiteLLM', () => {
  test('deployments with their places, and the variables of their keys, never the keys', () => {
    const read = readLitellm(fixture('litellm.yaml'));
    expect(read.deployments).toMatchObject([
      {
        model: 'chat',
        upstream: 'hosted_vllm/llama-70b',
        base: 'http://10.0.0.11:8000/v1',
        source: 'litellm.yaml:3',
      },
      { model: 'chat', base: 'https://acme-eu.openai.azure.com/', keyVariable: 'AZURE_API_KEY' },
      { model: 'small', base: undefined, keyVariable: 'OPENAI_API_KEY' },
      { model: 'embed', base: 'os.environ/EMBED_BASE', keyVariable: undefined },
      { model: 'guarded', region: 'eu-central-1' },
      { model: 'somewhere' },
      { model: 'anthropic/*' },
    ]);
    expect(read.stores).toEqual([
      { text: 'postgresql://llm:not-to-be-shown@db.acme.example:5432/litellm' },
      { text: 'os.environ/REDIS_HOST', port: 'os.environ/REDIS_PORT' },
    ]);
    expect(JSON.stringify(read.deployments)).not.toContain('not-to-be-shown');
  });
});

describe('Prometheus', () => {
  test.skipIf(!needsPrograms('promtool'))(
    'the fixture is a configuration that Prometheus takes',
    () => {
      const args = ['check', 'config', join(fixtures, 'prometheus.yml')];
      execFileSync(findProgram('promtool') ?? 'promtool', args, { stdio: 'pipe' });
    },
  );

  test('targets that its file names', () => {
    expect(readPrometheus(fixture('prometheus.yml'))).toMatchObject([
      { job: 'vllm', address: '10.0.0.11:8000', source: 'prometheus.yml:6' },
      { job: 'vllm', address: '10.0.0.12:8000' },
      { job: 'node', address: '10.0.0.11:9100' },
      { job: 'qdrant', address: '10.0.0.40:6333' },
    ]);
  });
});

describe('SSH', () => {
  test('hosts that are named without patterns, with what they stand for', async () => {
    expect(await hostsIn(fixture('ssh_config'))).toMatchObject([
      {
        name: 'bastion',
        address: 'ssh:bastion',
        hosts: ['bastion', 'bastion.acme.example'],
        source: 'ssh_config:2',
      },
      { name: 'gpu-1', hosts: ['gpu-1', 'gpu-1.internal.acme.example'], source: 'ssh_config:6' },
      { name: 'gpu-2', hosts: ['gpu-2', 'gpu-2.internal.acme.example'], source: 'ssh_config:6' },
      { name: 'db', hosts: ['db', '10.0.0.21'], source: 'ssh_config:10' },
      { name: 'db-standby', hosts: ['db-standby', '10.0.0.21'], source: 'ssh_config:10' },
    ]);
  });

  test('a program that "Match exec" names is not run', async () => {
    const text = 'Host a\n  HostName 10.0.0.1\nMatch exec "kill -9 $PPID"\n  User root\n';
    expect(await hostsIn({ path: 'c', text })).toMatchObject([{ name: 'a' }]);
  });
});

describe('what is no configuration is told with its line', () => {
  test.each([
    ['Envoy', () => readEnvoy({ path: 'e.yaml', text: 'static_resources: 3\n' }), 'e.yaml', 1],
    [
      'Envoy, no YAML',
      () => readEnvoy({ path: 'e.yaml', text: 'static_resources:\n  listeners: [\n' }),
      'e.yaml',
      3,
    ],
    [
      'LiteLLM',
      () =>
        readLitellm({
          path: 'l.yaml',
          text: 'model_list:\n  - model_name: a\n    litellm_params: {}\n',
        }),
      'l.yaml',
      3,
    ],
    [
      'Prometheus',
      () => readPrometheus({ path: 'p.yml', text: 'scrape_configs:\n  - static_configs: []\n' }),
      'p.yml',
      2,
    ],
  ])('%s', (_, read, file, line) => {
    expect(read).toThrow(
      expect.objectContaining({ place: expect.objectContaining({ file, line }) }),
    );
  });

  test('SSH', async () => {
    const text = 'Host a\n  HostName b\nHost "c\n';
    await expect(hostsIn({ path: 's', text })).rejects.toMatchObject({
      place: { file: 's', line: 3 },
    });
  });
});
