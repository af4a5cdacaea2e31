import { describe, expect, test } from 'vitest';
import { readCgroup } from '../../../probes/docker/cgroup.ts';
import { localVantage } from '../../../src/vantage/local.ts';
import type { Vantage } from '../../../src/vantage/types.ts';

/** The kernel's files of the control group version that this machine may not have. */
function fakeFiles(files: Readonly<Record<string, string>>): Vantage {
  const missing = Object.assign(new Error('missing'), { code: 'ENOENT' });
  const readFile = (path: string) =>
    path in files ? Promise.resolve(Buffer.from(files[path] ?? '')) : Promise.reject(missing);
  return { ...localVantage, readFile };
}

describe('readCgroup', () => {
  test('version 2', async () => {
    const vantage = fakeFiles({
      '/proc/7/cgroup': '0::/system.slice/docker-abc.scope\n',
      '/sys/fs/cgroup/system.slice/docker-abc.scope/memory.current': '4096\n',
      '/sys/fs/cgroup/system.slice/docker-abc.scope/memory.events':
        'low 0\noom 3\noom_kill 2\noom_group_kill 0\n',
      '/sys/fs/cgroup/system.slice/docker-abc.scope/cpu.stat':
        'usage_usec 5\nnr_periods 200\nnr_throttled 150\nthrottled_usec 9\n',
      '/sys/fs/cgroup/system.slice/docker-abc.scope/memory.pressure':
        'some avg10=30.00 avg60=9.00 avg300=1.00 total=1\nfull avg10=25.00 avg60=8.00 avg300=1.00 total=1\n',
      '/sys/fs/cgroup/system.slice/docker-abc.scope/cpu.pressure':
        'some avg10=80.00 avg60=9.00 avg300=1.00 total=1\n',
    });
    expect(await readCgroup(vantage, 7)).toEqual({
      usedBytes: 4_096,
      oomKills: 2,
      throttle: { periods: 200, throttled: 150 },
      pressure: {
        cpu: { some: { avg10: 80, avg60: 9, avg300: 1 }, full: undefined },
        memory: expect.objectContaining({ full: { avg10: 25, avg60: 8, avg300: 1 } }),
        io: null,
      },
    });
  });

  test('version 1', async () => {
    const vantage = fakeFiles({
      '/proc/7/cgroup': '12:cpu,cpuacct:/docker/abc\n4:memory:/docker/abc\n0::/\n',
      '/sys/fs/cgroup/memory/docker/abc/memory.usage_in_bytes': '4096\n',
      '/sys/fs/cgroup/memory/docker/abc/memory.oom_control':
        'oom_kill_disable 0\nunder_oom 0\noom_kill 1\n',
      '/sys/fs/cgroup/cpu/docker/abc/cpu.stat':
        'nr_periods 100\nnr_throttled 7\nthrottled_time 123456789\n',
    });
    expect(await readCgroup(vantage, 7)).toMatchObject({
      usedBytes: 4_096,
      oomKills: 1,
      throttle: { periods: 100, throttled: 7 },
    });
  });

  test('files that cannot be seen tell nothing', async () => {
    expect(await readCgroup(fakeFiles({}), 7)).toEqual({
      usedBytes: null,
      oomKills: null,
      throttle: null,
      pressure: { cpu: null, memory: null, io: null },
    });
  });
});
