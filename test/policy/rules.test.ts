import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readLineageFile } from '../../src/attribution/lineage/load.ts';
import { judgePolicies } from '../../src/policy/judge.ts';
import type { OlderTls } from '../../src/policy/known.ts';
import { scratch } from '../support/scratch.ts';
import { known, link, look, plan, told } from './made.ts';

describe('residency', () => {
  const policies = { residency: { regions: ['eu-1', 'eu-west-*'] } };

  test('is told by looks before the file, by what a link runs on, and else not at all', () => {
    const links = [
      link('stated', { region: 'eu-1' }),
      link('label', { labels: { region: 'us-1' } }),
      link('seen', { region: 'eu-1' }),
      link('inside', { kind: 'inference-server', needs: [{ link: 'node' }] }),
      link('node', { kind: 'host', region: 'EU-West-2' }),
      link('somewhere', { kind: 'provider' }),
      link('name', { kind: 'dns' }),
    ];
    const looks = [look('seen', 'aws', { 'aws.region': 'us-east-1' })];
    expect(told(judgePolicies(policies, known(links, looks)))).toEqual([
      'stated held: eu-1, as the chain file states',
      'label broken: us-1, as the chain file states',
      'seen broken: us-east-1',
      'inside held: EU-West-2, as the chain file states',
      'node held: EU-West-2, as the chain file states',
      'somewhere unknown: not seen',
    ]);
  });

  test('says what to do and how to see it again', () => {
    const looks = [look('api', 'gcp', { 'gcp.region': 'us-1' })];
    const [ruling] = judgePolicies(policies, known([link('api')], looks));
    expect(ruling).toMatchObject({
      wanted: 'a region among eu-1, eu-west-*',
      remedy: 'move api to an allowed region, or send its traffic to a replica there',
      command: 'look at api',
      fact: 'gcp.region',
    });
  });

  test('is not asked of links that are excepted', () => {
    const except = { residency: { regions: ['eu-1'], except: ['api'] } };
    expect(told(judgePolicies(except, known([link('api', { region: 'us-1' })])))).toEqual([
      'chain unknown: not seen',
    ]);
  });
});

describe('the oldest TLS', () => {
  const handshake = (id: string, protocol: string) => look(id, 'tls', { 'tls.protocol': protocol });
  const older = (answer: OlderTls) => new Map([['api/tls@local', answer]]);

  test.each<[string, '1.2' | '1.3', OlderTls | null, string]>([
    ['TLSv1.3', '1.2', { kind: 'refused' }, 'api held: TLSv1.3, older ones refused'],
    ['TLSv1.2', '1.3', { kind: 'refused' }, 'api broken: TLSv1.2'],
    [
      'TLSv1.3',
      '1.2',
      { kind: 'accepted', protocol: 'TLSv1.1' },
      'api broken: TLSv1.3, and it accepts TLSv1.1',
    ],
    ['TLSv1.3', '1.2', null, 'api unknown: TLSv1.3; whether it takes older ones was not seen'],
  ])('%s with a minimum of %s', (protocol, minimum, answer, words) => {
    const at = known([link('api')], [handshake('api', protocol)], {
      olderTls: answer ? older(answer) : new Map(),
    });
    expect(told(judgePolicies({ tls: { minimum } }, at))).toEqual([words]);
  });

  test('plain HTTP is broken only where TLS is wanted everywhere, and never on loopback', () => {
    const over = (id: string, url: string) => link(id, { probes: [plan('http', { url })] });
    const links = [over('near', 'http://127.0.0.1:8000/'), over('far', 'http://10.0.0.8:8000/')];
    const at = known(
      links,
      links.map(({ id }) => look(id, 'http', { 'http.status': 200 })),
    );
    expect(told(judgePolicies({ tls: { minimum: '1.2' } }, at))).toEqual([
      'chain unknown: not seen',
    ]);
    const everywhere = { tls: { minimum: '1.2', everywhere: true } } as const;
    expect(told(judgePolicies(everywhere, at))).toEqual(['far broken: plain HTTP']);
  });

  test('a server that was not reached is unknown', () => {
    const failed = look('api', 'tls', {}, { outcome: 'failed', symptom: 'tcp.refused' });
    const at = known([link('api', { probes: [plan('tls')] })], [failed]);
    expect(told(judgePolicies({ tls: { minimum: '1.2' } }, at))).toEqual(['api unknown: not seen']);
  });
});

describe('pinned images', () => {
  const digest = `sha256:${'ab'.repeat(32)}`;
  const box = link('box', { kind: 'container', probes: [plan('docker')] });
  const policies = { images: { pinned: true } } as const;

  test.each([
    [`vllm@${digest}`, 'held'],
    [digest, 'held'],
    ['vllm:latest', 'broken'],
    ['registry:5000/vllm', 'broken'],
  ])('%s: %s', (image, state) => {
    const facts = { 'container.image': image, 'container.image_digest': digest };
    const at = known([box], [look('box', 'docker', facts)]);
    expect(judgePolicies(policies, at)).toMatchObject([{ link: 'box', state, seen: image }]);
  });

  test('names the digest of what runs', () => {
    const facts = { 'container.image': 'registry:5000/vllm:1', 'container.image_digest': digest };
    const [ruling] = judgePolicies(policies, known([box], [look('box', 'docker', facts)]));
    expect(ruling?.remedy).toBe(`run it as registry:5000/vllm@${digest}, which is what runs now`);
  });

  test('cannot be told of a container that nobody saw', () => {
    const gone = look('box', 'docker', {}, { outcome: 'failed', symptom: 'docker.not_found' });
    for (const looks of [[], [gone]]) {
      expect(told(judgePolicies(policies, known([box], looks)))).toEqual(['box unknown: not seen']);
    }
  });
});

test('a certificate is broken from the day on which too few are left', () => {
  const until = (date: string) =>
    known([link('api')], [look('api', 'tls', { 'certificate.chain_expires': date })]);
  const policies = { certificates: { days: 21 } };
  const [short] = judgePolicies(policies, until('2026-12-01T14:00:00.000Z'));
  expect(short).toMatchObject({
    state: 'broken',
    seen: '10 days, until 2026-12-01',
    wanted: '21 more days',
    since: '2026-11-10T14:00:00.000Z',
  });
  expect(told(judgePolicies(policies, until('2027-11-21T14:00:00.000Z')))).toEqual([
    'api held: 365 days, until 2027-11-21',
  ]);
});

describe('drivers', () => {
  const card = link('card', { kind: 'gpu', probes: [plan('gpu')] });
  const policies = { drivers: { driver: '>=550.54 <600', cuda: '>=12.4' } };

  test('are held against their ranges', () => {
    const at = known([card], [look('card', 'gpu', { driver: '535.104.05', cuda: '12.4' })]);
    expect(told(judgePolicies(policies, at))).toEqual([
      'card broken: driver 535.104.05',
      'card held: CUDA 12.4',
    ]);
  });

  test('cannot be told where no GPU was seen', () => {
    const lost = look('card', 'gpu', {}, { outcome: 'unknown', symptom: 'self.vantage' });
    expect(told(judgePolicies(policies, known([card], [lost])))).toEqual([
      'card unknown: not seen',
      'card unknown: not seen',
    ]);
  });
});

describe('pinned models', () => {
  const policies = { models: { pinned: true } } as const;
  const server = link('engine', { kind: 'inference-server' });
  const root = (path: string) => look('engine', 'openai', { 'llm.root': path });
  const commit = `${'c0ffee'.repeat(6)}abcd`;

  test.each([
    [`/cache/models--x/snapshots/${commit}`, 'held'],
    ['meta/llama', 'broken'],
    ['/models/llama', 'unknown'],
  ])('%s: %s', (path, state) => {
    const at = known([server], [root(path)]);
    expect(judgePolicies(policies, at)).toMatchObject([
      { link: 'engine', state, seen: expect.stringContaining(path) },
    ]);
  });

  test('a revision that is a branch is none', () => {
    const at = known([server]);
    const flag = (what: string, value: string) =>
      ({
        what: `process.flag ${what}`,
        value,
        probe: 'process.cmdline',
        vantage: 'local',
      }) as never;
    const withFlags = (revision: string) => ({
      ...at,
      snapshot: {
        ...at.snapshot,
        links: at.snapshot.links.map((one) => ({
          ...one,
          items: [flag('--model', 'meta/llama'), flag('--revision', revision)],
        })),
      },
    });
    expect(told(judgePolicies(policies, withFlags('main')))).toEqual([
      'engine broken: meta/llama at main',
    ]);
    expect(told(judgePolicies(policies, withFlags(commit)))).toEqual([
      `engine held: meta/llama at ${commit}`,
    ]);
    expect(told(judgePolicies(policies, at))).toEqual(['engine unknown: not seen']);
  });
});

test('no provider may stop a model alone', () => {
  const chain = (links: ReturnType<typeof link>[]) =>
    known(links, [], {
      chain: {
        name: 'made',
        links,
        vantages: [],
        models: [{ id: 'chat', at: 'router', needs: [] }],
      },
    });
  const router = (needs: readonly string[], provider: string | undefined) =>
    link('router', {
      kind: 'router',
      needs: [{ anyOf: needs }],
      ...(provider === undefined ? {} : { provider }),
    });
  const vendor = (id: string) => link(id, { kind: 'provider', owner: id });
  const policies = { providers: { several: true } } as const;
  expect(
    told(judgePolicies(policies, chain([router(['a', 'b'], 'x'), vendor('a'), vendor('b')]))),
  ).toEqual(['model chat broken: stopped by x alone']);
  expect(
    told(judgePolicies(policies, chain([router(['a', 'b'], undefined), vendor('a'), vendor('b')]))),
  ).toEqual(['model chat unknown: the provider of 1 of 3 links is not stated']);
});

describe('licences', () => {
  const policies = { licences: { allowed: ['Apache-2.0', 'MIT'] } };

  test('of everything in the lineage file are among those allowed', async () => {
    const path = join(await scratch(), 'lineage.yaml');
    await writeFile(
      path,
      `lineage: made
bases:
  good: { licence: apache-2.0 }
  choice: { licence: MIT OR GPL-3.0-only }
  both: { licence: MIT AND GPL-3.0-only }
  none: {}
`,
    );
    const lineage = await readLineageFile(path);
    expect(told(judgePolicies(policies, known([], [], { lineage })))).toEqual([
      'base good held: apache-2.0',
      'base choice held: MIT OR GPL-3.0-only',
      'base both broken: MIT AND GPL-3.0-only',
      'base none unknown: not seen',
    ]);
  });

  test('cannot be told without a lineage file', () => {
    expect(judgePolicies(policies, known([]))).toMatchObject([
      { state: 'unknown', remedy: 'name a lineage file under "attribution" in the chain file' },
    ]);
  });
});

test('a policy that no look has to do with is unknown, and not held', () => {
  const policies = {
    tls: { minimum: '1.2' },
    images: { pinned: true },
    certificates: { days: 21 },
    drivers: { cuda: '>=12' },
    models: { pinned: true },
    providers: { several: true },
  } as const;
  const rulings = judgePolicies(policies, known([link('api')]));
  expect(rulings.map(({ rule, state }) => `${rule} ${state}`)).toEqual([
    'tls unknown',
    'images unknown',
    'certificates unknown',
    'providers unknown',
    'drivers unknown',
    'models unknown',
  ]);
});
