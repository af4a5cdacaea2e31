import type { SymptomSpec } from '../probe.ts';

export const kubernetesSymptoms = {
  // What hinders the asking says nothing about what the cluster runs.
  'k8s.kubeconfig': { outcome: 'unknown', meaning: 'the kubeconfig cannot be used' },
  'k8s.credentials': { outcome: 'unknown', meaning: 'no credentials for the API were to be had' },
  'k8s.api_unreachable': { outcome: 'unknown', meaning: 'the API server cannot be asked' },
  'k8s.api_certificate': {
    outcome: 'unknown',
    meaning: 'the certificate of the API server is not to be trusted',
  },
  'k8s.api_unauthorized': {
    outcome: 'unknown',
    meaning: 'the API server does not accept our credentials',
  },
  'k8s.api_throttled': { outcome: 'unknown', meaning: 'the API server limits our requests' },
  'k8s.api_error': { outcome: 'unknown', meaning: 'the API server fails to answer' },
  'k8s.api_malformed': { outcome: 'unknown', meaning: 'the answer is not that of the API' },
  'k8s.too_large': { outcome: 'unknown', meaning: 'the answer is larger than a look reads' },
  'k8s.no_such_api': { outcome: 'unknown', meaning: 'the cluster has no such kind of object' },
  'k8s.api_not_ready': { outcome: 'failed', meaning: 'the API server says that it is not ready' },

  'k8s.not_found': { outcome: 'failed', meaning: 'there is no such object in the cluster' },
  'k8s.scaled_to_zero': { outcome: 'failed', meaning: 'no replica is wanted' },
  'k8s.none_available': { outcome: 'failed', meaning: 'no replica is available' },
  'k8s.some_unavailable': {
    outcome: 'degraded',
    meaning: 'fewer replicas are available than are wanted',
  },
  'k8s.rollout_stuck': { outcome: 'degraded', meaning: 'the rollout makes no progress' },
  'k8s.create_refused': { outcome: 'failed', meaning: 'the cluster refuses to create its pods' },
  'k8s.quota_exceeded': { outcome: 'failed', meaning: 'a quota lets no more pods be created' },
  'k8s.quota_full': { outcome: 'degraded', meaning: 'a quota of the namespace is used up' },
  'k8s.at_scale_limit': {
    outcome: 'degraded',
    meaning: 'the autoscaler wants more replicas than it may have',
  },
  'k8s.autoscaler_blind': { outcome: 'degraded', meaning: 'the autoscaler gets no metrics' },

  'k8s.image_pull_auth': { outcome: 'failed', meaning: 'its registry refuses the image' },
  'k8s.image_pull_not_found': { outcome: 'failed', meaning: 'the registry has no such image' },
  'k8s.image_pull_rate_limit': {
    outcome: 'failed',
    meaning: 'the registry or the kubelet limits pulls',
  },
  'k8s.image_pull_platform': {
    outcome: 'failed',
    meaning: 'the image does not exist for this platform',
  },
  'k8s.image_pull_unreachable': {
    outcome: 'failed',
    meaning: 'the registry of the image cannot be reached',
  },
  'k8s.image_pull': { outcome: 'failed', meaning: 'the image cannot be had' },

  'k8s.crash_loop': { outcome: 'failed', meaning: 'a container keeps crashing' },
  'k8s.oom_killed': { outcome: 'failed', meaning: 'a container was killed for lack of memory' },
  'k8s.exited': { outcome: 'failed', meaning: 'a container has ended and is not started again' },
  'k8s.killed_by_check': {
    outcome: 'failed',
    meaning: 'a container is killed again and again because a check of the kubelet fails',
  },
  'k8s.init_failed': { outcome: 'failed', meaning: 'an init container fails' },
  'k8s.secret_missing': { outcome: 'failed', meaning: 'a secret or its key is missing' },
  'k8s.config_missing': { outcome: 'failed', meaning: 'a ConfigMap or its key is missing' },
  'k8s.config_error': { outcome: 'failed', meaning: 'the configuration of a container is wrong' },
  'k8s.start_error': { outcome: 'failed', meaning: 'a container cannot be started' },
  'k8s.gpu_refused': { outcome: 'failed', meaning: 'its node could not give it the GPU' },
  'k8s.sandbox_failed': {
    outcome: 'failed',
    meaning: 'its node cannot set up the network of a pod',
  },
  'k8s.mount_failed': { outcome: 'failed', meaning: 'a volume cannot be mounted' },
  'k8s.volume_pending': { outcome: 'failed', meaning: 'a volume claim is not bound' },
  'k8s.volume_lost': { outcome: 'failed', meaning: 'the volume of a claim is gone' },

  'k8s.unschedulable_gpu': { outcome: 'failed', meaning: 'no node has a GPU free for a pod' },
  'k8s.unschedulable_resources': {
    outcome: 'failed',
    meaning: 'no node has the processors or memory free for a pod',
  },
  'k8s.unschedulable_taint': { outcome: 'failed', meaning: 'taints keep a pod off the nodes' },
  'k8s.unschedulable_selector': {
    outcome: 'failed',
    meaning: 'no node has the labels that a pod asks for',
  },
  'k8s.unschedulable': { outcome: 'failed', meaning: 'no node takes a pod' },
  'k8s.evicted': { outcome: 'failed', meaning: 'a pod was evicted from its node' },
  'k8s.pod_lost': { outcome: 'failed', meaning: 'nobody has heard of a pod: its node is silent' },
  'k8s.terminating': { outcome: 'degraded', meaning: 'a pod does not come to its end' },
  'k8s.not_ready': { outcome: 'failed', meaning: 'a pod runs and is not ready' },
  'k8s.starting': { outcome: 'degraded', meaning: 'its pods are still starting' },
  'k8s.restarted': { outcome: 'degraded', meaning: 'a container was restarted lately' },

  'k8s.no_endpoints': { outcome: 'failed', meaning: 'the service has no ready endpoint' },
  'k8s.selector_matches_none': {
    outcome: 'failed',
    meaning: 'the selector of the service matches no pod',
  },
  'k8s.target_port': { outcome: 'failed', meaning: 'no pod has the port that the service names' },
  'k8s.backend_missing': {
    outcome: 'failed',
    meaning: 'a route leads to a service that is not there',
  },
  'k8s.route_refused': { outcome: 'failed', meaning: 'no gateway serves the route or the gateway' },

  'k8s.model_load_failed': { outcome: 'failed', meaning: 'the model could not be loaded' },
  'k8s.inference_not_ready': { outcome: 'failed', meaning: 'the inference service is not ready' },

  'k8s.node_not_ready': {
    outcome: 'failed',
    meaning: 'the kubelet says that its node is not ready',
  },
  'k8s.node_lost': { outcome: 'failed', meaning: 'the cluster has lost sight of the node' },
  'k8s.node_disk_pressure': { outcome: 'degraded', meaning: 'the node is short of disk space' },
  'k8s.node_memory_pressure': { outcome: 'degraded', meaning: 'the node is short of memory' },
  'k8s.node_pid_pressure': { outcome: 'degraded', meaning: 'the node is short of processes' },
  'k8s.node_network': { outcome: 'failed', meaning: 'the network of the node is not set up' },
  'k8s.node_cordoned': { outcome: 'degraded', meaning: 'the node takes no new pods' },
  'k8s.gpus_missing': { outcome: 'failed', meaning: 'the node offers none of its GPUs' },
  'k8s.gpus_unhealthy': { outcome: 'degraded', meaning: 'the node offers fewer GPUs than it has' },
} as const satisfies Record<string, SymptomSpec>;

export type KubernetesSymptom = keyof typeof kubernetesSymptoms;
