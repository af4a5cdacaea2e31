import { fails } from '../effects/answer.ts';
import { endsBeforeReady, refuses } from '../effects/connection.ts';
import { delays } from '../effects/delay.ts';
import { harmless } from '../effects/effect.ts';
import { type FaultMode, lore, sharing } from './mode.ts';

const podMode = sharing({
  family: 'container runtime',
  kinds: ['container'],
  access: 0.97,
  partial: false,
  source: lore,
} as const);

const nodeMode = sharing({
  family: 'container runtime',
  kinds: ['host'],
  access: 0.5,
  partial: false,
  source: lore,
} as const);

const serviceMode = sharing({
  family: 'configuration',
  kinds: ['service'],
  partial: false,
  source: lore,
} as const);

/** What only a cluster does to its pods, nodes and services. */
export const kubernetesModes: readonly FaultMode[] = [
  podMode({
    id: 'container.unplaced',
    weight: 0.3,
    title: 'its pods find no place: no node has what they ask for, or a quota is used up',
    remedy: 'read what the scheduler lacks on each node; free it, add nodes or raise the quota',
    shows: {
      kubernetes: {
        'k8s.unschedulable_gpu': 0.36,
        'k8s.unschedulable_resources': 0.18,
        'k8s.unschedulable_taint': 0.14,
        'k8s.unschedulable_selector': 0.08,
        'k8s.unschedulable': 0.04,
        'k8s.quota_exceeded': 0.12,
        'k8s.quota_full': 0.05,
      },
    },
    effect: refuses,
    // Pods that run go on: it is felt when one of them is made anew.
    spreads: true,
    harm: 0.8,
    confusedWith: ['container.missing', 'container.starting', 'image.not_pulled'],
    decides: 'Its pods are Pending and have no node; the scheduler says why for each node.',
    source: 'NVIDIA/k8s-device-plugin#33, #96, #430',
  }),
  podMode({
    id: 'container.evicted',
    weight: 0.15,
    title: 'its pods were evicted, or their node is gone',
    remedy: 'see what the node was short of, and give the pods requests that say what they use',
    shows: { kubernetes: { 'k8s.evicted': 0.82, 'k8s.pod_lost': 0.14 } },
    effect: refuses,
    harm: 0.7,
    confusedWith: ['container.exited', 'container.oom_killed', 'host.disk_full'],
    decides: 'The status of the pod says Evicted, and names the resource.',
  }),
  podMode({
    id: 'container.killed_by_check',
    family: 'configuration',
    weight: 0.15,
    title: 'a check of the kubelet kills it again and again before it is ready',
    remedy: 'give it a startup probe that waits as long as its longest load takes',
    shows: {
      kubernetes: { 'k8s.killed_by_check': 0.8, 'k8s.crash_loop': 0.12, 'k8s.starting': 0.05 },
      docker: {
        'docker.restart_loop': 0.5,
        'docker.unhealthy': 0.15,
        'docker.oom_suspected': 0.15,
        'docker.exited': 0.1,
      },
    },
    effect: endsBeforeReady,
    harm: 1,
    confusedWith: ['container.restart_loop', 'container.oom_killed', 'engine.loading'],
    decides:
      'Its restarts come at the interval of the check, and its log breaks off while it loads.',
    source: 'mostlygeek/llama-swap#146: 503 while it loads',
  }),
  podMode({
    id: 'container.rollout_stuck',
    family: 'image',
    weight: 0.12,
    title: 'its new release does not come up, and the old one serves on',
    remedy: 'look at the newest pod; roll back until it is repaired',
    shows: { kubernetes: { 'k8s.rollout_stuck': 0.95 } },
    effect: harmless,
    harm: 0.1,
    confusedWith: ['container.restart_loop', 'image.not_pulled'],
    decides: 'Pods of the old revision are ready, and none of the new one is.',
  }),
  podMode({
    id: 'container.some_replicas_down',
    weight: 0.4,
    title: 'some of its replicas are down',
    remedy: 'look at the pods that are not ready: what ails them is told beside it',
    shows: {
      kubernetes: { 'k8s.some_unavailable': 0.92, ok: 0.05 },
      docker: { 'docker.replicas_missing': 0.9, ok: 0.07 },
    },
    effect: fails,
    partial: true,
    harm: 0.3,
    confusedWith: ['container.restart_loop', 'container.unhealthy'],
    decides: 'Other replicas of it are ready and answer.',
  }),
  podMode({
    id: 'container.at_scale_limit',
    family: 'quota',
    weight: 0.08,
    title: 'its autoscaler cannot give it more replicas: it is at its limit, or sees no metrics',
    remedy: 'raise the limit if there are GPUs for it; else shed load. Repair its metrics first',
    shows: { kubernetes: { 'k8s.at_scale_limit': 0.7, 'k8s.autoscaler_blind': 0.2, ok: 0.08 } },
    effect: delays,
    harm: 0.6,
    confusedWith: ['engine.overloaded', 'container.cpu_limit'],
    decides: 'The autoscaler says ScalingLimited, and its replicas are as many as it may have.',
  }),

  nodeMode({
    id: 'host.cordoned',
    weight: 0.15,
    title: 'takes no new pods: somebody cordoned or drains it',
    remedy: 'ask who cordoned it and why; uncordon it when that is done',
    shows: { kubernetes: { 'k8s.node_cordoned': 0.95 } },
    effect: harmless,
    harm: 0.05,
    confusedWith: ['host.agent_lost', 'host.disk_full'],
    decides: 'What runs on it goes on; its specification says unschedulable.',
  }),
  nodeMode({
    id: 'host.evicting',
    spreads: true,
    weight: 0.3,
    title: 'is short of disk or memory, and ends pods to make room',
    remedy:
      'free what the kubelet calls short (images, logs, scratch); give pods requests that say what they use',
    shows: {
      kubernetes: {
        'k8s.node_disk_pressure': 0.5,
        'k8s.node_memory_pressure': 0.32,
        'k8s.node_pid_pressure': 0.05,
        // Once it has made room, it is short no more, and the pods are still gone.
        ok: 0.12,
      },
      host: {
        'host.disk_full': 0.2,
        'host.disk_nearly_full': 0.25,
        'host.inode_full': 0.03,
        'host.mem_pressure': 0.3,
        ok: 0.2,
      },
    },
    effect: refuses,
    harm: 0.9,
    confusedWith: ['host.disk_full', 'host.memory', 'container.evicted'],
    decides: 'Pods of several workloads that stood on it say Evicted, and name what was short.',
    source: 'Kubernetes: node-pressure eviction',
  }),
  nodeMode({
    id: 'host.gpus_unregistered',
    family: 'GPU driver',
    weight: 0.2,
    title: 'offers fewer GPUs to the cluster than it has',
    remedy: 'read the log of the device plugin; check the cards, then start the plugin anew',
    shows: { kubernetes: { 'k8s.gpus_missing': 0.5, 'k8s.gpus_unhealthy': 0.46 } },
    // What runs goes on; what ends finds no place, and nothing listens.
    effect: refuses,
    harm: 0.2,
    confusedWith: ['gpu.lost', 'gpu.driver'],
    decides: 'nvidia-smi on the node lists all cards well while allocatable lacks some.',
    source: 'NVIDIA/k8s-device-plugin#189, #234 and #75',
  }),
  nodeMode({
    id: 'host.pod_network',
    spreads: true,
    family: 'network',
    weight: 0.12,
    title: 'the network of its pods is not set up',
    remedy: 'look at the network plugin on this node: its pods, its configuration, its routes',
    shows: { kubernetes: { 'k8s.node_network': 0.95 } },
    effect: refuses,
    harm: 0.6,
    confusedWith: ['host.agent_lost', 'host.down'],
    decides: 'The kubelet says that the network is not ready, while the host itself is reachable.',
  }),

  serviceMode({
    id: 'service.no_endpoints',
    weight: 0.3,
    title: 'has no endpoint: its selector or its port fits no ready pod',
    remedy: 'compare its selector and target port with the labels and ports of the pods',
    shows: {
      kubernetes: {
        'k8s.no_endpoints': 0.45,
        'k8s.selector_matches_none': 0.3,
        'k8s.target_port': 0.15,
        'k8s.backend_missing': 0.06,
      },
    },
    // Where nobody stands behind its address, the node refuses at once.
    effect: refuses,
    access: 0.97,
    harm: 1,
    confusedWith: ['service.crashed', 'service.refusing'],
    decides: 'A pod answers at its own address while the service refuses.',
    source: 'itbench-hub/ITBench and microsoft/AIOpsLab: a wrong selector, a wrong target port',
  }),
  serviceMode({
    id: 'cluster.control_plane',
    weight: 0.05,
    title: 'is an API server of a cluster that is not ready: nothing is scheduled or replaced',
    remedy: 'look at what it calls failed (often etcd); change nothing that still serves',
    shows: { kubernetes: { 'k8s.api_not_ready': 0.95 } },
    effect: fails,
    access: 0.8,
    harm: 0.8,
    confusedWith: ['service.errors', 'service.overloaded'],
    decides: 'Its page /readyz names the failing check, while pods go on serving.',
    source: 'OpenAI, 11 December 2024: telemetry overwhelmed the API servers',
  }),
];
