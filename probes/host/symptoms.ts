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
  'host.mount_hung': { outcome: 'failed', meaning: 'a mounted file system does not answer' },
  'host.io_error': { outcome: 'failed', meaning: 'a disk or a file system fails to read or write' },
  'host.hung_task': { outcome: 'failed', meaning: 'a task hangs in the kernel' },
  'host.kernel_fault': { outcome: 'failed', meaning: 'the kernel itself failed' },
  'host.hardware_error': {
    outcome: 'degraded',
    meaning: 'the machine reports an error of its hardware',
  },
  'host.connection_table_full': {
    outcome: 'failed',
    meaning: 'the table of tracked connections is full',
  },
  'host.ports_exhausted': {
    outcome: 'failed',
    meaning: 'the ports for outgoing connections run out',
  },
  'host.tasks_exhausted': {
    outcome: 'failed',
    meaning: 'the host can start hardly a process more',
  },
  'host.zombies': { outcome: 'degraded', meaning: 'dead processes pile up' },
  'host.link_down': { outcome: 'failed', meaning: 'a network interface has no link' },
  'host.link_flaps': {
    outcome: 'degraded',
    meaning: 'a network interface loses its link now and then',
  },
  'host.link_errors': { outcome: 'degraded', meaning: 'a network interface counts many errors' },
  'host.cpu_stolen': {
    outcome: 'degraded',
    meaning: 'the hypervisor gives its processors to others',
  },
} as const satisfies Record<string, SymptomSpec>;
