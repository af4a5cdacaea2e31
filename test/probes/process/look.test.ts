import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Finding, LookContext } from '../../../probes/probe.ts';
import { processProbe } from '../../../probes/process/index.ts';
import { lookContext, strikingOut } from '../../support/look-context.ts';
import { noSockets } from '../../support/no-sockets.ts';
import { Processes, stateOf, until } from '../../support/processes.ts';

let directory: string;
const processes = new Processes();

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weaklink-process-'));
});

afterEach(async () => {
  await processes.endAll();
  rmSync(directory, { recursive: true, force: true });
});

function look(options: object, context: Partial<LookContext> = {}): Promise<Finding> {
  return processProbe.look(processProbe.options.parse(options), lookContext(context));
}

/** A program of that name, so that no other process of the machine is met. */
function program(name: string): string {
  const path = join(directory, name);
  copyFileSync('/bin/sleep', path);
  return path;
}

test('a process that sleeps is well, and its facts are the kernel’s', async () => {
  const pid = await processes.start('sleep', ['600']);
  await until(() => stateOf(pid) === 'S');
  const finding = await look({ pid });
  expect(finding).toMatchObject({ outcome: 'ok', symptom: null });
  expect(finding.summary).toMatch(new RegExp(`^pid ${pid}, up \\d+ (ms|s)$`));
  expect(finding.facts).toMatchObject({
    pid,
    name: 'sleep',
    state: 'sleeping',
    parent: process.pid,
    threads: 1,
    commandLine: 'sleep 600',
    restarts: 0,
  });
  const startedAt = Date.parse(String(finding.facts?.startedAt));
  expect(Math.abs(Date.now() - startedAt)).toBeLessThan(5_000);
});

test('killed, it is absent', async () => {
  const pid = await processes.start('sleep', ['600']);
  await look({ pid });
  await processes.endAll();
  const finding = await look({ pid });
  expect(finding).toMatchObject({ outcome: 'failed', symptom: 'process.absent' });
  expect(finding.facts).toMatchObject({ pid, lastSeenAlive: expect.stringMatching(/^20/) });
});

test('stopped by SIGSTOP, and well again after SIGCONT', async () => {
  const pid = await processes.start('sleep', ['600']);
  process.kill(pid, 'SIGSTOP');
  await until(() => stateOf(pid) === 'T');
  expect(await look({ pid })).toMatchObject({
    outcome: 'failed',
    symptom: 'process.stopped',
    summary: `stopped, pid ${pid}`,
  });
  process.kill(pid, 'SIGCONT');
  await until(() => stateOf(pid) === 'S');
  expect((await look({ pid })).outcome).toBe('ok');
});

test('a dead child that its parent does not reap is a zombie', async () => {
  const parent = await processes.child('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 600']);
  const pid = await new Promise<number>((resolve) =>
    parent.stdout?.once('data', (data) => resolve(Number(data))),
  );
  await until(() => stateOf(pid) === 'Z');
  const finding = await look({ pid });
  expect(finding).toMatchObject({ outcome: 'failed', symptom: 'process.zombie' });
  expect(finding.evidence?.[0]).toContain(`its parent ${parent.pid} has not reaped it`);
});

describe('by name', () => {
  test('the oldest of several is the one that counts', async () => {
    const path = program('wl-oldest');
    const first = await processes.start(path, ['600']);
    // Start times count in ticks of 10 ms: the second one must fall into a later tick.
    await new Promise((resolve) => setTimeout(resolve, 30));
    await processes.start(path, ['601']);
    expect((await look({ name: 'wl-oldest' })).facts).toMatchObject({ pid: first });
  });

  test('a name longer than the kernel keeps is found by its program', async () => {
    const name = 'wl-a-very-long-name-indeed';
    const pid = await processes.start(program(name), ['600']);
    expect((await look({ name })).facts).toMatchObject({ pid, name: 'wl-a-very-long-' });
  });

  test('all texts of match must occur in the command line', async () => {
    const pid = await processes.start(program('wl-match'), ['600.25']);
    expect((await look({ match: ['wl-match', '600.25'] })).facts).toMatchObject({ pid });
    expect(await look({ match: ['wl-match', '600.26'] })).toMatchObject({
      symptom: 'process.absent',
      summary: 'no process matches wl-match … 600.26',
    });
  });

  test('once stopped it is still found, though another look knew it', async () => {
    const pid = await processes.start(program('wl-again'), ['600']);
    await look({ name: 'wl-again' });
    process.kill(pid, 'SIGSTOP');
    await until(() => stateOf(pid) === 'T');
    expect((await look({ name: 'wl-again' })).symptom).toBe('process.stopped');
  });
});

describe('by pid file', () => {
  test('the number in it is what counts', async () => {
    const pid = await processes.start('sleep', ['600']);
    const pidFile = join(directory, 'x.pid');
    writeFileSync(pidFile, `${pid}\n/var/lib/data\n`);
    expect((await look({ pidFile })).facts).toMatchObject({ pid });
  });

  test.each([
    ['no file', undefined],
    ['an empty file', ''],
    ['no number', 'not a number'],
  ])('%s is an absent process', async (_, text) => {
    const pidFile = join(directory, 'y.pid');
    if (text !== undefined) writeFileSync(pidFile, text);
    const finding = await look({ pidFile });
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'process.absent' });
  });

  test('a number that belongs to another program now is an absent process', async () => {
    const pid = await processes.start('sleep', ['600']);
    const pidFile = join(directory, 'z.pid');
    writeFileSync(pidFile, String(pid));
    const finding = await look({ pidFile, name: 'nginx' });
    expect(finding).toMatchObject({
      symptom: 'process.absent',
      summary: `process ${pid} is sleep, not the one that is meant`,
    });
  });
});

test('started anew three times within the window, it keeps restarting', async () => {
  const pidFile = join(directory, 'loop.pid');
  const symptoms: (string | null)[] = [];
  for (let round = 0; round < 4; round += 1) {
    writeFileSync(pidFile, String(await processes.start('sleep', ['600'])));
    symptoms.push((await look({ pidFile })).symptom);
    await processes.endAll();
  }
  expect(symptoms).toEqual([null, null, null, 'process.restarting']);
  expect(await look({ pidFile })).toMatchObject({
    symptom: 'process.restarting',
    alsoSeen: ['process.absent'],
  });
});

test('near its limit of open files', async () => {
  const child = await processes.child('sh', [
    '-c',
    'ulimit -n 10; exec 3</dev/null 4</dev/null 5</dev/null 6</dev/null 7</dev/null 8</dev/null; exec sleep 600',
  ]);
  const pid = child.pid ?? 0;
  await until(async () => (await look({ pid })).facts?.name === 'sleep');
  expect(await look({ pid })).toMatchObject({
    outcome: 'degraded',
    symptom: 'process.fd_exhausted',
    // The ones opened here, the standard ones, and what the test runner left open.
    summary: expect.stringMatching(/^(9|10) of 10 files open, pid \d+$/),
  });
});

test('what a process calls itself and is told does no harm', async () => {
  const name = 'x\u001b]52;c;QQ\u0007';
  const pid = await processes.start(program(name), ['600', '--token', 'tok-1234']).catch(() => 0);
  // Short, because a killed shell leaves what it waits for behind.
  const shell = await processes.start('sh', ['-c', 'sleep 5; :', 'canary-9', '--api-key=sk-7']);
  const shown = () => look({ pid: shell }, { redactor: strikingOut('canary-9') });
  // Between fork and exec a process has no arguments, or those of its parent.
  await vi.waitUntil(async () => String((await shown()).facts?.commandLine).startsWith('sh '));
  const finding = await shown();
  expect(finding.facts?.commandLine).toBe('sh -c sleep 5; : ‹redacted› --api-key=‹redacted›');
  const hostile = JSON.stringify(await look({ pid }));
  expect(hostile).not.toContain('tok-1234');
  expect(hostile).not.toMatch(/\\u001b|\\u0007/);
});

test('cancelled, and too late', async () => {
  expect(await look({ pid: 1 }, { signal: AbortSignal.abort() })).toMatchObject({
    outcome: 'unknown',
    symptom: 'self.cancelled',
  });
  /** A fake vantage whose files never answer, as on a machine that hangs. */
  const hanging = {
    name: 'hangs',
    exec: () => new Promise<never>(() => {}),
    readFile: () => new Promise<never>(() => {}),
    dial: noSockets,
    forward: noSockets,
  };
  expect(await look({ pid: 1 }, { vantage: hanging, deadlineMs: 30 })).toMatchObject({
    outcome: 'unknown',
    symptom: 'self.vantage',
  });
});
