import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseDisks } from '../../../probes/host/disks.ts';
import { hostProbe } from '../../../probes/host/index.ts';
import { parseInterfaces } from '../../../probes/host/interfaces.ts';
import { parsePortUse } from '../../../probes/host/ports.ts';
import { parseTasks } from '../../../probes/host/tasks.ts';
import type { LookContext } from '../../../probes/probe.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { lookAt } from '../../support/look-at.ts';
import { writeProcTree } from '../../support/proc-tree.ts';
import { sharedFolder } from '../../support/shared-folder.ts';

/** A fake /proc of a machine that started 5,000 s ago; its kernel log in a file. */
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'weaklink-signs-'));
  writeProcTree(root, {
    'proc/loadavg': '0.50 0.40 0.30 1/200 999\n',
    'proc/stat': 'cpu  1000 0 1000 8000 0 0 0 0 0 0\ncpu0 1\ncpu1 1\n',
    'proc/uptime': '5000.00 9000.00\n',
    'proc/sys/kernel/pid_max': '4194304\n',
    'proc/sys/kernel/threads-max': '100000\n',
    'proc/sys/kernel/random/boot_id': 'one\n',
    'proc/1/mountinfo': '1 0 8:1 / /data rw - ext4 /dev/sda1 rw\n',
    'kern.log': '',
  });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const look = (options: object = {}, context: Partial<LookContext> = {}) =>
  lookAt(
    hostProbe,
    { procRoot: join(root, 'proc'), root, kernelLog: join(root, 'kern.log'), ...options },
    context,
  );
const log = (...lines: readonly string[]) =>
  writeFileSync(join(root, 'kern.log'), lines.join('\n'));

describe('the kernel log tells', () => {
  test.each([
    ['INFO: task vllm:4711 blocked for more than 122 seconds.', 'host.hung_task'],
    ['watchdog: BUG: soft lockup - CPU#3 stuck for 26s! [vllm:4711]', 'host.kernel_fault'],
    ['EXT4-fs (sda1): Remounting filesystem read-only', 'host.readonly_fs'],
    ['I/O error, dev nvme1n1, sector 12345 op 0x0:(READ)', 'host.io_error'],
    ['nf_conntrack: table full, dropping packet', 'host.connection_table_full'],
    ['VFS: file-max limit 1000000 reached', 'host.fd_exhausted'],
    ['nfs: server models not responding, still trying', 'host.mount_hung'],
    ['mce: [Hardware Error]: Machine check events logged', 'host.hardware_error'],
  ])('%s', async (line, symptom) => {
    log(`[ 4990.000000] ${line}`);
    const finding = await look();
    expect(finding.symptom).toBe(symptom);
    expect(finding.evidence?.[0]).toContain(line.slice(0, 30));
  });

  test('what is long past is past, for all but a file server that never came back', async () => {
    log(
      '[ 100.000000] INFO: task vllm:4711 blocked for more than 122 seconds.',
      '[ 200.000000] nfs: server models not responding, still trying',
    );
    const finding = await look();
    expect([finding.symptom, ...(finding.alsoSeen ?? [])]).toEqual(['host.mount_hung']);
    log(
      '[ 200.000000] nfs: server models not responding, still trying',
      '[ 300.000000] nfs: server models OK',
    );
    const later = { ...systemClock, monotonic: () => systemClock.monotonic() + 20_000 };
    expect((await look({}, { clock: later })).outcome).toBe('ok');
  });

  test("a file system that is not mounted any more is nobody's trouble, a disk is", async () => {
    log('[ 4990.000000] EXT4-fs (loop0): Remounting filesystem read-only');
    expect((await look()).outcome).toBe('ok');
    log('[ 4990.000000] I/O error, dev sdz, sector 12345 op 0x0:(READ)');
    const later = { ...systemClock, monotonic: () => systemClock.monotonic() + 20_000 };
    expect((await look({}, { clock: later })).symptom).toBe('host.io_error');
  });

  test('a link that is lost once is somebody at work; again and again it is a cable', async () => {
    const down = (second: number) => `[ ${second}.000000] mlx5_core 0000:9d:00.1 eth0: Link down`;
    log(down(4_900), down(4_950));
    expect((await look()).outcome).toBe('ok');
    log(down(4_900), down(4_950), down(4_990));
    const later = { ...systemClock, monotonic: () => systemClock.monotonic() + 20_000 };
    expect(await look({}, { clock: later })).toMatchObject({
      outcome: 'degraded',
      symptom: 'host.link_flaps',
      summary: 'eth0 lost its link 3 times',
    });
  });
});

describe('/proc tells', () => {
  test.each([
    [
      'a full table of connections',
      {
        'proc/sys/net/netfilter/nf_conntrack_count': '262000\n',
        'proc/sys/net/netfilter/nf_conntrack_max': '262144\n',
      },
      'host.connection_table_full',
    ],
    [
      'no room for another thread',
      { 'proc/loadavg': '0.50 0.40 0.30 1/99000 999\n' },
      'host.tasks_exhausted',
    ],
  ])('%s', async (_, files, symptom) => {
    writeProcTree(root, files);
    expect(await look()).toMatchObject({ outcome: 'failed', symptom });
  });

  test('processors that are lent to others', async () => {
    await look();
    writeProcTree(root, { 'proc/stat': 'cpu  1300 0 1000 8000 0 0 0 700 0 0\ncpu0 1\ncpu1 1\n' });
    expect(await look()).toMatchObject({
      outcome: 'degraded',
      symptom: 'host.cpu_stolen',
      summary: '70 % of the processors is stolen',
    });
    writeProcTree(root, { 'proc/stat': 'cpu  2300 0 1000 8000 0 0 0 700 0 0\ncpu0 1\ncpu1 1\n' });
    expect((await look()).outcome).toBe('ok');
  });
});

describe('a panic that the firmware kept', () => {
  const panic = '<0>[ 3098.275469] Kernel panic - not syncing: Fatal exception';
  const dump = () =>
    writeProcTree(root, { 'sys/fs/pstore/dmesg-erst-1': `Panic#1 Part1\n${panic}\n` });

  test('is what was wrong, right after the start', async () => {
    dump();
    writeProcTree(root, { 'proc/uptime': '120.00 200.00\n' });
    expect(await look()).toMatchObject({
      outcome: 'failed',
      symptom: 'host.kernel_fault',
      summary: 'started 2 m ago after a panic',
    });
  });

  test('is a fact later on', async () => {
    dump();
    expect(await look()).toMatchObject({
      outcome: 'ok',
      facts: { lastPanic: expect.stringContaining('Kernel panic'), bootId: 'one' },
    });
  });
});

test('tasks of ps: who hangs, who only starts a program, and who is of the kernel', () => {
  const text = [
    '    1     0 Ss   ep_poll                          systemd',
    '  900     2 D    msleep                           nvidia-modeset/',
    ' 4711     1 Dl   rpc_wait_bit_killable            python3 -m x',
    ' 4712     1 D    kernel_clone                     sh',
    ' 4713  4711 Z    -                                sh <defunct>',
    'nonsense',
  ].join('\n');
  expect(parseTasks(text)).toEqual({
    stuck: [{ pid: 4_711, name: 'python3 -m x', waitsIn: 'rpc_wait_bit_killable' }],
    zombies: 1,
  });
});

test('ports of ss: those towards one destination count together', () => {
  const text = [
    'LISTEN    0 128 0.0.0.0:40001 0.0.0.0:*',
    'TIME-WAIT 0 0 10.0.0.1:40001 10.0.0.9:443',
    'ESTAB     0 0 10.0.0.1:40002 10.0.0.9:443',
    'ESTAB     0 0 [::1]:40003 [::1]:80',
    'ESTAB     0 0 10.0.0.1:8000 10.0.0.7:51000',
  ].join('\n');
  expect(parsePortUse(text, { first: 40_000, last: 40_009 })).toEqual({
    destination: '10.0.0.9:443',
    used: 2,
    most: 10,
  });
});

test('disks of lsblk, as JSON and as pairs', () => {
  const disk = { name: 'nvme0n1', sizeBytes: 3_200_631_791_616, model: 'X1', readOnly: false };
  const devices = [
    { name: 'nvme0n1', type: 'disk', size: 3_200_631_791_616, model: 'X1 ', rm: false, ro: false },
    { name: 'loop0', type: 'loop', size: '63.9M', rm: false, ro: true },
    { name: 'sdz', type: 'disk', size: '8G', rm: true, ro: false },
    null,
  ];
  expect(parseDisks(JSON.stringify({ blockdevices: devices }))).toEqual([disk]);
  const pairs = 'NAME="/dev/nvme0n1" TYPE="disk" SIZE="3200631791616" MODEL="X1 " RM="0" RO="0"\n';
  expect(parseDisks(pairs)).toEqual([disk]);
  for (const nonsense of ['', '{', 'x', '{"blockdevices":7}']) {
    expect(parseDisks(nonsense)).toEqual([]);
  }
});

const folder = sharedFolder('captures');

describe.skipIf(folder === null)('real lists of disks (../shared/captures)', () => {
  const files = readdirSync(folder ?? '.', { recursive: true, encoding: 'utf8' }).filter((name) =>
    /lsblk/.test(name),
  );

  test.each(files)('%s', (name) => {
    const text = readFileSync(join(folder ?? '.', name), 'utf8');
    const told = new Set(text.match(/"(?:\/dev\/)?(?:nvme\d+n\d+|[sv]d[a-z])"/g));
    const disks = parseDisks(text);
    expect(disks).toHaveLength(told.size);
    for (const { sizeBytes } of disks) expect(sizeBytes).toBeGreaterThan(1e9);
  });
});

describe.skipIf(folder === null)('real interfaces (../shared/captures)', () => {
  const files = readdirSync(folder ?? '.', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name, readFileSync(join(folder ?? '.', name), 'utf8')] as const)
    .filter(([, text]) => text.includes('"operstate"'));

  test.each(files)('%s', (_, text) => {
    const whole = JSON.parse(text) as { readonly intf_status?: readonly object[] };
    const told = whole.intf_status ?? [];
    const seen = parseInterfaces(JSON.stringify(told));
    expect(seen.length).toBeGreaterThan(0);
    for (const { name, works, isUp, mtu } of seen) {
      const one = told.find((it) => 'ifname' in it && it.ifname === name);
      expect(one).toMatchObject({ mtu });
      const { flags, operstate } = one as { flags: string[]; operstate: string };
      expect(isUp).toBe(flags.includes('UP'));
      if (operstate === 'DOWN') expect(works).toBe(false);
      if (operstate === 'UP') expect(works).toBe(true);
    }
  });
});
