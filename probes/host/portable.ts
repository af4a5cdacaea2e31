import { availableParallelism, loadavg, release, uptime } from 'node:os';
import type { FileSystem } from './file-systems.ts';
import type { HostReadings } from './readings.ts';
import { noSlowReadings } from './slow-readings.ts';

/**
 * The readings of this machine where it has no /proc (macOS, BSD, Windows). Pressure, kills and
 * inodes are not told there.
 */
export async function readPortably(): Promise<HostReadings> {
  // Loaded only here: it takes longer to load than a look takes.
  const { default: systeminformation } = await import('systeminformation');
  const [memory, disks] = await Promise.all([systeminformation.mem(), systeminformation.fsSize()]);
  const [one = 0, five = 0, fifteen = 0] = loadavg();
  return {
    cores: availableParallelism(),
    load: { one, five, fifteen, runnable: 0, tasks: 0 },
    memory: {
      totalBytes: memory.total,
      availableBytes: memory.available,
      swapTotalBytes: memory.swaptotal,
      swapFreeBytes: memory.swapfree,
    },
    cpuPressure: undefined,
    memoryPressure: undefined,
    ioPressure: undefined,
    openFiles: undefined,
    uptimeMs: uptime() * 1_000,
    kernel: release(),
    fileSystems: disks.flatMap(fileSystemOf),
    turnedReadOnly: [],
    silentMounts: [],
    hungMounts: [],
    signs: [],
    connections: undefined,
    tasks: undefined,
    slow: noSlowReadings,
    stolenPercent: undefined,
    lastWords: null,
    bootId: undefined,
    driftPpm: undefined,
    oomKills: { host: 0, cgroup: 0, newestLine: undefined, unreadable: undefined },
    clock: undefined,
  };
}

interface Disk {
  readonly fs: string;
  readonly type: string;
  readonly size: number;
  readonly available: number;
  readonly use: number;
  readonly mount: string;
  readonly rw: boolean | null;
}

function fileSystemOf({ fs, type, size, available, use, mount, rw }: Disk): readonly FileSystem[] {
  if (!(size > 0)) return [];
  return [
    {
      mount: { point: mount, device: fs, source: fs, type, readOnly: rw === false },
      sizeBytes: size,
      availableBytes: available,
      usedPercent: use,
      inodes: 0,
      inodesFree: 0,
    },
  ];
}
