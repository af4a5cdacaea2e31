import { describe, expect, test } from 'vitest';
import { readCgroupMemory } from '../../../probes/docker/cgroup-memory.ts';
import { localVantage } from '../../../src/vantage/local.ts';
import type { Vantage } from '../../../src/vantage/types.ts';

/** The kernel's files of the control group version that this machine may not have. */
function fakeFiles(files: Readonly<Record<string, string>>): Vantage {
  const missing = Object.assign(new Error('missing'), { code: 'ENOENT' });
  const readFile = (path: string) =>
    path in files ? Promise.resolve(Buffer.from(files[path] ?? '')) : Promise.reject(missing);
  return { ...localVantage, readFile };
}

describe('readCgroupMemory', () => {
  test('version 2', async () => {
    const vantage = fakeFiles({
      '/proc/7/cgroup': '0::/system.slice/docker-abc.scope\n',
      '/sys/fs/cgroup/system.slice/docker-abc.scope/memory.current': '4096\n',
      '/sys/fs/cgroup/system.slice/docker-abc.scope/memory.events':
        'low 0\noom 3\noom_kill 2\noom_group_kill 0\n',
    });
    expect(await readCgroupMemory(vantage, 7)).toEqual({ usedBytes: 4_096, oomKills: 2 });
  });

  test('version 1', async () => {
    const vantage = fakeFiles({
      '/proc/7/cgroup': '12:cpu,cpuacct:/docker/abc\n4:memory:/docker/abc\n0::/\n',
      '/sys/fs/cgroup/memory/docker/abc/memory.usage_in_bytes': '4096\n',
      '/sys/fs/cgroup/memory/docker/abc/memory.oom_control':
        'oom_kill_disable 0\nunder_oom 0\noom_kill 1\n',
    });
    expect(await readCgroupMemory(vantage, 7)).toEqual({ usedBytes: 4_096, oomKills: 1 });
  });

  test('files that cannot be seen tell nothing', async () => {
    expect(await readCgroupMemory(fakeFiles({}), 7)).toEqual({ usedBytes: null, oomKills: null });
  });
});
