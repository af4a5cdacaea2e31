import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hostProbe } from '../../../probes/host/index.ts';
import type { Finding, LookContext } from '../../../probes/probe.ts';
import { lookContext } from '../../support/look-context.ts';
import { writeProcTree } from '../../support/proc-tree.ts';

/** A fake /proc of a machine with two processors and 8 GiB. */
let procRoot: string;

const stall = (some: number, full: number) =>
  `some avg10=${some.toFixed(2)} avg60=${some.toFixed(2)} avg300=${some.toFixed(2)} total=1\n` +
  `full avg10=${full.toFixed(2)} avg60=${full.toFixed(2)} avg300=${full.toFixed(2)} total=1\n`;
const memory = (availableKib: number) =>
  `MemTotal:        8388608 kB\nMemFree:          100000 kB\nMemAvailable:   ${availableKib} kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n`;

beforeEach(() => {
  procRoot = mkdtempSync(join(tmpdir(), 'weaklink-host-'));
  writeProcTree(procRoot, {
    loadavg: '0.50 0.40 0.30 1/200 999\n',
    stat: 'cpu  1 2 3\ncpu0 1 2 3\ncpu1 1 2 3\nintr 5\n',
    meminfo: memory(6_000_000),
    'pressure/cpu': stall(1, 0),
    'pressure/memory': stall(0, 0),
    'pressure/io': stall(2, 2),
    vmstat: 'nr_free_pages 5\noom_kill 3\n',
    'sys/fs/file-nr': '1000\t0\t100000\n',
    'sys/kernel/osrelease': '6.1.0-test\n',
    uptime: '5000.00 9000.00\n',
    '1/mountinfo': '',
    'kern.log': '',
  });
});

afterEach(() => rmSync(procRoot, { recursive: true, force: true }));

function look(options: object = {}, context: Partial<LookContext> = {}): Promise<Finding> {
  const kernelLog = join(procRoot, 'kern.log');
  const parsed = hostProbe.options.parse({ procRoot, kernelLog, ...options });
  return hostProbe.look(parsed, lookContext(context));
}

test('a well machine', async () => {
  expect(await look()).toMatchObject({
    outcome: 'ok',
    symptom: null,
    summary: 'load 0.5 on 2 cores, memory 71 % free',
    facts: { cores: 2, load: '0.5 0.4 0.3', openFiles: 1_000, kernel: '6.1.0-test', oomKills: 0 },
    measures: expect.arrayContaining([{ name: 'load_per_core', value: 0.25, unit: 'count' }]),
  });
});

describe.each([
  [
    'busy is not sick: a load of five per processor without anyone waiting for one',
    { loadavg: '10.00 10.00 10.00 2/200 999\n' },
    null,
  ],
  [
    'a burst: the load of a minute, not yet of five',
    { loadavg: '30.00 3.00 1.00 30/200 999\n', 'pressure/cpu': stall(90, 0) },
    null,
  ],
  [
    'more work than processors, for long, and tasks wait',
    { loadavg: '30.00 20.00 9.00 30/200 999\n', 'pressure/cpu': stall(90, 0) },
    'host.load',
  ],
  [
    'little memory available that nobody misses, as with huge pages',
    { meminfo: memory(100_000) },
    null,
  ],
  [
    'little memory, and all tasks wait for it',
    { meminfo: memory(500_000), 'pressure/memory': stall(30, 15) },
    'host.mem_pressure',
  ],
  [
    'nearly no memory, and some tasks wait',
    { meminfo: memory(100_000), 'pressure/memory': stall(8, 1) },
    'host.mem_pressure',
  ],
  ['a working set larger than memory', { 'pressure/memory': stall(80, 60) }, 'host.mem_pressure'],
  [
    'reading a model for a minute',
    {
      'pressure/io':
        'some avg10=99.00 avg60=95.00 avg300=20.00 total=1\nfull avg10=99.00 avg60=95.00 avg300=20.00 total=1\n',
    },
    null,
  ],
  ['storage that stalls for minutes', { 'pressure/io': stall(99, 97) }, 'host.io_stall'],
  ['out of file descriptors', { 'sys/fs/file-nr': '99500\t0\t100000\n' }, 'host.fd_exhausted'],
])('%s', (_, files, symptom) => {
  test(`is ${symptom ?? 'well'}`, async () => {
    writeProcTree(procRoot, files);
    expect((await look()).symptom).toBe(symptom);
  });
});

test('a kernel without pressure figures: a crowd that wants to run decides', async () => {
  rmSync(join(procRoot, 'pressure'), { recursive: true });
  writeProcTree(procRoot, { loadavg: '30.00 20.00 9.00 1/200 999\n' });
  expect((await look()).symptom).toBeNull();
  writeProcTree(procRoot, { loadavg: '30.00 20.00 9.00 12/200 999\n' });
  expect((await look()).symptom).toBe('host.load');
});

describe('kills for lack of memory', () => {
  const line = (second: number, cgroup: boolean) =>
    `[ ${second}.000000] ${cgroup ? 'Memory cgroup out' : 'Out'} of memory: Killed process ${second} (vllm) total-vm:1kB\n`;
  const writeLog = (text: string) => writeFileSync(join(procRoot, 'kern.log'), text);
  const count = (kills: number) => writeProcTree(procRoot, { vmstat: `oom_kill ${kills}\n` });

  test('of the last five minutes, by the kernel log', async () => {
    writeLog(line(4_000, false) + line(4_900, false));
    const finding = await look();
    expect(finding).toMatchObject({
      outcome: 'failed',
      symptom: 'host.oom_kill',
      summary: '1 killed for lack of memory in 5 min',
    });
    expect(finding.evidence?.[0]).toContain('Killed process 4900 (vllm)');
  });

  test('by the limit of a container: its trouble, told as a fact', async () => {
    writeLog(line(4_900, true));
    expect(await look()).toMatchObject({ outcome: 'ok', facts: { oomKillsInCgroups: 1 } });
  });

  test('met at once when the kernel counts one', async () => {
    expect((await look()).outcome).toBe('ok');
    count(4);
    writeLog(line(4_999, false));
    expect(await look()).toMatchObject({ symptom: 'host.oom_kill', facts: { oomKills: 1 } });
    expect((await look()).symptom, 'and still there at the next look').toBe('host.oom_kill');
  });

  test('counted by the kernel and not in its log', async () => {
    const options = { kernelLog: join(procRoot, 'none') };
    const first = await look(options);
    expect(first).toMatchObject({ outcome: 'ok' });
    expect(first.facts?.kernelLog).toMatch(/none: no such file$/);
    count(5);
    expect(await look(options)).toMatchObject({ symptom: 'host.oom_kill', facts: { oomKills: 2 } });
  });

  test('counted once where the log tells of a container', async () => {
    await look();
    count(4);
    writeLog(line(4_999, true));
    expect(await look()).toMatchObject({ outcome: 'ok', facts: { oomKillsInCgroups: 1 } });
  });
});

test('several at once: the most telling first', async () => {
  writeProcTree(procRoot, {
    'sys/fs/file-nr': '99500\t0\t100000\n',
    'pressure/memory': stall(80, 60),
    'pressure/io': stall(99, 97),
  });
  expect(await look()).toMatchObject({
    outcome: 'failed',
    symptom: 'host.fd_exhausted',
    alsoSeen: ['host.mem_pressure', 'host.io_stall'],
  });
});

test('nonsense in /proc is missing, not zero', async () => {
  writeProcTree(procRoot, {
    loadavg: '0.50 0.40 0.30 1/200 999\n',
    stat: '\u001b[2J',
    meminfo: 'MemTotal: lots\n',
    'pressure/memory': 'some avg10=nan\n',
    'sys/fs/file-nr': '',
    uptime: 'x',
    vmstat: '\u0000',
  });
  const finding = await look();
  expect(finding).toMatchObject({
    outcome: 'ok',
    facts: { cores: null, memoryBytes: null, openFiles: null, uptimeMs: null },
  });
  expect(finding.measures).toEqual([
    { name: 'cpu_waiting', value: 1, unit: '%' },
    { name: 'io_stalled', value: 2, unit: '%' },
  ]);
});

test('cancelled, and nothing to read', async () => {
  expect((await look({}, { signal: AbortSignal.abort() })).symptom).toBe('self.cancelled');
  expect((await look({ procRoot: join(procRoot, 'none') })).symptom).toBe('self.vantage');
});
