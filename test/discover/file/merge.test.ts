import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { probes } from '../../../probes/registry.ts';
import type { ChainFile } from '../../../src/chain/file-schema.ts';
import { loadChain } from '../../../src/chain/load.ts';
import { mergeInto } from '../../../src/discover/file/merge.ts';
import { planMerge } from '../../../src/discover/file/plan.ts';
import type { Joined, JoinedLink } from '../../../src/discover/join/types.ts';

const here = { namespace: '', addresses: ['10.0.0.5'], names: new Map() };
const place = { name: 'local', address: 'local' };

function found(...links: readonly (Partial<JoinedLink> & { id: string })[]): Joined {
  return {
    links: links.map((link) => ({
      kind: 'service',
      needs: [],
      labels: {},
      marks: [],
      reasons: [{ why: `${link.id} is there`, source: 'a test', sure: 'certain' }],
      sure: 'certain',
      ...link,
    })),
    models: [],
    vantages: [],
    seen: new Set(links.flatMap(({ marks = [] }) => marks)),
    told: [],
  };
}

function planFor(text: string, joined: Joined) {
  const file = parse(text) as ChainFile;
  return planMerge({ joined, file, here, place, complete: true });
}

function merged(text: string, joined: Joined): string {
  return mergeInto(text, planFor(text, joined), probes);
}

describe('new links', () => {
  const joined = found(
    { id: 'web', kind: 'gateway', address: 'http://127.0.0.1:80', needs: ['db', 'cache'] },
    { id: 'db', kind: 'store', address: '127.0.0.1:5432' },
    { id: 'cache', kind: 'store', address: '127.0.0.1:6379' },
  );

  test('stand at the end of the links, below why they are there', () => {
    const text = [
      '# mine',
      'chain: shop',
      'links:',
      '  front: {kind: gateway,  address: "http://localhost:80"} # by hand',
      '  # off: { kind: host }',
      '',
      'models: { chat: front }',
      '',
    ].join('\n');
    expect(merged(text, joined)).toBe(
      [
        '# mine',
        'chain: shop',
        'links:',
        '  front: {kind: gateway,  address: "http://localhost:80", needs: [ db, cache ]} # by hand',
        '  # off: { kind: host }',
        '  # db is there (a test; certain)',
        '  db: { kind: store, address: 127.0.0.1:5432 }',
        '  # cache is there (a test; certain)',
        '  cache: { kind: store, address: 127.0.0.1:6379 }',
        '',
        'models: { chat: front }',
        '',
      ].join('\n'),
    );
  });

  test.each([
    [
      'a flow map',
      'chain: shop\nlinks: { front: { kind: gateway, address: "http://127.0.0.1:80" } }\n',
    ],
    [
      'a flow map with a comma at its end',
      'chain: shop\nlinks: {\n  front: { kind: gateway, address: "http://127.0.0.1:80" }, # ours\n}\n',
    ],
    [
      'no end of the last line',
      'chain: shop\nlinks:\n  front:\n    kind: gateway\n    address: http://127.0.0.1:80',
    ],
    [
      'lines that end as on Windows',
      'chain: shop\r\nlinks:\r\n  front:\r\n    kind: gateway # x\r\n    address: http://127.0.0.1:80\r\n',
    ],
    [
      'needs in a block',
      'chain: shop\nlinks:\n  front:\n    kind: gateway\n    address: http://127.0.0.1:80\n    needs:\n    - other # x\n    owner: me\n  other: { kind: host }\n',
    ],
    [
      'needs in brackets',
      'chain: shop\nlinks:\n  front: { kind: gateway, address: "http://127.0.0.1:80", needs: [other] }\n  other: { kind: host }\n',
    ],
    [
      'empty needs',
      'chain: shop\nlinks:\n  front: { kind: gateway, address: "http://127.0.0.1:80", needs: [] }\n',
    ],
    [
      'a text over several lines',
      'chain: shop\nlinks:\n  front:\n    kind: gateway\n    address: http://127.0.0.1:80\n    owner: >\n      the web\n      team\n\n\n# end\n',
    ],
  ])('are put into %s, and the rest stays', (_, text) => {
    const after = merged(text, joined);
    expect(isWithin(text, after)).toBe(true);
    const { links } = parse(after) as ChainFile;
    expect(links.front?.needs).toEqual(expect.arrayContaining(['db', 'cache']));
    expect(links.db).toEqual({ kind: 'store', address: '127.0.0.1:5432' });
    expect(merged(after, joined)).toBe(after);
  });

  test('join the group of replicas that others of them are in', () => {
    const text =
      'chain: c\nlinks:\n  lb: { kind: router, address: "127.0.0.1:1", needs: [{ anyOf: [a, b] }] }\n  a: { kind: service, address: "10.0.0.1:1" }\n  b: { kind: service, address: "10.0.0.2:1" }\n';
    const joined = found(
      { id: 'lb', address: '127.0.0.1:1', needs: [{ anyOf: ['a', 'b', 'c'] }] },
      { id: 'a', address: '10.0.0.1:1' },
      { id: 'b', address: '10.0.0.2:1' },
      { id: 'c', address: '10.0.0.3:1' },
    );
    expect((parse(merged(text, joined)) as ChainFile).links.lb?.needs).toEqual([
      { anyOf: ['a', 'b', 'c'] },
    ]);
  });

  test('get another name where theirs is taken by something else', () => {
    const text = 'chain: c\nlinks:\n  db: { kind: gpu }\n';
    const joined = found({ id: 'db', kind: 'store', address: '127.0.0.1:5432' });
    expect((parse(merged(text, joined)) as ChainFile).links['db-5432']).toMatchObject({
      kind: 'store',
    });
  });

  test('that would make needs go round are not needed, and that is told', () => {
    const text =
      'chain: c\nlinks:\n  a: { kind: service, address: "127.0.0.1:1", needs: [b] }\n  b: { kind: service, address: "127.0.0.1:2" }\n';
    const joined = found(
      { id: 'a', address: '127.0.0.1:1' },
      { id: 'b', address: '127.0.0.1:2', needs: ['n'] },
      { id: 'n', address: '127.0.0.1:3', needs: ['a'] },
    );
    expect(planFor(text, joined).told).toEqual([
      'b also seems to need n, but by this file that would go round',
    ]);
    expect(() => loadChain(merged(text, joined), 'c', probes)).not.toThrow();
  });
});

describe('what is only told', () => {
  const text =
    'chain: c\nlinks:\n  db: { kind: store, address: "127.0.0.1:5432" }\n  gone: { kind: store, address: "127.0.0.1:1" }\n  vendor: { kind: provider, address: "https://api.vendor.example/v1" }\n';

  test('an address that changed, and what is not there any more; elsewhere nobody looked', () => {
    const joined = found({
      id: 'db',
      kind: 'store',
      address: '127.0.0.1:5433',
      marks: ['127.0.0.1:5433'],
    });
    const plan = planFor(text, joined);
    expect(plan.links).toEqual([]);
    expect(plan.told).toEqual([
      'db: the file says 127.0.0.1:5432, and it is now found at 127.0.0.1:5433 (not changed)',
      'gone: nothing is found at 127.0.0.1:1 now (kept: remove it by hand if it is gone for good)',
    ]);
    expect(mergeInto(text, plan, probes)).toBe(text);
  });

  test('nothing is gone where only a part was looked at', () => {
    const file = parse(text) as ChainFile;
    const plan = planMerge({ joined: found(), file, here, place, complete: false });
    expect(plan.told).toEqual([]);
  });
});

test('needs in an alias are not ours to change', () => {
  const text =
    'chain: c\nlinks:\n  a: { kind: service, address: "127.0.0.1:1", needs: &both [c] }\n  b: { kind: service, address: "127.0.0.1:2", needs: *both }\n  c: { kind: host }\n';
  const joined = found(
    { id: 'b', address: '127.0.0.1:2', needs: ['d'] },
    { id: 'd', kind: 'store', address: '127.0.0.1:3' },
  );
  expect(() => merged(text, joined)).toThrow(expect.objectContaining({ code: 'E_MERGE' }));
});

/** Files as people write them: blanks, comments, flow and block, in any mixture. */
const comment = fc.constantFrom('', ' # why not', '   # "quoted: [x"', ' #');
const blank = fc.constantFrom('', '\n', '\n  # a line between\n', '\n\n');
const handWritten = fc
  .record({
    indent: fc.constantFrom('  ', '    ', ' '),
    count: fc.integer({ min: 1, max: 6 }),
    styles: fc.infiniteStream(fc.constantFrom('flow', 'tight', 'block', 'quoted')),
    needs: fc.infiniteStream(fc.constantFrom('none', 'flow', 'block', 'empty')),
    comments: fc.infiniteStream(comment),
    blanks: fc.infiniteStream(blank),
    tail: fc.constantFrom('', '\n# the end\n', '\nmodels:\n  chat: l0 # the only one\n', '\n\n'),
    head: fc.constantFrom('', '# head\n\n', '# $schema\n'),
  })
  .map(({ indent, count, styles, needs, comments, blanks, tail, head }) => {
    const take = <T>(stream: fc.Stream<T>): T => stream.next().value as T;
    const links = Array.from({ length: count }, (_, index) => {
      const next = index + 1 < count ? `l${index + 1}` : undefined;
      const style = take(styles);
      const need = next === undefined ? 'none' : take(needs);
      const address = `127.0.0.1:${8_000 + index}`;
      if (style === 'block') {
        const lines = [`l${index}:${take(comments)}`, `${indent}kind: service`];
        if (need === 'flow') lines.push(`${indent}needs: [${next}]${take(comments)}`);
        if (need === 'block')
          lines.push(`${indent}needs:`, `${indent}${indent}- ${next}${take(comments)}`);
        lines.push(`${indent}address: ${address}${take(comments)}`);
        return lines.map((line) => indent + line).join('\n');
      }
      const list =
        need === 'flow' || need === 'block'
          ? `, needs: [${next}]`
          : need === 'empty'
            ? ', needs: []'
            : '';
      if (style === 'tight')
        return `${indent}l${index}: {kind: service,address: "${address}"${list}}${take(comments)}`;
      const key = style === 'quoted' ? `"l${index}"` : `l${index}`;
      return `${indent}${key}:   { kind: service, address: '${address}'${list} }${take(comments)}`;
    });
    const body = links.map((link) => `${link}\n${take(blanks).replace(/^\n/, '')}`).join('');
    return { text: `${head}chain: mine # ours\nlinks:\n${body}${tail}`, count };
  });

test('whatever a file looks like, a merge puts in and takes nothing away, and a second one does nothing', () => {
  fc.assert(
    fc.property(
      handWritten,
      fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 8 }),
      fc.integer({ min: 0, max: 4 }),
      ({ text, count }, pairs, fresh) => {
        loadChain(text, 'hand', probes);
        const all = Array.from({ length: count + fresh }, (_, index) => ({
          id: `l${index}`,
          address: `127.0.0.1:${8_000 + index}`,
          // Needs lead to what comes later, so that they never go round.
          needs: [
            ...new Set(
              pairs
                .map(([from, to]) => [from % (count + fresh), to % (count + fresh)] as const)
                .filter(([from, to]) => from === index && to > index)
                .map(([, to]) => `l${to}`),
            ),
          ],
        }));
        const reason = { why: 'it is asked for', source: 'a test' };
        const joined: Joined = {
          ...found(...all),
          models: [{ id: 'asked', at: 'l0', needs: [], reason }],
          vantages: [{ name: 'far', address: 'ssh:far', hosts: ['far'], ...reason }],
        };
        const after = merged(text, joined);
        expect(isWithin(text, after)).toBe(true);
        for (const line of text.split('\n').filter((one) => one.trim().startsWith('#'))) {
          expect(after.split('\n')).toContain(line);
        }
        const keys = Object.keys((parse(after) as ChainFile).links);
        expect(keys).toEqual(all.map(({ id }) => id));
        const chain = loadChain(after, 'merged', probes);
        expect(chain.models.map(({ id }) => id)).toContain('asked');
        expect(chain.vantages).toEqual([{ name: 'far', address: 'ssh:far' }]);
        expect(merged(after, joined)).toBe(after);
      },
    ),
    { numRuns: 300 },
  );
});

/** Whether the one is the other with nothing but text put in between. */
function isWithin(before: string, after: string): boolean {
  let at = 0;
  for (const character of after) if (character === before[at]) at += 1;
  return at === before.length;
}

test('what was found elsewhere is looked at from there, and is another thing than its like here', () => {
  const text = 'chain: c\nlinks:\n  web: { kind: service, address: "127.0.0.1:80" }\n';
  const there = { name: 'node-2', address: 'ssh:ops@node-2' };
  const joined = found({ id: 'web', address: '127.0.0.1:80', marks: ['127.0.0.1:80'] });
  const planOf = (now: string) =>
    planMerge({ joined, file: parse(now) as ChainFile, here, place: there, complete: true });
  const after = mergeInto(text, planOf(text), probes);
  expect(parse(after)).toMatchObject({
    vantages: { 'node-2': 'ssh:ops@node-2' },
    links: { 'web-80': { address: '127.0.0.1:80', from: 'node-2' } },
  });
  expect(loadChain(after, 'c', probes).links[1]?.probes[0]).toMatchObject({ vantage: 'node-2' });
  expect(mergeInto(after, planOf(after), probes)).toBe(after);
});

test('what was found here says so where the file looks from elsewhere by default', () => {
  const text =
    'chain: c\nvantages: { far: "ssh:far" }\ndefaults: { from: far }\nlinks:\n  a: { kind: host, from: local }\n';
  const after = merged(text, found({ id: 'web', address: '127.0.0.1:80' }));
  expect((parse(after) as ChainFile).links.web).toMatchObject({ from: 'local' });
  expect(merged(after, found({ id: 'web', address: '127.0.0.1:80' }))).toBe(after);
});
