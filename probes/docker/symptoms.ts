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
  'docker.replicas_missing': {
    outcome: 'degraded',
    meaning: 'fewer containers of the service run than are wanted',
  },
  'docker.port_conflict': { outcome: 'failed', meaning: 'a port that it needs is taken' },
  'docker.port_unpublished': {
    outcome: 'failed',
    meaning: 'a port is not published where callers look for it',
  },
  'docker.other_network': {
    outcome: 'failed',
    meaning: 'the container is in another network than it should be',
  },
  'docker.mount_missing': { outcome: 'failed', meaning: 'what the container mounts is not there' },
  'docker.mount_empty': { outcome: 'failed', meaning: 'a directory that it mounts is empty' },
  'docker.mount_readonly': {
    outcome: 'failed',
    meaning: 'a directory that it writes to is mounted read-only',
  },
  'docker.wrong_platform': {
    outcome: 'failed',
    meaning: 'its program is for another processor or GPU',
  },
  'docker.other_image': { outcome: 'failed', meaning: 'the container was made of another image' },
  'docker.shm_too_small': { outcome: 'failed', meaning: 'its shared memory is too small' },
  'docker.no_space': { outcome: 'failed', meaning: 'there is no space left for what it writes' },
  'docker.gpu_memory': { outcome: 'failed', meaning: 'the GPU has too little free memory for it' },
  'docker.gpu_runtime': {
    outcome: 'failed',
    meaning: 'Docker or its program cannot get at a GPU',
  },
  'docker.driver_too_old': {
    outcome: 'failed',
    meaning: 'the driver of the host is too old for the image',
  },
  'docker.program_missing': { outcome: 'failed', meaning: 'the program it should run is missing' },
  'docker.file_missing': { outcome: 'failed', meaning: 'it ended over a missing file' },
  'docker.not_permitted': { outcome: 'failed', meaning: 'it ended over a missing permission' },
  'docker.bad_arguments': { outcome: 'failed', meaning: 'it ended over its own arguments' },
  'docker.secret_missing': { outcome: 'failed', meaning: 'it ended over a missing secret' },
  'docker.cpu_throttled': {
    outcome: 'degraded',
    meaning: 'the container is held back at its processor limit',
  },
  'docker.memory_pressure': {
    outcome: 'degraded',
    meaning: 'all of the container waits for memory',
  },
  'docker.image_pull_auth': { outcome: 'failed', meaning: 'its registry refuses the image' },
  'docker.image_pull_not_found': { outcome: 'failed', meaning: 'the registry has no such image' },
  'docker.image_pull_rate_limit': {
    outcome: 'failed',
    meaning: 'the registry limits the rate of pulls',
  },
  'docker.image_pull_platform': {
    outcome: 'failed',
    meaning: 'the image does not exist for this platform',
  },
  'docker.image_pull_unreachable': {
    outcome: 'failed',
    meaning: 'the registry of the image cannot be reached',
  },
} as const satisfies Record<string, SymptomSpec>;
