import type { Weights } from '../effects/effect.ts';
import type { FaultMode } from './mode.ts';

/** What a cluster tells of faults that happen outside clusters too, by the mode. */
const told: Readonly<Record<string, Weights>> = {
  'container.exited': {
    'k8s.crash_loop': 0.5,
    'k8s.exited': 0.3,
    'k8s.none_available': 0.08,
    'k8s.terminating': 0.05,
  },
  'container.restart_loop': {
    'k8s.crash_loop': 0.72,
    'k8s.init_failed': 0.12,
    'k8s.restarted': 0.1,
    'k8s.starting': 0.03,
  },
  'container.unhealthy': { 'k8s.not_ready': 0.82, 'k8s.none_available': 0.1, 'k8s.starting': 0.05 },
  'container.missing': {
    'k8s.not_found': 0.6,
    'k8s.scaled_to_zero': 0.25,
    'k8s.none_available': 0.1,
  },
  'container.no_gpu': { 'k8s.gpu_refused': 0.45, 'k8s.crash_loop': 0.3, ok: 0.22 },
  'container.daemon_down': {
    'k8s.pod_lost': 0.4,
    'k8s.sandbox_failed': 0.2,
    'k8s.not_ready': 0.15,
    ok: 0.22,
  },
  'container.start_refused': {
    'k8s.start_error': 0.55,
    'k8s.create_refused': 0.2,
    'k8s.config_error': 0.12,
    'k8s.sandbox_failed': 0.1,
  },
  'container.disconnected': { 'k8s.sandbox_failed': 0.6, 'k8s.not_ready': 0.2, ok: 0.17 },
  'container.mount_missing': {
    'k8s.mount_failed': 0.5,
    'k8s.volume_pending': 0.25,
    'k8s.volume_lost': 0.06,
    'k8s.crash_loop': 0.15,
  },
  'container.secret_missing': {
    'k8s.secret_missing': 0.6,
    'k8s.config_missing': 0.16,
    'k8s.crash_loop': 0.2,
  },
  'container.image_missing': { 'k8s.image_pull': 0.5, ok: 0.47 },
  'image.not_pulled': {
    'k8s.image_pull_not_found': 0.66,
    'k8s.image_pull': 0.16,
    'k8s.image_pull_platform': 0.12,
  },
  'image.pull_denied': { 'k8s.image_pull_auth': 0.96 },
  'image.registry_unreachable': {
    'k8s.image_pull_unreachable': 0.6,
    'k8s.image_pull_rate_limit': 0.36,
  },

  'service.crashed': {
    'k8s.crash_loop': 0.3,
    'k8s.no_endpoints': 0.25,
    'k8s.none_available': 0.15,
    'k8s.exited': 0.1,
    'k8s.inference_not_ready': 0.08,
    ok: 0.1,
  },
  // Alive, and nothing listens on its port: its check fails, and the service before it leads to nobody.
  'service.refusing': {
    ok: 0.4,
    'k8s.not_ready': 0.37,
    'k8s.no_endpoints': 0.2,
  },
  'service.hung': { ok: 0.5, 'k8s.not_ready': 0.3, 'k8s.no_endpoints': 0.15 },
  'engine.loading': { 'k8s.starting': 0.7, 'k8s.not_ready': 0.14, 'k8s.inference_not_ready': 0.1 },
  'weights.unreadable': weightsFail(),
  'weights.denied': weightsFail(),
  'store.not_ready': {
    'k8s.starting': 0.45,
    'k8s.not_ready': 0.3,
    'k8s.volume_pending': 0.12,
    'k8s.volume_lost': 0.05,
  },
  'gateway.no_backend': {
    'k8s.no_endpoints': 0.3,
    'k8s.route_refused': 0.2,
    'k8s.backend_missing': 0.15,
    ok: 0.33,
  },
  'gateway.backend_address': { 'k8s.backend_missing': 0.3, 'k8s.route_refused': 0.15, ok: 0.53 },

  'host.disk_full': { 'k8s.node_disk_pressure': 0.75, ok: 0.23 },
  'host.inodes': { 'k8s.node_disk_pressure': 0.75, ok: 0.23 },
  'host.filling_up': { 'k8s.node_disk_pressure': 0.3, ok: 0.68 },
  'host.memory': { 'k8s.node_memory_pressure': 0.6, ok: 0.38 },
  // The kernel spares the kubelet.
  'host.oom': { 'k8s.node_memory_pressure': 0.3, 'k8s.node_not_ready': 0.01, ok: 0.67 },
  'host.tasks': { 'k8s.node_pid_pressure': 0.6, 'k8s.node_not_ready': 0.1, ok: 0.28 },
  // "Not ready" is the kubelet's own word: where the kernel hangs, nobody says it.
  'host.kernel': { 'k8s.node_lost': 0.5, 'k8s.node_not_ready': 0.05, ok: 0.43 },
  'host.down': { 'k8s.node_lost': 0.92, ok: 0.05 },
  'host.agent_lost': { 'k8s.node_lost': 0.55, 'k8s.node_not_ready': 0.42 },
};

function weightsFail(): Weights {
  return {
    'k8s.crash_loop': 0.45,
    'k8s.init_failed': 0.2,
    'k8s.model_load_failed': 0.2,
    'k8s.inference_not_ready': 0.1,
  };
}

const crashes: Weights = { 'k8s.crash_loop': 1 };
const nothing: Weights = { ok: 1 };

/** What the kubelet calls what Docker tells, for the modes that are not named above. */
const asKubelet: Readonly<Record<string, Weights>> = {
  ok: nothing,
  'docker.exited': { 'k8s.crash_loop': 0.6, 'k8s.exited': 0.3, 'k8s.none_available': 0.1 },
  'docker.oom_killed': { 'k8s.oom_killed': 1 },
  'docker.oom_suspected': { 'k8s.oom_killed': 0.7, 'k8s.crash_loop': 0.3 },
  'docker.restart_loop': { 'k8s.crash_loop': 0.9, 'k8s.restarted': 0.1 },
  'docker.unhealthy': { 'k8s.not_ready': 0.9, 'k8s.killed_by_check': 0.1 },
  'docker.starting': { 'k8s.starting': 1 },
  'docker.paused': { 'k8s.not_ready': 0.7, ok: 0.3 },
  'docker.dead': { 'k8s.terminating': 1 },
  'docker.created': { 'k8s.start_error': 1 },
  'docker.not_found': { 'k8s.not_found': 1 },
  'docker.replicas_missing': { 'k8s.some_unavailable': 1 },
  'docker.port_conflict': { 'k8s.unschedulable': 0.6, 'k8s.crash_loop': 0.4 },
  'docker.mount_missing': { 'k8s.mount_failed': 1 },
  'docker.no_space': { 'k8s.crash_loop': 0.5, 'k8s.evicted': 0.5 },
  'docker.gpu_not_attached': { 'k8s.crash_loop': 0.5, ok: 0.5 },
  'docker.gpu_runtime': { 'k8s.gpu_refused': 0.7, 'k8s.start_error': 0.3 },
  'docker.driver_too_old': { 'k8s.gpu_refused': 0.7, 'k8s.start_error': 0.3 },
  'docker.program_missing': { 'k8s.start_error': 1 },
  'docker.not_permitted': { 'k8s.crash_loop': 0.6, 'k8s.start_error': 0.4 },
  'docker.secret_missing': { 'k8s.secret_missing': 0.7, 'k8s.crash_loop': 0.3 },
  'docker.image_missing': { 'k8s.image_pull': 1 },
  'docker.image_pull_auth': { 'k8s.image_pull_auth': 1 },
  'docker.image_pull_not_found': { 'k8s.image_pull_not_found': 1 },
  'docker.image_pull_rate_limit': { 'k8s.image_pull_rate_limit': 1 },
  'docker.image_pull_platform': { 'k8s.image_pull_platform': 1 },
  'docker.image_pull_unreachable': { 'k8s.image_pull_unreachable': 1 },
  'docker.wrong_platform': crashes,
  'docker.mount_empty': crashes,
  'docker.mount_readonly': crashes,
  'docker.shm_too_small': crashes,
  'docker.gpu_memory': crashes,
  'docker.file_missing': crashes,
  'docker.bad_arguments': crashes,
  // These a cluster does not tell of its pods.
  'docker.daemon_unreachable': nothing,
  'docker.no_network': nothing,
  'docker.port_unpublished': nothing,
  'docker.other_network': nothing,
  'docker.other_image': nothing,
  'docker.cpu_throttled': nothing,
  'docker.memory_pressure': nothing,
};

/** The symptoms of the docker probe for which the kubelet has a word, or knowingly none. */
export const translatedSymptoms: ReadonlySet<string> = new Set(Object.keys(asKubelet));

/**
 * What a look at a workload tells of ills of which a look at its pods tells the reason, and how often it is that which
 * is looked at.
 */
const fromAbove: Weights = {
  'k8s.some_unavailable': 0.5,
  'k8s.none_available': 0.2,
  'k8s.restarted': 0.2,
  'k8s.not_ready': 0.1,
};
const looksFromAbove = 0.2;

/** The mode with what a look at a cluster shows of it, where that is known. */
export function seenInCluster(mode: FaultMode): FaultMode {
  const { shows, id } = mode;
  if (shows.kubernetes) return mode;
  const ofPods = told[id] ?? (shows.docker && translated(shows.docker));
  if (!ofPods) return mode;
  const kubernetes = mode.kinds.includes('container') ? alsoFromAbove(ofPods) : ofPods;
  return { ...mode, shows: { ...shows, kubernetes } };
}

function alsoFromAbove(ofPods: Weights): Weights {
  const weights: Record<string, number> = {};
  for (const [symptom, weight] of Object.entries(ofPods)) {
    if (symptom === 'ok') {
      weights.ok = weight;
      continue;
    }
    weights[symptom] = (weights[symptom] ?? 0) + weight * (1 - looksFromAbove);
    for (const [word, share] of Object.entries(fromAbove)) {
      weights[word] = (weights[word] ?? 0) + weight * looksFromAbove * share;
    }
  }
  return weights;
}

function translated(docker: Weights): Weights {
  const weights: Record<string, number> = {};
  for (const [symptom, weight] of Object.entries(docker)) {
    for (const [word, share] of Object.entries(asKubelet[symptom] ?? nothing)) {
      weights[word] = (weights[word] ?? 0) + weight * share;
    }
  }
  return weights;
}
