import { spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { processProbe } from '../../../probes/process/index.ts';
import type { Link } from '../../../src/chain/types.ts';
import { localVantage } from '../../../src/vantage/local.ts';
import type { Vantage } from '../../../src/vantage/types.ts';
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

test('from elsewhere one process of many takes a handful of files and programs', async () => {
  let files = 0;
  let programs = 0;
  const vantage: Vantage = {
    ...localVantage,
    name: 'elsewhere',
    readFile(path, maxBytes) {
      files += 1;
      return localVantage.readFile(path, maxBytes);
    },
    exec(argv, options) {
      programs += 1;
      return localVantage.exec(argv, options);
    },
  };
  const sleeper = spawn('sleep', ['8642.5'], { stdio: 'ignore' });
  onTestFinished(() => void sleeper.kill('SIGKILL'));
  const options = processProbe.options.parse({ name: 'sleep', match: ['8642.5'] });
  const finding = await processProbe.look(options, lookContext({ vantage }));
  expect(finding).toMatchObject({ outcome: 'ok', facts: { pid: sleeper.pid } });
  expect(files).toBeLessThan(12);
  expect(programs).toBeLessThan(4);
  const none = processProbe.options.parse({ name: 'no-such-program', match: ['8642.5'] });
  expect(await processProbe.look(none, lookContext({ vantage }))).toMatchObject({
    symptom: 'process.absent',
  });
});

test('from elsewhere without ps the table of processes is read', async () => {
  const vantage: Vantage = {
    ...localVantage,
    name: 'elsewhere',
    exec: (argv, options) =>
      localVantage.exec(argv[0] === 'ps' ? ['weaklink-no-such-program'] : argv, options),
  };
  const sleeper = spawn('sleep', ['8642.75'], { stdio: 'ignore' });
  onTestFinished(() => void sleeper.kill('SIGKILL'));
  const options = processProbe.options.parse({ name: 'sleep', match: ['8642.75'] });
  expect(await processProbe.look(options, lookContext({ vantage }))).toMatchObject({
    outcome: 'ok',
    facts: { pid: sleeper.pid },
  });
});
