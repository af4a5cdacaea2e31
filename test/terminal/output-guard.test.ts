import { PassThrough } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { guardOutput, type OutputGuard } from '../../src/terminal/output-guard.ts';

function terminal(isTTY = true): NodeJS.WriteStream & { read(): Buffer | null } {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 80, rows: 24 });
  return stream as unknown as NodeJS.WriteStream & { read(): Buffer | null };
}

const written = (stream: { read(): Buffer | null }) => stream.read()?.toString() ?? '';

let guard: OutputGuard | undefined;
afterEach(() => guard?.release());

test('only the one who draws reaches the screen', () => {
  const [stdout, stderr] = [terminal(), terminal()];
  guard = guardOutput(stdout, stderr);

  stdout.write('stray\n');
  stderr.write('warning\n');
  guard.screen.write('frame');

  expect(written(stdout)).toBe('frame');
  expect(written(stderr)).toBe('');
  expect(guard.heldLines()).toBe(2);
});

test('no message is lost: what was held comes out on stderr afterwards', () => {
  const [stdout, stderr] = [terminal(), terminal()];
  guard = guardOutput(stdout, stderr);
  stdout.write('one\ntwo\n');
  stderr.write(Buffer.from('three\n'));

  guard.release();
  stdout.write('free again');

  expect(written(stderr)).toBe('one\ntwo\nthree\n');
  expect(written(stdout)).toBe('free again');
});

test('a flood is counted, not kept', () => {
  const [stdout, stderr] = [terminal(), terminal()];
  guard = guardOutput(stdout, stderr);
  for (let line = 0; line < 1_000; line += 1) stdout.write(`${line}\n`);

  guard.release();

  const lines = written(stderr).trimEnd().split('\n');
  expect(lines).toHaveLength(201);
  expect(lines.at(-1)).toBe('(800 more lines)');
});

test('a writer that waits for its callback is not left waiting', async () => {
  const [stdout, stderr] = [terminal(), terminal()];
  guard = guardOutput(stdout, stderr);

  await new Promise<void>((resolve) => stdout.write('a', 'utf8', () => resolve()));
  await new Promise<void>((resolve) => stdout.write('b', () => resolve()));
});

test('a stderr that goes into a file goes there at once', () => {
  const [stdout, stderr] = [terminal(), terminal(false)];
  guard = guardOutput(stdout, stderr);

  stderr.write('to the file\n');

  expect(written(stderr)).toBe('to the file\n');
});

test('the screen has the size and the events of the terminal', () => {
  const [stdout, stderr] = [terminal(), terminal()];
  guard = guardOutput(stdout, stderr);
  let resized = 0;
  guard.screen.on('resize', () => {
    resized += 1;
  });

  Object.assign(stdout, { columns: 120 });
  stdout.emit('resize');

  expect(guard.screen.columns).toBe(120);
  expect(resized).toBe(1);
});
