import { describe, expect, test } from 'vitest';
import { clockAtEnd, readKernelLog } from '../../../../scripts/captures/readers/kernel-log.ts';
import { linesLeftOut, tellingLines } from '../../../../scripts/captures/readers/telling-lines.ts';

const log = (...messages: readonly string[]) =>
  messages.map((message, index) => `[ ${100 + index}.000000] ${message}`).join('\n');

describe('a kernel log', () => {
  test.each<[string, string, readonly string[]]>([
    ['says nothing', log('systemd[1]: hello', 'eth0: renamed from veth1'), []],
    ['an XID', log('NVRM: Xid (PCI:0000:9b:00): 79, pid=1, fallen off the bus.'), ['gpu.xid']],
    [
      'a hung task',
      log('INFO: task python:4711 blocked for more than 120 seconds.'),
      ['host.hung_task'],
    ],
    ['a panic', log('Kernel panic - not syncing: Fatal exception'), ['host.kernel_fault']],
    [
      'a disk that fails',
      log(
        'I/O error, dev sda, sector 12 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2',
        'EXT4-fs (sda1): Remounting filesystem read-only',
      ),
      ['host.readonly_fs', 'host.io_error'],
    ],
    [
      'memory that ran out',
      log('Out of memory: Killed process 7 (vllm) total-vm:1kB, anon-rss:1kB'),
      ['host.oom_kill'],
    ],
    [
      'a container at its own limit, which is its trouble',
      log('Memory cgroup out of memory: Killed process 7 (vllm) total-vm:1kB, anon-rss:1kB'),
      [],
    ],
    ['a file server', log('nfs: server fs1 not responding, still trying'), ['host.mount_hung']],
    [
      'a file server that came back',
      log('nfs: server fs1 not responding, still trying', 'nfs: server fs1 OK'),
      [],
    ],
    [
      'hardware',
      log('mce: [Hardware Error]: Machine check events logged'),
      ['host.hardware_error'],
    ],
  ])('that tells of %s', (_, text, symptoms) => {
    expect(readKernelLog(text)).toMatchObject({ symptoms, lost: [] });
  });

  test('of an old year is judged as on its last day', () => {
    const down = (minute: number) =>
      `2024-03-01T10:${minute}:00,000000+00:00 mlx5_core 0000:9d:00.1 eth0: Link down`;
    expect(readKernelLog([down(10), down(11), down(12)].join('\n'))?.symptoms).toEqual([
      'host.link_flaps',
    ]);
    expect(readKernelLog([down(10), down(20), down(30)].join('\n'))?.symptoms).toEqual([]);
  });

  test('names what sounds like trouble and is no sign', () => {
    const text = log('python[12]: segfault at 7f ip 7f sp 7f error 4 in libnccl.so.2');
    expect(readKernelLog(text)).toMatchObject({
      symptoms: [],
      unknown: ['python[12]: segfault at 7f ip 7f sp 7f error 4 in libnccl.so'],
    });
  });

  test('is what most of its lines look like', () => {
    expect(readKernelLog('one\ntwo\n[ 1.0] three')).toBeNull();
  });
});

test('the moment at which a log ends, by both ways of telling time', () => {
  const lines = ['2024-03-01T10:00:00,000000+00:00 a', '[ 90.500000] b', 'no time'];
  const { nowMs, uptimeMs } = clockAtEnd(lines);
  expect(nowMs).toBe(Date.parse('2024-03-01T10:00:00Z'));
  expect(uptimeMs).toBe(90_500);
  expect(clockAtEnd([]).uptimeMs).toBeUndefined();
});

describe('the second opinion', () => {
  const panic = '[ 1.0] Kernel panic - not syncing: x';
  const none = { events: [], switchErrors: [], signs: [], kills: [], driverErrors: [] };

  test('tells of a line that no reader gives back', () => {
    expect(linesLeftOut(tellingLines([panic]), none)).toEqual(['Kernel panic - not syncing: x']);
    expect(linesLeftOut(tellingLines([panic]), { ...none, signs: [{ line: panic }] })).toEqual([]);
  });

  test('counts one message of two collectors, and a kill told twice, once', () => {
    const kill = 'Out of memory: Kill process 7 (x) score 9';
    const lines = [
      panic,
      panic.replace('[ 1.0]', 'host kernel:'),
      kill,
      kill.replace('Kill', 'Killed'),
    ];
    expect(tellingLines(lines)).toHaveLength(2);
  });
});
