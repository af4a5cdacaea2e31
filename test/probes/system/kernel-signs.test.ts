import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lastWordsOf } from '../../../probes/host/last-words.ts';
import { parseKernelSigns } from '../../../probes/system/kernel-signs.ts';
import { dice } from '../../support/dice.ts';
import { sharedFolder } from '../../support/shared-folder.ts';

const clock = { nowMs: Date.parse('2026-11-21T04:00:00Z'), uptimeMs: 3_600_000 };
const signs = (log: string) =>
  parseKernelSigns(log, clock).map(({ kind, thing }) => `${kind} ${thing}`.trim());

describe('one line of the kernel log', () => {
  test.each([
    ['INFO: task python3:4711 blocked for more than 122 seconds.', 'hung-task python3:4711'],
    ['watchdog: BUG: soft lockup - CPU#3 stuck for 26s! [vllm:4711]', 'kernel-fault CPU#3'],
    ['rcu: INFO: rcu_preempt self-detected stall on CPU', 'kernel-fault'],
    ['BUG: kernel NULL pointer dereference, address: 0000000000000008', 'kernel-fault'],
    ['Kernel panic - not syncing: Fatal exception', 'kernel-fault'],
    ['EXT4-fs (sda1): Remounting filesystem read-only', 'read-only sda1'],
    [
      'EXT4-fs error (device nvme0n1p2): ext4_find_entry:1463: inode #2: comm ls: reading directory lblock 0',
      'io-error nvme0n1p2',
    ],
    [
      'XFS (dm-3): Log I/O Error (0x2) detected at xlog_ioend_work. Shutting down filesystem.',
      'read-only dm-3',
    ],
    ['BTRFS info (device sdb1: state E): forced readonly', 'read-only sdb1'],
    [
      'I/O error, dev nvme1n1, sector 12345 op 0x0:(READ) flags 0x80700 phys_seg 1 prio class 0',
      'io-error nvme1n1',
    ],
    ['blk_update_request: critical medium error, dev sdc, sector 99', 'io-error sdc'],
    ['Buffer I/O error on dev sdc1, logical block 5, async page read', 'io-error sdc1'],
    ['nvme nvme0: controller is down; will reset: CSTS=0xffffffff', 'io-error nvme0'],
    ['nf_conntrack: nf_conntrack: table full, dropping packet', 'connection-table'],
    ['VFS: file-max limit 1000000 reached', 'file-table'],
    [
      'nfs: server models.example.org not responding, still trying',
      'server-silent models.example.org',
    ],
    ['nfs: server models.example.org OK', 'server-back models.example.org'],
    ['mlx5_core 0000:9d:00.1 enp157s0f1np1: Link down', 'link-down enp157s0f1np1'],
    ['tg3 0000:02:00.0 eno8303: Link is up at 1000 Mbps, full duplex', 'link-up eno8303'],
    ['igb 0000:01:00.0 eth0: igb: eth0 NIC Link is Down', 'link-down eth0'],
    ['bnxt_en 0000:3b:00.0 ens1f0np0: NIC Link is Down', 'link-down ens1f0np0'],
    ['mce: [Hardware Error]: Machine check events logged', 'hardware'],
    ['EDAC MC0: 1 UE memory read error on CPU_SrcID#0', 'hardware MC0'],
  ])('%s', (line, sign) => {
    expect(signs(`[ 3540.500000] ${line}`)).toEqual([sign]);
  });

  test.each([
    'I/O error, dev sr0, sector 0 op 0x0:(READ)',
    'Buffer I/O error on dev fd0, logical block 0, async page read',
    'EXT4-fs (nvme0n1p3): re-mounted. Opts: (null). Quota mode: none.',
    'EXT4-fs (sda1): mounted filesystem with ordered data mode',
    'ata5: SATA link down (SStatus 0 SControl 300)',
    'docker0: port 1(vetha17b2cc) entered disabled state',
    'systemd[1]: Starting Remount Root and Kernel File Systems...',
    'EDAC i10nm: No hbm memory',
    'EDAC MC0: 1 CE memory read error on CPU_SrcID#0',
    'Memory cgroup out of memory: Killed process 5 (x)',
  ])('%s tells nothing', (line) => {
    expect(signs(`[ 3540.500000] ${line}`)).toEqual([]);
  });

  test('knows its age', () => {
    const [sign] = parseKernelSigns('[ 3540.500000] VFS: file-max limit 1 reached', clock);
    expect(sign?.ageMs).toBeCloseTo(59_500, 3);
  });
});

test('what a machine said before its kernel died', () => {
  expect(lastWordsOf(['Panic#1 Part1\n<6>[ 1.0] well\n'])).toBeNull();
  const oops = '<1>[ 201.6] BUG: unable to handle kernel NULL pointer dereference at (null)';
  const panic = '<0>[ 201.9] Kernel panic - not syncing: Fatal exception';
  expect(lastWordsOf([`Oops#1\n${oops}\n`, `Panic#2\n${oops}\n${panic}\n`])).toBe(panic);
  expect(lastWordsOf([`${oops}\n`])).toBe(oops);
});

const folder = sharedFolder('captures');

describe.skipIf(folder === null)('real kernel logs (../shared/captures)', () => {
  const files = readdirSync(folder ?? '.', { recursive: true, encoding: 'utf8' }).filter((name) =>
    /dmesg|kmsg/.test(name),
  );
  const read = (name: string) => readFileSync(join(folder ?? '.', name), 'utf8');

  test('every sign names its line, and none is found in every line', () => {
    for (const name of files) {
      const log = read(name);
      const found = parseKernelSigns(log, clock);
      for (const { line } of found) expect(log).toContain(line);
      expect(found.length).toBeLessThanOrEqual(Math.max(2, log.split('\n').length / 10));
    }
  });

  test('each panic of a firmware log is found', () => {
    const panics = files.filter((name) => read(name).includes('Kernel panic - not syncing'));
    expect(panics.length).toBeGreaterThan(0);
    for (const name of panics) expect(lastWordsOf([read(name)])).toContain('Kernel panic');
  });

  test('thousands of spoiled copies neither throw nor take long', () => {
    const roll = dice(7);
    const startedAt = performance.now();
    for (let round = 0; round < 1_000; round += 1) {
      const log = read(files[Math.floor(roll() * files.length)] ?? '').slice(0, 20_000);
      const at = Math.floor(roll() * log.length);
      const junk = String.fromCharCode(Math.floor(roll() * 65_536)).repeat(Math.floor(roll() * 50));
      parseKernelSigns(log.slice(0, at) + junk + log.slice(at + junk.length), clock);
    }
    expect(performance.now() - startedAt).toBeLessThan(30_000);
  });
});
