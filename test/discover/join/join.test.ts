import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { probes } from '../../../probes/registry.ts';
import type { ChainFile } from '../../../src/chain/file-schema.ts';
import { loadChain } from '../../../src/chain/load.ts';
import { type LinkKind, linkKinds } from '../../../src/chain/types.ts';
import type { Found } from '../../../src/discover/context.ts';
import { leftOutIn } from '../../../src/discover/file/left-out.ts';
import { newFile } from '../../../src/discover/file/new-file.ts';
import { isEmptyPlan, planMerge } from '../../../src/discover/file/plan.ts';
import { type JoinOptions, join } from '../../../src/discover/join/join.ts';
import type { Guess } from '../../../src/discover/types.ts';

const here = {
  namespace: '',
  addresses: ['10.0.0.5'],
  names: new Map([['db.internal', '10.0.0.5']]),
};

function guess(some: Partial<Guess> & { id: string }): Guess {
  const why = `${some.id} was seen`;
  return { kind: 'service', needs: [], why, source: 'a test', sure: 'likely', ...some };
}

function joined(found: Record<string, readonly Guess[]>, options: Partial<JoinOptions> = {}) {
  const all = Object.entries(found).map(([name, guesses]): [string, Found] => [name, { guesses }]);
  return join(new Map(all), { here, entries: [], all: false, ...options });
}

const summary = (result: ReturnType<typeof joined>) =>
  Object.fromEntries(result.links.map(({ id, needs }) => [id, needs]));

describe('guesses of one thing are united', () => {
  test('by an address, a mark or another name of this machine, however the sources call it', () => {
    const result = joined({
      docker: [
        guess({
          id: 'web',
          kind: 'gateway',
          address: 'http://127.0.0.1:8080',
          sure: 'certain',
          needs: ['container/1'],
        }),
        guess({
          id: 'web-container',
          kind: 'container',
          address: 'web',
          marks: ['container/1', 'pid7'],
        }),
      ],
      sockets: [
        guess({ id: 'nginx', marks: ['127.0.0.1:8080', '10.0.0.5:8080'], needs: ['pid7'] }),
      ],
      environment: [
        guess({ id: 'app', address: '127.0.0.1:1', needs: ['http://db.internal:8080/x'] }),
      ],
    });
    expect(summary(result)).toEqual({ app: ['web'], web: ['web-container'], 'web-container': [] });
    expect(result.links.find(({ id }) => id === 'web')).toMatchObject({
      kind: 'gateway',
      address: 'http://127.0.0.1:8080',
      sure: 'certain',
      reasons: [{ why: 'web was seen' }, { why: 'nginx was seen' }],
    });
  });

  test('a container and what it serves stay two, and so do virtual hosts of one port', () => {
    const result = joined({
      nginx: [
        guess({
          id: 'a',
          kind: 'gateway',
          address: 'http://127.0.0.1:80',
          marks: ['127.0.0.1:80', 'a.example:80'],
        }),
        guess({
          id: 'b',
          kind: 'gateway',
          address: 'http://b.example:80',
          probes: [{ kind: 'http' }],
          marks: ['127.0.0.1:80#b.example', 'b.example:80'],
        }),
      ],
      sockets: [guess({ id: 'nginx', marks: ['127.0.0.1:80'] })],
    });
    expect(result.links.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  test('what says more than "service" gives the kind and the address', () => {
    const [link] = joined({
      docker: [guess({ id: 'llm', address: '10.9.0.2:8000', sure: 'certain' })],
      sockets: [
        guess({ id: 'vllm', kind: 'inference-server', address: 'http://10.9.0.2:8000/v1' }),
      ],
    }).links;
    expect(link).toMatchObject({
      id: 'llm',
      kind: 'inference-server',
      address: 'http://10.9.0.2:8000/v1',
    });
  });
});

describe('needs', () => {
  test('that nobody told of become links of somebody else, with what their address says', () => {
    const result = joined({
      a: [
        guess({
          id: 'app',
          address: '127.0.0.1:1',
          needs: ['https://api.openai.com/v1', 'db.acme.example:5432', 'process/9', 'machine'],
        }),
      ],
    });
    expect(result.links.slice(0, 3)).toMatchObject([
      { id: 'app', needs: ['api.openai.com', 'postgres'] },
      { id: 'api.openai.com', kind: 'provider', address: 'https://api.openai.com/v1' },
      { id: 'postgres', kind: 'store', address: 'db.acme.example:5432' },
    ]);
  });

  test('of replicas are one need, also where a connection shows one of them alone', () => {
    const result = joined({
      nginx: [
        guess({
          id: 'lb',
          kind: 'gateway',
          address: '127.0.0.1:1',
          sure: 'certain',
          marks: ['127.0.0.1:1'],
          anyOf: [['10.0.0.8:1', '10.0.0.9:1']],
        }),
      ],
      connections: [
        guess({
          id: 'lb',
          marks: ['127.0.0.1:1'],
          needs: ['10.0.0.8:1', '10.0.0.77:1'],
          onlyIfNeeded: true,
        }),
      ],
    });
    expect(summary(result)).toEqual({
      lb: [{ anyOf: ['10.0.0.8', '10.0.0.9'] }],
      '10.0.0.8': [],
      '10.0.0.9': [],
    });
  });

  test('that would go round lose the least sure, and that is told', () => {
    const result = joined({
      x: [
        guess({ id: 'a', address: '127.0.0.1:1', needs: ['b'], sure: 'guess' }),
        guess({ id: 'b', address: '127.0.0.1:2', needs: ['c'], sure: 'certain' }),
        guess({ id: 'c', address: '127.0.0.1:3', needs: ['a'], sure: 'certain' }),
      ],
    });
    expect(summary(result)).toEqual({ b: ['c'], c: ['a'], a: [] });
    expect(result.told).toEqual([
      'a also seems to need b, which needs it: left out, for needs cannot go round',
    ]);
  });
});

describe('what is kept', () => {
  const found = {
    x: [
      guess({ id: 'front', kind: 'gateway', address: '127.0.0.1:1', needs: ['127.0.0.1:2'] }),
      guess({ id: 'plain', address: '127.0.0.1:2', onlyIfNeeded: true }),
      guess({ id: 'other', address: '127.0.0.1:3', onlyIfNeeded: true }),
      guess({ id: 'apart', kind: 'store', address: '127.0.0.1:4' }),
    ],
  };

  test('are known servers and what they need; how many more there are is told', () => {
    const result = joined(found);
    expect(result.links.map(({ id }) => id)).toEqual(['front', 'plain', 'apart']);
    expect(result.told).toEqual([
      '1 more listen or are named here, but nothing of the chain needs them (--all)',
    ]);
    expect(joined(found, { all: true }).links.map(({ id }) => id)).toContain('other');
  });

  test('behind an entry is only what it needs', () => {
    const entries = ['http://localhost:1/chat'];
    expect(joined(found, { entries }).links.map(({ id }) => id)).toEqual(['front', 'plain']);
    expect(joined(found, { entries: ['127.0.0.1:99'] })).toMatchObject({
      links: [],
      told: expect.arrayContaining(['nothing was found at 127.0.0.1:99']),
    });
  });

  test('what a comment of the file leaves out is left out, with what it alone needs', () => {
    const leaveOut = leftOutIn(
      'x: 1\n  # discover: leave out 127.0.0.1:1, apart\n# leave out plain\n',
    );
    expect(leaveOut).toEqual(['127.0.0.1:1', 'apart']);
    expect(joined(found, { leaveOut }).links).toEqual([]);
  });

  test('names are those that chain files allow, with the port where two want one', () => {
    const result = joined({
      x: [
        guess({ id: 'nginx', address: '127.0.0.1:80' }),
        guess({ id: 'nginx', address: '127.0.0.1:81' }),
        guess({ id: 'r', address: '10.0.0.8:8000' }),
        guess({ id: 'r', address: '10.0.0.9:8000' }),
        guess({ id: '../etc/Пасхалка\u202e', address: '127.0.0.1:82' }),
      ],
    });
    expect(result.links.map(({ id }) => id)).toEqual([
      'nginx-80',
      'nginx-81',
      'r-10.0.0.8',
      'r-10.0.0.9',
      'link',
    ]);
  });

  test('passwords in addresses of a configuration are struck out of reasons', () => {
    const why = 'passes to http://user:hunter2hunter2@10.0.0.1:80';
    const [link] = joined({ x: [guess({ id: 'a', address: '127.0.0.1:1', why })] }).links;
    expect(link?.reasons[0]?.why).not.toContain('hunter2');
  });
});

test('models are asked at the way in, and what a router serves it names', () => {
  const models = [
    {
      id: 'chat',
      at: '127.0.0.1:4000',
      anyOf: ['10.0.0.8:8000', '10.0.0.9:8000'],
      why: 'x',
      source: 'l.yaml:3',
    },
  ];
  const served = [{ id: 'meta/llama', at: '10.0.0.8:8000', anyOf: [], why: 'x', source: 'p' }];
  const result = join(
    new Map<string, Found>([
      [
        'litellm',
        {
          guesses: [
            guess({ id: 'litellm', kind: 'router', address: '127.0.0.1:4000' }),
            guess({ id: 'r', address: '10.0.0.8:8000' }),
            guess({ id: 's', address: '10.0.0.9:8000' }),
          ],
          models,
        },
      ],
      [
        'nginx',
        {
          guesses: [
            guess({
              id: 'front',
              kind: 'gateway',
              address: '127.0.0.1:80',
              needs: ['127.0.0.1:4000'],
            }),
          ],
        },
      ],
      ['sockets', { guesses: [], models: served }],
    ]),
    { here, entries: ['127.0.0.1:80'], all: false },
  );
  expect(result.models).toMatchObject([
    { id: 'chat', at: 'front', needs: [{ anyOf: ['r', 's'] }] },
  ]);
  expect(result.links.map(({ id }) => id)).toEqual(['front', 'litellm', 'r', 's']);
});

test('what is reached by name needs the name, and its certificate; by its address it is the same thing', () => {
  const x = [
    guess({
      id: 'app',
      address: '127.0.0.1:1',
      needs: ['https://api.acme.example/v1', 'db.acme.example:5432'],
    }),
    guess({ id: 'app', address: '127.0.0.1:1', needs: ['192.0.2.7:5432', '192.0.2.9:443'] }),
  ];
  const resolved = new Map([['db.acme.example', ['192.0.2.7']]]);
  const { links } = joined({ x }, { resolved });
  expect(links).toMatchObject([
    { id: 'app', needs: ['api.acme.example', 'postgres', '192.0.2.9'] },
    { id: 'api.acme.example', kind: 'provider', needs: ['api.acme.example-certificate'] },
    { kind: 'store', address: 'db.acme.example:5432', needs: ['db.acme.example-name'] },
    { kind: 'service', address: '192.0.2.9:443', needs: [] },
    { kind: 'certificate', address: 'api.acme.example:443', needs: ['api.acme.example-name'] },
    { kind: 'dns', address: 'api.acme.example' },
    { kind: 'dns', address: 'db.acme.example' },
  ]);
});

const word = fc.constantFrom(
  'a',
  'b',
  'c',
  '127.0.0.1:1',
  '127.0.0.1:2',
  '10.0.0.5:2',
  'db.internal:1',
  'https://x.example/v1',
  'm',
  'pid/1',
  '\u202ed',
  'b/c',
  'constructor',
  '::',
);
const anyGuess: fc.Arbitrary<Guess> = fc
  .record({
    id: word,
    kind: fc.constantFrom(...(Object.keys(linkKinds) as LinkKind[])),
    address: fc.option(word, { nil: undefined }),
    needs: fc.array(word, { maxLength: 3 }),
    anyOf: fc.array(fc.array(word, { maxLength: 3 }), { maxLength: 2 }),
    marks: fc.option(fc.array(word, { maxLength: 2 }), { nil: undefined }),
    sure: fc.constantFrom('certain', 'likely', 'guess'),
    onlyIfNeeded: fc.boolean(),
    why: fc.string(),
    source: fc.string(),
  })
  .map(({ address, marks, ...rest }) => ({
    ...rest,
    ...(address === undefined ? {} : { address }),
    ...(marks === undefined ? {} : { marks }),
  }));

test('whatever the sources say, what comes of it is a chain, and the same again', () => {
  fc.assert(
    fc.property(
      fc.array(anyGuess, { maxLength: 12 }),
      fc.array(anyGuess, { maxLength: 6 }),
      (a, b) => {
        const result = joined({ a, b });
        expect(joined({ a, b })).toEqual(result);
        fc.pre(result.links.length > 0);
        const place = { name: 'local', address: 'local' };
        const plan = planMerge({ joined: result, file: null, here, place, complete: true });
        const text = newFile(plan, { chain: 'c', schema: 's', place: 'here' });
        const file = parse(text) as ChainFile;
        expect(loadChain(text, 'c', probes).links.map(({ id }) => id)).toEqual(
          plan.links.map(({ id }) => id),
        );
        const again = planMerge({ joined: result, file, here, place, complete: true });
        expect(isEmptyPlan(again)).toBe(true);
      },
    ),
    { numRuns: 400 },
  );
});
