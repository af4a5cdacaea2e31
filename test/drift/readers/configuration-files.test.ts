import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sharedHasher } from '../../../src/drift/hashing.ts';
import {
  configurationPaths,
  processConfiguration,
} from '../../../src/drift/readers/configuration-files.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { createRedactor } from '../../../src/text/redact.ts';
import { localVantage } from '../../../src/vantage/local.ts';
import { look, plan } from '../../policy/made.ts';
import { scratch } from '../../support/scratch.ts';

test.each([
  [['litellm', '--config', '/etc/litellm.yaml'], ['/etc/litellm.yaml']],
  [
    ['haproxy', '-f', '/etc/haproxy.cfg', '-f', '/etc/more.cfg'],
    ['/etc/haproxy.cfg', '/etc/more.cfg'],
  ],
  [['vllm', '--chat-template=/srv/chat.jinja'], ['/srv/chat.jinja']],
  [['sh', '-c', 'cat /etc/passwd'], []],
  [['x', '--config', 'relative.yaml', '--model', '/models/a'], []],
  [['x', '--config'], []],
])('of %j the configuration is %j', (argv, paths) => {
  expect(configurationPaths(argv)).toEqual(paths);
});

test('the file of a real process is told by its hash, and told when it is gone', async () => {
  const path = join(await scratch(), 'engine.conf');
  await writeFile(path, 'password=hunter2');
  const child = spawn('/bin/sh', ['-c', 'sleep 60', 'engine', '--config', path]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const context = {
    vantage: localVantage,
    deadlineMs: 3_000,
    signal: new AbortController().signal,
    clock: systemClock,
    redactor: createRedactor(),
    hasher: sharedHasher('a key of the test'),
  };
  const read = async (file: string, pid = child.pid ?? 0) => {
    const found = await processConfiguration.read(
      plan('process', { pid }),
      look('engine', 'process', { pid }),
      context,
    );
    if (found.outcome !== 'ok') return found.outcome;
    return found.items.find(({ what }) => what === `process.configuration ${file}`);
  };
  const first = await read(path);
  expect(first).toMatchObject({ value: expect.stringMatching(/^[0-9a-f]{16}$/), hashed: true });
  expect(await read(path)).toEqual(first);
  await writeFile(path, 'password=hunter3');
  expect(await read(path)).not.toEqual(first);
  const other = spawn('/bin/sh', ['-c', 'sleep 60', 'engine', '--config=/nowhere/at/all']);
  onTestFinished(() => void other.kill('SIGKILL'));
  expect(await read('/nowhere/at/all', other.pid)).toMatchObject({ value: 'missing' });
  expect(await read(path, 2_147_000)).toBe('unknown');
});
