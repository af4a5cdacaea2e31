import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { composeChains } from '../../../../probes/docker/compose/compose-chain.ts';
import { kindOfImage } from '../../../../probes/docker/compose/service-kind.ts';
import { probes } from '../../../../probes/registry.ts';
import { loadChain } from '../../../../src/chain/load.ts';
import { Session } from '../../../../src/session/session.ts';
import { startDockerd } from '../../../support/dockerd.ts';
import { until } from '../../../support/processes.ts';

const label = (name: string) => `com.docker.compose.${name}`;
const listed = (project: string, service: string, image: string, more: object = {}) => {
  const { labels = {}, ...rest } = more as { labels?: Record<string, string> };
  return {
    Id: `${project}-${service}`,
    Image: image,
    State: 'running',
    Labels: { [label('project')]: project, [label('service')]: service, ...labels },
    ...rest,
  };
};

describe('composeChains', () => {
  const containers = [
    listed('shop', 'web', 'nginx:1.27', {
      labels: { [label('depends_on')]: 'api:service_healthy:false,cache:service_started:true' },
      Ports: [
        { IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
        { IP: '::', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
      ],
    }),
    listed('shop', 'api', 'acme/api@sha256:abc', {
      labels: { [label('depends_on')]: 'engine:service_started:true,gone:service_started:true' },
    }),
    listed('shop', 'api', 'acme/api@sha256:abc'),
    listed('shop', 'api', 'acme/api', { labels: { [label('oneoff')]: 'True' } }),
    listed('shop', 'engine', 'vllm/vllm-openai:v0.12.0', {
      Ports: [{ IP: '127.0.0.1', PrivatePort: 8000, PublicPort: 18000, Type: 'tcp' }],
    }),
    listed('shop', 'cache', 'docker.io/library/redis:7'),
    listed('blog', 'db', 'postgres:17', {
      Ports: [{ IP: '::1', PrivatePort: 5432, PublicPort: 5433, Type: 'tcp' }],
    }),
    { Id: 'x', Image: 'alpine', Labels: {} },
    { Id: 'y', Labels: null },
    'nonsense',
  ];

  test('each project is a chain, each service what it serves and what it runs in', () => {
    const [blog, shop] = composeChains(containers);
    expect(blog).toEqual({
      chain: 'blog',
      links: {
        db: { kind: 'store', address: '[::1]:5433', needs: ['db-container'] },
        'db-container': { kind: 'container', probes: [{ kind: 'docker', compose: 'blog/db' }] },
      },
    });
    expect(shop?.links).toMatchObject({
      web: {
        kind: 'gateway',
        address: 'http://127.0.0.1:8080',
        needs: ['web-container', 'api', 'cache'],
      },
      api: { kind: 'service', probes: [], needs: ['api-container', 'engine'] },
      'api-container': { probes: [{ kind: 'docker', compose: 'shop/api', replicas: 2 }] },
      engine: { kind: 'inference-server', address: 'http://127.0.0.1:18000/v1' },
      cache: { kind: 'store', probes: [], needs: ['cache-container'] },
    });
  });

  test('what it makes is a chain file that loads', () => {
    for (const file of composeChains(containers, '/run/docker.sock')) {
      const chain = loadChain(stringify(file), 'compose.yaml', probes);
      expect(chain.links).toHaveLength(Object.keys(file.links).length);
    }
  });

  test('no list makes it throw', () => {
    const labels = fc.dictionary(
      fc.constantFrom(...['project', 'service', 'depends_on', 'oneoff'].map(label)),
      fc.string(),
    );
    const list = fc.array(
      fc.oneof(
        fc.anything(),
        fc.record({ Image: fc.string(), Labels: labels, Ports: fc.anything() }),
      ),
    );
    fc.assert(fc.property(fc.oneof(list, fc.anything()), (told) => void composeChains(told)));
  });
});

test.each([
  ['nginx', 'gateway'],
  ['ghcr.io/berriai/litellm:main', 'router'],
  ['registry:5000/team/vllm-openai:v1@sha256:0', 'inference-server'],
  ['pgvector/pgvector:pg17', 'store'],
  ['acme/nginx-exporter', 'service'],
  ['', 'service'],
])('%s is a %s', (image, kind) => {
  expect(kindOfImage(image)).toBe(kind);
});

const daemon = await startDockerd();
const why = typeof daemon === 'string' ? `: ${daemon}` : '';
const dockerd = typeof daemon === 'string' ? (undefined as never) : daemon;
afterAll(() => (typeof daemon === 'string' ? undefined : daemon.stop()));

describe.skipIf(typeof daemon === 'string')(`a project in a real Docker${why}`, () => {
  test('of its services the one that stops is blamed', async () => {
    const forever = 'while true; do sleep 1000; done';
    const run = (service: string, dependsOn = '') =>
      dockerd.run(`shop-${service}-1`, forever, {
        Labels: {
          [label('project')]: 'shop',
          [label('service')]: service,
          [label('depends_on')]: dependsOn,
        },
      });
    await run('db');
    const api = await run('api', 'db:service_started:true');
    await run('web', 'api:service_started:true');
    const all = await dockerd.docker.listContainers({ all: true });
    const [file] = composeChains(all, dockerd.socket);
    const yaml = stringify({ ...file, defaults: { every: '500ms', deadline: '5s' } });
    const chain = loadChain(yaml, 'compose.yaml', probes);
    expect(chain.links.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'web',
        'api',
        'db',
        'web-container',
        'api-container',
        'db-container',
      ]),
    );
    const session = new Session({ chain, journalDirectory: null, onTrouble: () => {} });
    let culprits: readonly string[] = [];
    let looks = 0;
    session.stream.onEvent('test', ({ type }) => {
      if (type === 'weaklink.observation') looks += 1;
    });
    session.judging.onVerdict((verdict) => {
      culprits = verdict.culprits.map(({ link, mode }) => `${link} ${mode}`);
    });
    session.start();
    await until(() => looks >= 12);
    expect(culprits).toEqual([]);
    await api.stop({ t: 0 });
    await until(() => culprits.length > 0);
    await until(() => looks >= 40);
    await session.stop();
    expect(culprits).toEqual([expect.stringMatching(/^api-container container\./)]);
  });
});
