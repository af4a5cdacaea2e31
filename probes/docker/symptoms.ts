import type { SymptomSpec } from '../probe.ts';

export const dockerSymptoms = {
  'docker.daemon_unreachable': { outcome: 'failed', meaning: 'the Docker daemon does not answer' },
  'docker.not_found': { outcome: 'failed', meaning: 'there is no such container' },
  'docker.exited': { outcome: 'failed', meaning: 'the container has exited' },
  'docker.oom_killed': {
    outcome: 'failed',
    meaning: 'the container was killed for lack of memory',
  },
  'docker.oom_suspected': {
    outcome: 'failed',
    meaning: 'the container was killed with SIGKILL, perhaps for lack of memory',
  },
  'docker.restart_loop': { outcome: 'failed', meaning: 'the container keeps restarting' },
  'docker.unhealthy': { outcome: 'failed', meaning: 'the health check of the container fails' },
  'docker.starting': { outcome: 'degraded', meaning: 'the health check has not passed yet' },
  'docker.paused': { outcome: 'failed', meaning: 'the container is paused' },
  'docker.dead': { outcome: 'failed', meaning: 'the container is dead and could not be removed' },
  'docker.created': { outcome: 'failed', meaning: 'the container was created and never started' },
  'docker.image_missing': { outcome: 'failed', meaning: 'the image of the container is gone' },
  'docker.no_network': {
    outcome: 'failed',
    meaning: 'the container runs and is connected to no network',
  },
  'docker.gpu_not_attached': {
    outcome: 'failed',
    meaning: 'the container has no GPU although one is expected',
  },
} as const satisfies Record<string, SymptomSpec>;
