import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SmiRunner } from '../../../probes/gpu/smi-runner.ts';
import type { ExecResult, Vantage } from '../../../src/vantage/types.ts';
import { fakeSmi, script } from '../../support/fake-smi.ts';
import { lookContext } from '../../support/look-context.ts';
import { noSockets } from '../../support/no-sockets.ts';
import { scratch } from '../../support/scratch.ts';

describe('SmiRunner with a real program', () => {
  test('gives what it printed', async () => {
    const run = await new SmiRunner().run([await fakeSmi('hello', 3), '-q'], lookContext());
    expect(run).toMatchObject({ kind: 'ended', exitCode: 3, stdout: 'hello' });
  });

  test('runs it once for looks at the same time', async () => {
    const directory = await scratch();
    const binary = await script(directory, `echo run >> '${directory}/runs'; sleep 0.2; echo done`);
    const runner = new SmiRunner();
    const runs = await Promise.all([1, 2, 3].map(() => runner.run([binary, '-q'], lookContext())));
    expect(runs.map((run) => run.kind === 'ended' && run.stdout)).toEqual(Array(3).fill('done\n'));
    expect(await readFile(join(directory, 'runs'), 'utf8')).toBe('run\n');
  });

  test('runs it again for a look whose partner was cancelled', async () => {
    const binary = await script(await scratch(), 'sleep 0.3; echo done');
    const runner = new SmiRunner();
    const cancelled = new AbortController();
    const first = runner.run([binary, '-q'], lookContext({ signal: cancelled.signal }));
    const second = runner.run([binary, '-q'], lookContext());
    cancelled.abort();
    expect(await first).toEqual({ kind: 'aborted' });
    expect(await second).toMatchObject({ kind: 'ended', stdout: 'done\n' });
  });

  test('does not wait longer than its own look for a run that another started', async () => {
    const binary = await script(await scratch(), 'sleep 30');
    const runner = new SmiRunner();
    const patient = new AbortController();
    const first = runner.run(
      [binary, '-q'],
      lookContext({ signal: patient.signal, deadlineMs: 20_000 }),
    );
    const startedAt = performance.now();
    const second = await runner.run([binary, '-q'], lookContext({ deadlineMs: 300 }));
    expect(second).toMatchObject({ kind: 'hung', pid: null });
    expect(performance.now() - startedAt).toBeLessThan(350);
    patient.abort();
    await first;
  });

  test('ends one that hangs, and starts the next', async () => {
    const binary = await script(await scratch(), "trap '' TERM; sleep 30 & wait; sleep 30");
    const runner = new SmiRunner();
    for (let look = 0; look < 2; look += 1) {
      const run = await runner.run([binary, '-q'], lookContext({ deadlineMs: 500 }));
      expect(run).toMatchObject({ kind: 'hung', stillRunning: false });
    }
  });
});

/**
 * A process that SIGKILL does not end exists only inside a broken driver. This vantage plays one:
 * the first program never ends, and `/proc` shows it until it is released.
 */
class FakeStuckVantage implements Vantage {
  readonly name = 'fake-stuck';
  started = 0;
  startTime = '4711';
  released = false;

  readonly dial = noSockets;
  readonly forward = noSockets;

  exec(): Promise<ExecResult> {
    this.started += 1;
    const output = { stdout: '', stderr: '' };
    if (this.started === 1) {
      const timedOut = { kind: 'timed-out', pid: 77, stillRunning: true, state: 'D' } as const;
      return Promise.resolve({ ...timedOut, ...output });
    }
    return Promise.resolve({ kind: 'ended', exitCode: 0, signal: null, durationMs: 1, ...output });
  }

  readFile(path: string): Promise<Buffer> {
    if (this.released) return Promise.reject(Object.assign(new Error('gone'), { code: 'ENOENT' }));
    if (path === '/proc/77/wchan') return Promise.resolve(Buffer.from('rwsem_down_write_slowpath'));
    const zeros = Array(18).fill('0').join(' ');
    return Promise.resolve(Buffer.from(`77 (nvidia-smi (x)) D ${zeros} ${this.startTime} 0`));
  }
}

describe('SmiRunner with a program that cannot be ended', () => {
  test('says in which state and where it waits, and starts no other until it is gone', async () => {
    const vantage = new FakeStuckVantage();
    const context = lookContext({ vantage });
    const runner = new SmiRunner();
    const stuck = {
      kind: 'hung',
      pid: 77,
      stillRunning: true,
      state: 'D',
      wchan: 'rwsem_down_write_slowpath',
    };
    expect(await runner.run(['nvidia-smi', '-q'], context)).toMatchObject({ ...stuck, forMs: 0 });
    expect(await runner.run(['nvidia-smi', '-q'], context)).toMatchObject(stuck);
    expect(vantage.started).toBe(1);
    vantage.released = true;
    expect(await runner.run(['nvidia-smi', '-q'], context)).toMatchObject({ kind: 'ended' });
  });

  test('does not take another process with its number for it', async () => {
    const vantage = new FakeStuckVantage();
    const context = lookContext({ vantage });
    const runner = new SmiRunner();
    await runner.run(['nvidia-smi', '-q'], context);
    vantage.startTime = '9999';
    expect(await runner.run(['nvidia-smi', '-q'], context)).toMatchObject({ kind: 'ended' });
  });
});
