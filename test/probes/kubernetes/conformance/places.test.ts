import {
  event,
  object,
  pod,
  unschedulable,
  waiting,
  workload,
} from '../../../support/fakes/kubernetes-objects.ts';
import { conforms, ill, type Row } from './rows.ts';

const scheduling: readonly Row[] = [
  [
    'no GPU free',
    ill({
      node: null,
      phase: 'Pending',
      conditions: unschedulable(
        '0/4 nodes are available: 1 Insufficient nvidia.com/gpu, 3 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }. preemption: 0/4 nodes are available: 1 No preemption victims found for incoming pod, 3 Preemption is not helpful for scheduling.',
      ),
    }),
    'deployment/vllm',
    'k8s.unschedulable_gpu',
  ],
  [
    'no part of a card free',
    ill({
      node: null,
      phase: 'Pending',
      conditions: unschedulable('0/1 nodes are available: 1 Insufficient nvidia.com/mig-1g.10gb.'),
    }),
    'deployment/vllm',
    'k8s.unschedulable_gpu',
  ],
  [
    'no processors free',
    ill({
      node: null,
      phase: 'Pending',
      conditions: unschedulable(
        '0/5 nodes are available: 2 Insufficient cpu, 3 node(s) had untolerated taint {node-role.kubernetes.io/master: }. preemption: 0/5 nodes are available: 5 Preemption is not helpful for scheduling.',
      ),
    }),
    'deployment/vllm',
    'k8s.unschedulable_resources',
  ],
  [
    'a volume in another zone',
    ill({
      node: null,
      phase: 'Pending',
      conditions: unschedulable(
        '0/2 nodes are available: 2 node(s) had volume node affinity conflict.',
      ),
    }),
    'deployment/vllm',
    'k8s.unschedulable',
  ],
  [
    'a port of the node that is taken',
    ill({
      node: null,
      phase: 'Pending',
      conditions: unschedulable(
        "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.",
      ),
    }),
    'deployment/vllm',
    'k8s.unschedulable',
  ],
  [
    'claims of devices',
    ill({
      node: null,
      phase: 'Pending',
      conditions: unschedulable(
        '0/2 nodes are available: 2 cannot allocate all claims. still not schedulable.',
      ),
    }),
    'deployment/vllm',
    'k8s.unschedulable_resources',
  ],
  [
    'taints',
    ill({
      node: null,
      phase: 'Pending',
      conditions: unschedulable(
        '0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/disk-pressure: }. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
      ),
    }),
    'deployment/vllm',
    'k8s.unschedulable_taint',
  ],
  [
    'a cordoned node',
    ill({
      node: null,
      phase: 'Pending',
      conditions: unschedulable('0/1 nodes are available: 1 node(s) were unschedulable.'),
    }),
    'deployment/vllm',
    'k8s.unschedulable_taint',
  ],
  [
    'labels that no node has',
    ill({
      node: null,
      phase: 'Pending',
      conditions: unschedulable(
        "0/3 nodes are available: 1 node(s) had untolerated taint {role: system}, 2 node(s) didn't match Pod's node affinity/selector. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
      ),
    }),
    'deployment/vllm',
    'k8s.unschedulable_selector',
  ],
  [
    'a claim that is not bound',
    ill(
      {
        node: null,
        phase: 'Pending',
        claim: 'weights',
        conditions: unschedulable(
          '0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
        ),
      },
      object('PersistentVolumeClaim', 'v1', 'weights', {
        spec: { storageClassName: 'fast' },
        status: { phase: 'Pending' },
      }),
    ),
    'deployment/vllm',
    'k8s.volume_pending',
  ],
  [
    'a node that cannot give the card',
    ill({
      phase: 'Failed',
      reason: 'UnexpectedAdmissionError',
      message:
        'Pod was rejected: Allocate failed due to no healthy devices present; cannot allocate unhealthy devices nvidia.com/gpu, which is unexpected',
    }),
    'deployment/vllm',
    'k8s.gpu_refused',
  ],
  [
    'evicted, and nobody in its place',
    ill({
      phase: 'Failed',
      reason: 'Evicted',
      message:
        'The node was low on resource: ephemeral-storage. Threshold quantity: 10Gi, available: 2Gi.',
    }),
    'deployment/vllm',
    'k8s.evicted',
  ],
  [
    'evicted long ago, and replaced',
    [workload(), pod(), pod({ name: 'old', phase: 'Failed', reason: 'Evicted', message: 'low' })],
    'deployment/vllm',
    null,
  ],
  [
    'a pod of which nobody hears',
    ill({
      phase: 'Unknown',
      reason: 'NodeLost',
      message: 'Node gpu-1 which was running pod is unresponsive',
    }),
    'deployment/vllm',
    'k8s.pod_lost',
  ],
  [
    'a pod that does not end',
    [workload(), pod(), pod({ name: 'old', deletedSecondsAgo: 900 })],
    'deployment/vllm',
    'k8s.terminating',
  ],
  [
    'a pod that is just ending',
    [workload(), pod(), pod({ name: 'old', deletedSecondsAgo: 5 })],
    'deployment/vllm',
    null,
  ],
  [
    'a volume that cannot be mounted',
    ill(
      { phase: 'Pending', ageSeconds: 400, container: { state: waiting('ContainerCreating') } },
      event(
        {},
        'FailedMount',
        'MountVolume.SetUp failed for volume "weights" : mount failed: exit status 32',
      ),
    ),
    'deployment/vllm',
    'k8s.mount_failed',
  ],
  [
    'a volume made of a secret that is not there',
    ill(
      { phase: 'Pending', ageSeconds: 400, container: { state: waiting('ContainerCreating') } },
      event(
        {},
        'FailedMount',
        'MountVolume.SetUp failed for volume "tls" : secret "chat-tls" not found',
      ),
    ),
    'deployment/vllm',
    'k8s.secret_missing',
  ],
  [
    'a network that cannot be set up',
    ill(
      { phase: 'Pending', ageSeconds: 400, container: { state: waiting('ContainerCreating') } },
      event(
        {},
        'FailedCreatePodSandBox',
        'Failed to create pod sandbox: plugin type="calico" failed (add): error getting ClusterInformation: connection is unauthorized',
      ),
    ),
    'deployment/vllm',
    'k8s.sandbox_failed',
  ],
];

conforms(scheduling);
