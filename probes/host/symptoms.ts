import type { SymptomSpec } from '../probe.ts';

export const hostSymptoms = {
  'host.oom_kill': { outcome: 'failed', meaning: 'the kernel killed a process for lack of memory' },
  'host.disk_full': { outcome: 'failed', meaning: 'a file system is full' },
  'host.inode_full': { outcome: 'failed', meaning: 'a file system has no free inodes' },
  'host.readonly_fs': { outcome: 'failed', meaning: 'a file system became read-only' },
  'host.mem_pressure': { outcome: 'degraded', meaning: 'tasks wait for memory' },
  'host.load': { outcome: 'degraded', meaning: 'more work than processors' },
  'host.io_stall': { outcome: 'degraded', meaning: 'tasks wait for storage' },
  'host.disk_nearly_full': { outcome: 'degraded', meaning: 'a file system is nearly full' },
  'host.clock_offset': { outcome: 'degraded', meaning: 'the clock is off' },
  'host.fd_exhausted': { outcome: 'failed', meaning: 'the host is out of file descriptors' },
} as const satisfies Record<string, SymptomSpec>;
