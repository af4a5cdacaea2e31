import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localVantage } from '../../src/vantage/local.ts';
import { execLocal } from '../../src/vantage/local-exec.ts';
import { processState } from '../../src/vantage/process-state.ts';

const signal = new AbortController().signal;
const deadlineMs = 5_000;
const node = process.execPath;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weaklink-vantage-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** A zombie is gone: only its parent has not asked yet. */
function isAlive(pid: number): boolean {
  return ![null, 'Z'].includes(processState(pid));
}

async function untilGone(pid: number): Promise<void> {
  await expect.poll(() => isAlive(pid), { timeout: 3_000, interval: 10 }).toBe(false);
}

describe('exec', () => {
  it('gives exit code and both outputs', async () => {
    const result = await localVantage.exec(['sh', '-c', 'echo out; echo err >&2; exit 3'], {
      deadlineMs,
      signal,
    });
    expect(result).toMatchObject({
      kind: 'ended',
      exitCode: 3,
      signal: null,
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });

  it('speaks no local language and passes the environment asked for', async () => {
    const result = await localVantage.exec(['sh', '-c', 'echo $LC_ALL $EXTRA'], {
      deadlineMs,
      signal,
      env: { EXTRA: 'more' },
    });
    expect(result).toMatchObject({ stdout: 'C more\n' });
  });

  it('hands arguments over as they are: there is no shell', async () => {
    const result = await localVantage.exec(['printf', '%s', '$(id); `id` "*"'], {
      deadlineMs,
      signal,
    });
    expect(result).toMatchObject({ stdout: '$(id); `id` "*"' });
  });

  it('names the signal that ended a program from outside', async () => {
    const result = await localVantage.exec(['sh', '-c', 'kill -9 $$'], { deadlineMs, signal });
    expect(result).toMatchObject({ kind: 'ended', exitCode: null, signal: 'SIGKILL' });
  });

  it('says that a program is missing, or may not be run', async () => {
    expect(await localVantage.exec(['no-such-program-here'], { deadlineMs, signal })).toMatchObject(
      {
        kind: 'not-started',
        code: 'ENOENT',
      },
    );
    const file = join(directory, 'not-executable');
    await writeFile(file, 'text', { mode: 0o600 });
    expect(await localVantage.exec([file], { deadlineMs, signal })).toMatchObject({
      kind: 'not-started',
      code: 'EACCES',
    });
    expect(await localVantage.exec(['bad\0name'], { deadlineMs, signal })).toMatchObject({
      kind: 'not-started',
    });
  });

  it('keeps the first bytes of a huge output and lets the program finish', async () => {
    const program = `process.stdout.write('x'.repeat(8e6), () => process.exit(4))`;
    const result = await localVantage.exec([node, '-e', program], {
      deadlineMs,
      signal,
      maxBytes: 1_000,
    });
    expect(result).toMatchObject({ kind: 'ended', exitCode: 4, stdout: 'x'.repeat(1_000) });
  });

  it('ends a program that ignores SIGTERM, within the deadline', async () => {
    const startedAt = performance.now();
    const result = await localVantage.exec(
      ['sh', '-c', 'trap "" TERM; echo ready; while :; do sleep 0.05; done'],
      { deadlineMs: 1_200, signal },
    );
    expect(performance.now() - startedAt).toBeLessThan(1_400);
    expect(result).toMatchObject({
      kind: 'timed-out',
      stillRunning: false,
      state: null,
      stdout: 'ready\n',
    });
    if (result.kind === 'timed-out' && result.pid !== null) await untilGone(result.pid);
  });

  it('ends what a late program started, too', async () => {
    const result = await localVantage.exec(['sh', '-c', 'sleep 60 & echo $!; wait'], {
      deadlineMs: 600,
      signal,
    });
    expect(result.kind).toBe('timed-out');
    if (result.kind === 'timed-out') await untilGone(Number(result.stdout));
  });

  it('does not wait for a daemon that keeps the pipes open', async () => {
    const startedAt = performance.now();
    const result = await localVantage.exec(['sh', '-c', 'setsid sleep 30 & echo $!'], {
      deadlineMs,
      signal,
    });
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    expect(result).toMatchObject({ kind: 'ended', exitCode: 0 });
    if (result.kind === 'ended') process.kill(Number(result.stdout), 'SIGKILL');
  });

  it('gives up on a program that not even SIGKILL ends, and tells its state', async () => {
    // A fake: no ordinary program can sit in the kernel for the test's sake.
    const fakeKillWithoutEffect = () => {};
    const result = await execLocal(
      ['sleep', '60'],
      { deadlineMs: 300, signal },
      fakeKillWithoutEffect,
    );
    expect(result).toMatchObject({ kind: 'timed-out', stillRunning: true, state: 'S' });
    if (result.kind === 'timed-out' && result.pid !== null) process.kill(result.pid, 'SIGKILL');
  });

  it('ends at once when aborted, and does not start when already aborted', async () => {
    const controller = new AbortController();
    const startedAt = performance.now();
    const running = localVantage.exec(['sleep', '60'], { deadlineMs, signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    expect(await running).toEqual({ kind: 'aborted' });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(
      await localVantage.exec(['sleep', '60'], { deadlineMs, signal: controller.signal }),
    ).toEqual({ kind: 'aborted' });
  });

  it('holds neither the event loop nor the exit, and leaves nothing behind', async () => {
    const script = join(directory, 'leaves.ts');
    const source = new URL('../../src/vantage/local-exec.ts', import.meta.url).href;
    await writeFile(
      script,
      `import { execLocal } from ${JSON.stringify(source)};
       const signal = new AbortController().signal;
       const stuck = await execLocal(['sleep', '61'], { deadlineMs: 200, signal }, () => {});
       console.log(stuck.pid);`,
    );
    const startedAt = performance.now();
    const { stdout } = await promisify(execFile)(node, [script]);
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    await untilGone(Number(stdout));
  });
});

describe('readFile', () => {
  it('reads the start of a file, a pseudo file and an endless one', async () => {
    const file = join(directory, 'text');
    await writeFile(file, 'hello world');
    expect((await localVantage.readFile(file, 5)).toString()).toBe('hello');
    expect((await localVantage.readFile(file, 1_000)).toString()).toBe('hello world');
    expect((await localVantage.readFile('/proc/self/stat', 10_000)).length).toBeGreaterThan(50);
    expect(await localVantage.readFile('/dev/zero', 100_000)).toEqual(Buffer.alloc(100_000));
  });

  it('does not wait for the writer of a FIFO', async () => {
    const fifo = join(directory, 'fifo');
    await promisify(execFile)('mkfifo', [fifo]);
    expect((await localVantage.readFile(fifo, 10)).length).toBe(0);
  });

  it('throws as fs does', async () => {
    await expect(localVantage.readFile(join(directory, 'none'), 10)).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });
});
