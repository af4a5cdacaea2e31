import type { SymptomSpec } from '../probe.ts';

export const processSymptoms = {
  'process.absent': { outcome: 'failed', meaning: 'no such process runs' },
  'process.zombie': { outcome: 'failed', meaning: 'the process is dead and not yet reaped' },
  'process.stopped': {
    outcome: 'failed',
    meaning: 'the process is stopped (SIGSTOP or a debugger)',
  },
  'process.restarting': { outcome: 'failed', meaning: 'the process keeps restarting' },
  'process.oom_killed': {
    outcome: 'failed',
    meaning: 'the kernel killed the process for lack of memory',
  },
  'process.uninterruptible': {
    outcome: 'degraded',
    meaning: 'the process waits in the kernel and cannot be interrupted',
  },
  'process.fd_exhausted': {
    outcome: 'degraded',
    meaning: 'the process is near its limit of open files',
  },
} as const satisfies Record<string, SymptomSpec>;
