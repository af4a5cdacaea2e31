import {
  event,
  object,
  pod,
  terminated,
  workload,
} from '../../../support/fakes/kubernetes-objects.ts';
import { conforms, loop, none, type Row, running } from './rows.ts';

const workloads: readonly Row[] = [
  ['no such deployment', [], 'deployment/vllm', 'k8s.not_found'],
  ['no pod with these labels', [], 'pods/app=vllm', 'k8s.not_found'],
  ['pods by their labels', [pod(), pod({ name: 'b' })], 'pods/app in (vllm,sglang),!canary', null],
  ['scaled to zero', [workload({ replicas: 0 })], 'deployment/vllm', 'k8s.scaled_to_zero'],
  [
    'a rollout that is stuck while the old release serves',
    [
      workload({
        replicas: 2,
        available: 2,
        conditions: [
          { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable' },
          {
            type: 'Progressing',
            status: 'False',
            reason: 'ProgressDeadlineExceeded',
            message: 'ReplicaSet "vllm-78c4bc769" has timed out progressing.',
          },
        ],
      }),
      pod(),
      pod({ name: 'b' }),
      pod({ name: 'new', container: { state: loop, lastState: terminated(1, 'Error') } }),
    ],
    'deployment/vllm',
    'k8s.rollout_stuck',
    'k8s.crash_loop',
  ],
  [
    'the verdict of an older specification',
    [
      workload({
        generation: 4,
        conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }],
      }),
      pod(),
    ],
    'deployment/vllm',
    null,
  ],
  [
    'one of three crashes',
    [
      workload({ replicas: 3, available: 2 }),
      pod(),
      pod({ name: 'b' }),
      pod({ name: 'c', container: { state: loop, lastState: terminated(1, 'Error') } }),
    ],
    'deployment/vllm',
    'k8s.some_unavailable',
    'k8s.crash_loop',
  ],
  [
    'two are starting beside those that serve',
    [
      workload({ replicas: 3, available: 1 }),
      pod(),
      pod({ name: 'b', ageSeconds: 60, container: { state: running(50), ready: false } }),
      pod({ name: 'c', ageSeconds: 60, container: { state: running(50), ready: false } }),
    ],
    'deployment/vllm',
    null,
  ],
  [
    'a quota lets no pod be created',
    [
      workload({
        ...none,
        conditions: [
          {
            type: 'ReplicaFailure',
            status: 'True',
            reason: 'FailedCreate',
            message:
              'pods "vllm-7d9c5b8f6-" is forbidden: exceeded quota: gpus, requested: requests.nvidia.com/gpu=1, used: requests.nvidia.com/gpu=8, limited: requests.nvidia.com/gpu=8',
          },
        ],
      }),
    ],
    'deployment/vllm',
    'k8s.quota_exceeded',
  ],
  [
    'a webhook lets no pod be created',
    [
      workload({
        ...none,
        conditions: [
          {
            type: 'ReplicaFailure',
            status: 'True',
            reason: 'FailedCreate',
            message: 'admission webhook "validate.policy" denied the request: privileged',
          },
        ],
      }),
    ],
    'deployment/vllm',
    'k8s.create_refused',
  ],
  [
    'a quota lets no pod of a StatefulSet be created',
    [
      workload({ kind: 'StatefulSet', name: 'qdrant', ...none }),
      event(
        { kind: 'StatefulSet', name: 'qdrant' },
        'FailedCreate',
        'create Pod qdrant-0 in StatefulSet qdrant failed error: pods "qdrant-0" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=10, limited: pods=10',
      ),
    ],
    'statefulset/qdrant',
    'k8s.quota_exceeded',
  ],
  [
    'a DaemonSet that runs nowhere',
    [workload({ kind: 'DaemonSet', name: 'dcgm', replicas: 0 })],
    'daemonset/dcgm',
    'k8s.none_available',
  ],
  [
    'the autoscaler at its limit',
    [
      workload({ replicas: 1 }),
      pod(),
      object('HorizontalPodAutoscaler', 'autoscaling/v2', 'vllm', {
        spec: { scaleTargetRef: { kind: 'Deployment', name: 'vllm' }, maxReplicas: 1 },
        status: {
          currentReplicas: 1,
          desiredReplicas: 1,
          conditions: [
            { type: 'AbleToScale', status: 'True', reason: 'ReadyForNewScale' },
            {
              type: 'ScalingLimited',
              status: 'True',
              reason: 'TooManyReplicas',
              message: 'the desired replica count is more than the maximum replica count',
            },
          ],
        },
      }),
    ],
    'deployment/vllm',
    'k8s.at_scale_limit',
  ],
  [
    'an autoscaler at its lower limit',
    [
      object('HorizontalPodAutoscaler', 'autoscaling/v2', 'vllm', {
        spec: { scaleTargetRef: { kind: 'Deployment', name: 'vllm' }, maxReplicas: 4 },
        status: {
          currentReplicas: 1,
          conditions: [{ type: 'ScalingLimited', status: 'True', reason: 'TooFewReplicas' }],
        },
      }),
    ],
    'hpa/vllm',
    null,
  ],
  [
    'an autoscaler without metrics',
    [
      object('HorizontalPodAutoscaler', 'autoscaling/v2', 'vllm', {
        spec: { scaleTargetRef: { kind: 'Deployment', name: 'vllm' }, maxReplicas: 4 },
        status: {
          currentReplicas: 1,
          conditions: [
            {
              type: 'ScalingActive',
              status: 'False',
              reason: 'FailedGetPodsMetric',
              message:
                'the HPA was unable to compute the replica count: unable to get metric vllm_num_requests_waiting: no metrics returned from custom metrics API',
            },
          ],
        },
      }),
    ],
    'hpa/vllm',
    'k8s.autoscaler_blind',
  ],
  [
    'a claim whose volume is gone',
    [
      object('PersistentVolumeClaim', 'v1', 'weights', {
        spec: { volumeName: 'pv-1' },
        status: { phase: 'Lost' },
      }),
    ],
    'pvc/weights',
    'k8s.volume_lost',
  ],
  [
    'a quota that is used up',
    [
      object('ResourceQuota', 'v1', 'compute', {
        status: {
          hard: { 'requests.memory': '40Gi', pods: '10', services: '0' },
          used: { 'requests.memory': '40960Mi', pods: '3', services: '0' },
        },
      }),
    ],
    'namespace/llm',
    'k8s.quota_full',
  ],
  [
    'quotas with room',
    [
      object('ResourceQuota', 'v1', 'compute', {
        status: { hard: { pods: '10' }, used: { pods: '9' } },
      }),
    ],
    'namespace/llm',
    null,
  ],
];

conforms(workloads);
