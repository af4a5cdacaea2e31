import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { JoinedStream } from '../../src/vantage/joined-stream.ts';

function joined(script: string): JoinedStream {
  const child = spawn('sh', ['-c', script], { stdio: 'pipe' });
  return new JoinedStream(child.stdout, child.stdin);
}

test('what a program wrote before it ended is read, however late', async () => {
  const stream = joined('echo hello');
  stream.write('nobody reads this');
  await pause(500);
  expect(await text(stream)).toBe('hello\n');
  stream.write('nor this');
  stream.destroy();
  await once(stream, 'close');
});

test('bytes go both ways, and the end of one is the end of the other', async () => {
  const stream = joined('cat');
  const long = 'x'.repeat(1_000_000);
  stream.end(long);
  expect(await text(stream)).toBe(long);
});

test('it takes the program with it when it is destroyed', async () => {
  const child = spawn('cat', { stdio: 'pipe' });
  const stream = new JoinedStream(child.stdout, child.stdin);
  stream.destroy();
  await once(child, 'exit');
});
