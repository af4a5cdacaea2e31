import { expect, test } from 'vitest';
import { processProbe } from '../../../probes/process/index.ts';
import type { Link } from '../../../src/chain/types.ts';
import { localVantage } from '../../../src/vantage/local.ts';
import { lookContext } from '../../support/look-context.ts';

const link = (parts: Partial<Link>): Link => ({
  id: 'x',
  kind: 'process',
  needs: [],
  labels: {},
  probes: [],
  ...parts,
});

test.each([
  ['4711', { pid: 4711 }],
  ['/run/nginx.pid', { pidFile: '/run/nginx.pid' }],
  ['nginx', { name: 'nginx' }],
])('%s as a target and as an address', (target, options) => {
  expect(processProbe.fromTarget(target)).toEqual(options);
  expect(processProbe.infer(link({ address: target }))).toEqual(options);
});

test('nothing is inferred without an address, or for another kind', () => {
  expect(processProbe.infer(link({}))).toBeNull();
  expect(processProbe.infer(link({ kind: 'host', address: 'nginx' }))).toBeNull();
});

test('an empty target is an error that says what to write', () => {
  expect(() => processProbe.fromTarget(' ')).toThrow('process: the target is empty');
});

test.each([
  [{}, 'name the process'],
  [{ pid: 1, pidFile: '/x' }, 'not both'],
  [{ pid: 0 }, 'pid'],
  [{ pidFile: 'relative.pid' }, 'absolute'],
  [{ pidFile: '/a\0b' }, 'absolute'],
  [{ name: 'x', extra: 1 }, 'extra'],
])('%j is refused', (options, words) => {
  const result = processProbe.options.safeParse(options);
  expect(result.error?.message).toContain(words);
});

test.each([
  [{ pid: 7 }, /^ps -o \S+ -p 7$/],
  [{ pidFile: "/a b/it's" }, /-p "\$\(head -n 1 '\/a b\/it'\\''s'\)"$/],
  [{ name: 'nginx' }, /^ps -ww -o \S+ -C nginx$/],
  [{ match: ['vllm serve', '--x'] }, / -e \| grep -F -- 'vllm serve' \| grep -F -- --x$/],
])('the command of %j', (options, command) => {
  expect(processProbe.command(processProbe.options.parse(options))).toMatch(command);
});

test('from elsewhere the processes are listed by a program', async () => {
  const context = lookContext({ vantage: { ...localVantage, name: 'elsewhere' } });
  const options = processProbe.options.parse({ match: process.argv.slice(0, 1), restarts: 50 });
  const finding = await processProbe.look(options, context);
  expect(finding.outcome).not.toBe('unknown');
  expect(finding.facts?.pid).toBeTypeOf('number');
  expect(finding.facts?.openFiles).toBeTypeOf('number');
});
