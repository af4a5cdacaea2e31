import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Finding, LookContext } from '../../../probes/probe.ts';
import { processProbe } from '../../../probes/process/index.ts';
import { lookContext } from '../../support/look-context.ts';
import { statLine, writeProcTree } from '../../support/proc-tree.ts';

/** States that cannot be produced at will, in a fake /proc. */
let procRoot: string;

beforeEach(() => {
  procRoot = mkdtempSync(join(tmpdir(), 'weaklink-proc-'));
  writeProcTree(procRoot, {
    uptime: '2000.00 3000.00\n',
    stat: 'cpu 0\n',
    '1/stat': statLine({ pid: 1, name: 'init', state: 'S', startTicks: 1 }),
  });
});

afterEach(() => rmSync(procRoot, { recursive: true, force: true }));

function look(options: object, context: Partial<LookContext> = {}): Promise<Finding> {
  const kernelLog = join(procRoot, 'kern.log');
  const parsed = processProbe.options.parse({ procRoot, kernelLog, ...options });
  return processProbe.look(parsed, lookContext(context));
}

function write(pid: number, state: string, more: Partial<Parameters<typeof statLine>[0]> = {}) {
  writeProcTree(procRoot, {
    [`${pid}/stat`]: statLine({ pid, name: 'vllm', state, startTicks: 100_000, ...more }),
    [`${pid}/cmdline`]: 'vllm\0serve\0',
    [`${pid}/status`]:
      'FDSize:\t64\nTracerPid:\t7\nvoluntary_ctxt_switches:\t1\nnonvoluntary_ctxt_switches:\t1\n',
    [`${pid}/wchan`]: 'nv_wait\u001b[31m',
  });
}

function gone(pid: number) {
  rmSync(join(procRoot, String(pid)), { recursive: true });
}

describe('in state D', () => {
  test('it is a symptom from the third look without progress on', async () => {
    write(50, 'D', { cpuTicks: 9 });
    const findings = [await look({ pid: 50 }), await look({ pid: 50 }), await look({ pid: 50 })];
    expect(findings.map(({ symptom }) => symptom)).toEqual([null, null, 'process.uninterruptible']);
    expect(findings[2]).toMatchObject({ outcome: 'degraded' });
    expect(findings[2]?.evidence?.[0]).toMatch(/^process 50 waits in nv_wait␛\[31m, without/);
  });

  test('while it uses the processor between the looks, it is none', async () => {
    for (let cpuTicks = 0; cpuTicks < 5; cpuTicks += 1) {
      write(51, 'D', { cpuTicks });
      expect((await look({ pid: 51 })).symptom).toBeNull();
    }
  });

  test('its command line is not read, and a known one is still the one that is meant', async () => {
    write(52, 'S');
    expect((await look({ match: ['vllm', 'serve'] })).facts).toMatchObject({ pid: 52 });
    write(52, 'D');
    expect(await look({ match: ['vllm', 'serve'] })).toMatchObject({
      outcome: 'ok',
      facts: { pid: 52, commandLine: '' },
    });
  });
});

test('held by a debugger it is stopped; a dead main thread with living others is not a zombie', async () => {
  write(60, 't');
  expect(await look({ pid: 60 })).toMatchObject({ symptom: 'process.stopped' });
  write(61, 'Z', { threads: 5 });
  expect((await look({ pid: 61 })).outcome).toBe('ok');
});

test('the same number with another start is another process', async () => {
  write(70, 'S');
  await look({ pid: 70 });
  write(70, 'S', { startTicks: 150_000 });
  const finding = await look({ pid: 70 });
  expect(finding).toMatchObject({ symptom: 'process.absent' });
  expect(finding.summary).toContain('its number was reused');
});

describe('killed for lack of memory', () => {
  const kill = (second: number, pid: number, name = 'vllm') =>
    `[ ${second}.000000] Memory cgroup out of memory: Killed process ${pid} (${name}) total-vm:1kB, anon-rss:1kB\n`;
  const writeLog = (text: string) => writeFileSync(join(procRoot, 'kern.log'), text);

  test('the kernel log names its number', async () => {
    write(80, 'S');
    await look({ pid: 80 });
    gone(80);
    writeLog(`[ 1.000000] Linux version\n${kill(1_999, 80)}`);
    const finding = await look({ pid: 80 });
    expect(finding).toMatchObject({
      outcome: 'failed',
      symptom: 'process.oom_killed',
      alsoSeen: ['process.absent'],
    });
    expect(finding.evidence?.[0]).toContain('Killed process 80 (vllm)');
  });

  test('a zombie that the kernel killed', async () => {
    write(81, 'Z');
    writeLog(kill(1_999, 81));
    expect(await look({ pid: 81 })).toMatchObject({
      symptom: 'process.oom_killed',
      alsoSeen: ['process.zombie'],
    });
  });

  test('by name, when no look has seen it: a kill of the last hour', async () => {
    writeLog(kill(1_000, 9_999));
    expect((await look({ name: 'vllm' })).symptom).toBe('process.oom_killed');
  });

  test('a kill from before it was last seen alive is another story', async () => {
    writeLog(kill(1_000, 82));
    write(82, 'S');
    await look({ name: 'vllm', pidFile: undefined });
    gone(82);
    expect((await look({ name: 'vllm' })).symptom).toBe('process.absent');
  });

  test('the kill of another process, and a name alone without a time, prove nothing', async () => {
    writeLog(`${kill(1_999, 83, 'other')}Out of memory: Killed process 84 (vllm) total-vm:1kB\n`);
    expect((await look({ name: 'vllm', match: ['x'] })).symptom).toBe('process.absent');
  });

  test('the line may come a moment after the end', async () => {
    writeLog('');
    expect((await look({ pid: 85 })).symptom).toBe('process.absent');
    writeLog(kill(1_999, 85));
    expect((await look({ pid: 85 })).symptom).toBe('process.oom_killed');
    writeLog('');
    await look({ pid: 85 });
    expect((await look({ pid: 85 })).symptom, 'and what is known stays known').toBe(
      'process.oom_killed',
    );
  });

  test('killed again and again, it is killed rather than restarting', async () => {
    for (let round = 0; round < 4; round += 1) {
      write(90 + round, 'S', { startTicks: 100_000 + round });
      writeLog(kill(1_999, 89 + round));
      const finding = await look({ name: 'vllm', restarts: 3 });
      if (round === 1) expect(finding).toMatchObject({ outcome: 'ok', facts: { restarts: 1 } });
      if (round === 3) {
        expect(finding).toMatchObject({
          symptom: 'process.oom_killed',
          alsoSeen: ['process.restarting'],
        });
      }
      gone(90 + round);
    }
  });

  test('no kernel log to read is a fact, not a failure of its own', async () => {
    const finding = await look({ pid: 86, kernelLog: join(procRoot, 'none') });
    expect(finding.symptom).toBe('process.absent');
    expect(finding.facts?.kernelLog).toMatch(/none: no such file$/);
  });
});

describe('not seen is not absent', () => {
  test('where process 1 is hidden, others are hidden too', async () => {
    gone(1);
    expect(await look({ name: 'vllm' })).toMatchObject({
      outcome: 'unknown',
      symptom: 'self.permission',
    });
  });

  test('where there is no /proc', async () => {
    expect(await look({ pid: 5, procRoot: join(procRoot, 'nowhere') })).toMatchObject({
      outcome: 'unknown',
      symptom: 'self.vantage',
    });
  });
});
