import type { FakeObject } from './kubernetes.ts';

/*
 * Objects in the shapes in which a cluster serves them, small. Messages are those of the kubelet, the
 * scheduler, the controllers, containerd and KServe.
 */

type Parts = Readonly<Record<string, unknown>>;

export const DIGEST = `sha256:${'3f2a'.repeat(16)}`;

/** RFC 3339 as the API writes it, so many seconds ago. */
export function ago(seconds: number): string {
  return `${new Date(Date.now() - seconds * 1_000).toISOString().slice(0, 19)}Z`;
}

/** What one container of a pod is doing. */
export interface ContainerParts {
  readonly state?: Parts;
  readonly lastState?: Parts;
  readonly ready?: boolean;
  readonly restartCount?: number;
}

export interface PodParts {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly ageSeconds?: number;
  readonly node?: string | null;
  readonly phase?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly container?: ContainerParts;
  readonly init?: ContainerParts;
  /** The init container is one that goes on beside the others. */
  readonly sidecar?: boolean;
  readonly conditions?: readonly Parts[];
  readonly deletedSecondsAgo?: number;
  readonly claim?: string;
  readonly image?: string;
}

export function pod(parts: PodParts = {}): FakeObject {
  const { ageSeconds = 3_600, namespace = 'llm', name = 'vllm-7d9c5b8f6-abcde' } = parts;
  const container = parts.container ?? {};
  const ready = container.ready ?? container.state === undefined;
  const node = parts.node === undefined ? 'gpu-1' : parts.node;
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      name,
      namespace,
      uid: `uid-${name}`,
      resourceVersion: '123',
      creationTimestamp: ago(ageSeconds),
      labels: parts.labels ?? { app: 'vllm' },
      ownerReferences: [
        { kind: 'ReplicaSet', name: 'vllm-7d9c5b8f6', uid: 'rs-1', controller: true },
      ],
      managedFields: [{ manager: 'kubelet', operation: 'Update', fieldsV1: { 'f:status': {} } }],
      ...(parts.deletedSecondsAgo === undefined
        ? {}
        : { deletionTimestamp: ago(parts.deletedSecondsAgo), deletionGracePeriodSeconds: 30 }),
    },
    spec: {
      ...(node === null ? {} : { nodeName: node }),
      restartPolicy: 'Always',
      ...(parts.sidecar
        ? { initContainers: [{ name: 'storage-initializer', restartPolicy: 'Always' }] }
        : {}),
      containers: [
        {
          name: 'vllm',
          image: parts.image ?? 'vllm/vllm-openai:v0.11.0',
          args: ['--model', 'Qwen/Qwen3-8B'],
          ports: [{ containerPort: 8000, name: 'http', protocol: 'TCP' }],
          resources: { limits: { 'nvidia.com/gpu': '1' }, requests: { 'nvidia.com/gpu': '1' } },
        },
      ],
      ...(parts.claim === undefined
        ? {}
        : { volumes: [{ name: 'weights', persistentVolumeClaim: { claimName: parts.claim } }] }),
    },
    status: {
      phase: parts.phase ?? 'Running',
      ...(parts.reason === undefined ? {} : { reason: parts.reason, message: parts.message }),
      ...(node === null
        ? {}
        : { podIP: '10.42.0.7', hostIP: '10.0.0.4', startTime: ago(ageSeconds) }),
      conditions: parts.conditions ?? [
        { type: 'PodScheduled', status: 'True', lastTransitionTime: ago(ageSeconds) },
        {
          type: 'Ready',
          status: ready ? 'True' : 'False',
          ...(ready ? {} : { reason: 'ContainersNotReady' }),
          lastTransitionTime: ago(ageSeconds),
        },
      ],
      ...(parts.init === undefined
        ? {}
        : {
            initContainerStatuses: [containerStatus('storage-initializer', parts.init, ageSeconds)],
          }),
      ...(node === null || parts.phase === 'Failed'
        ? {}
        : { containerStatuses: [containerStatus('vllm', { ...container, ready }, ageSeconds)] }),
    },
  } as FakeObject;
}

function containerStatus(name: string, parts: ContainerParts, ageSeconds: number): Parts {
  const state = parts.state ?? { running: { startedAt: ago(ageSeconds - 5) } };
  return {
    name,
    image: 'docker.io/vllm/vllm-openai:v0.11.0',
    imageID: 'running' in state ? `docker.io/vllm/vllm-openai@${DIGEST}` : '',
    ready: parts.ready ?? false,
    started: 'running' in state,
    restartCount: parts.restartCount ?? 0,
    state,
    lastState: parts.lastState ?? {},
  };
}

export function terminated(
  exitCode: number,
  reason: string,
  secondsAgo = 60,
  message?: string,
): { readonly terminated: Parts } {
  return {
    terminated: {
      exitCode,
      reason,
      startedAt: ago(secondsAgo + 30),
      finishedAt: ago(secondsAgo),
      containerID: 'containerd://f00',
      ...(message === undefined ? {} : { message }),
    },
  };
}

export function waiting(reason: string, message?: string): Parts {
  return { waiting: { reason, ...(message === undefined ? {} : { message }) } };
}

export function unschedulable(message: string): readonly Parts[] {
  return [
    {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message,
      lastTransitionTime: ago(300),
    },
  ];
}

export interface WorkloadParts {
  readonly kind?: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  readonly name?: string;
  readonly namespace?: string;
  readonly replicas?: number;
  readonly available?: number;
  readonly conditions?: readonly Parts[];
  readonly generation?: number;
  readonly revision?: string;
  readonly image?: string;
  readonly args?: readonly string[];
  /** More of its container, in place of what it has. */
  readonly container?: Parts;
  /** Containers beside it. */
  readonly beside?: readonly Parts[];
  /** GPUs that each pod asks for. Default 1. */
  readonly gpus?: number;
  readonly labels?: Readonly<Record<string, string>>;
}

export function workload(parts: WorkloadParts = {}): FakeObject {
  const { kind = 'Deployment', name = 'vllm', replicas = 1, available = replicas } = parts;
  const labels = parts.labels ?? { app: name };
  const isDaemonSet = kind === 'DaemonSet';
  return {
    kind,
    apiVersion: 'apps/v1',
    metadata: {
      name,
      namespace: parts.namespace ?? 'llm',
      uid: `uid-${name}`,
      resourceVersion: String(Math.floor(Date.now() % 1e6)),
      generation: parts.generation ?? 3,
      labels,
      annotations: { 'deployment.kubernetes.io/revision': parts.revision ?? '3' },
      creationTimestamp: ago(86_400),
    },
    spec: {
      ...(isDaemonSet ? {} : { replicas }),
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: 'vllm',
              image: parts.image ?? 'vllm/vllm-openai:v0.11.0',
              args: parts.args ?? ['--model', 'Qwen/Qwen3-8B'],
              ports: [{ containerPort: 8000, name: 'http' }],
              resources:
                parts.gpus === 0 ? {} : { limits: { 'nvidia.com/gpu': String(parts.gpus ?? 1) } },
              ...parts.container,
            },
            ...(parts.beside ?? []),
          ],
        },
      },
    },
    status: {
      observedGeneration: 3,
      ...(isDaemonSet
        ? {
            desiredNumberScheduled: replicas,
            currentNumberScheduled: replicas,
            numberReady: available,
            numberAvailable: available,
            updatedNumberScheduled: replicas,
          }
        : {
            replicas,
            readyReplicas: available,
            availableReplicas: available,
            updatedReplicas: replicas,
          }),
      ...(kind === 'StatefulSet' ? { updateRevision: `${name}-6f5d` } : {}),
      ...(kind === 'Deployment'
        ? {
            conditions: parts.conditions ?? [
              {
                type: 'Available',
                status: available > 0 ? 'True' : 'False',
                reason: available > 0 ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
              },
              { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' },
            ],
          }
        : {}),
    },
  } as FakeObject;
}

let events = 0;

export function event(
  of: { kind?: string; name?: string },
  reason: string,
  message: string,
  parts: Parts = {},
): FakeObject {
  events += 1;
  const { kind = 'Pod', name = 'vllm-7d9c5b8f6-abcde' } = of;
  return {
    kind: 'Event',
    apiVersion: 'v1',
    metadata: { name: `${name}.${events}`, namespace: 'llm' },
    involvedObject: { kind, name, namespace: 'llm' },
    type: 'Warning',
    reason,
    message,
    count: 3,
    firstTimestamp: ago(240),
    lastTimestamp: ago(20),
    source: { component: 'kubelet' },
    ...parts,
  } as FakeObject;
}

export interface NodeParts {
  readonly name?: string;
  readonly conditions?: Readonly<Record<string, readonly [string, string, string]>>;
  readonly capacity?: Readonly<Record<string, string>>;
  readonly allocatable?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly cordoned?: boolean;
}

export function node(parts: NodeParts = {}): FakeObject {
  const well = {
    MemoryPressure: [
      'False',
      'KubeletHasSufficientMemory',
      'kubelet has sufficient memory available',
    ],
    DiskPressure: ['False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
    PIDPressure: ['False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
    Ready: ['True', 'KubeletReady', 'kubelet is posting ready status'],
  } as const;
  const conditions = Object.entries({ ...well, ...parts.conditions });
  const capacity = { cpu: '96', memory: '1056270208Ki', pods: '110', 'nvidia.com/gpu': '8' };
  return {
    kind: 'Node',
    apiVersion: 'v1',
    metadata: {
      name: parts.name ?? 'gpu-1',
      labels: parts.labels ?? { 'kubernetes.io/hostname': parts.name ?? 'gpu-1' },
      creationTimestamp: ago(864_000),
    },
    spec: {
      podCIDR: '10.42.0.0/24',
      ...(parts.cordoned
        ? {
            unschedulable: true,
            taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }],
          }
        : {}),
    },
    status: {
      capacity: parts.capacity ?? capacity,
      allocatable: parts.allocatable ?? parts.capacity ?? capacity,
      conditions: conditions.map(([type, [status, reason, message]]) => ({
        type,
        status,
        reason,
        message,
        lastHeartbeatTime: ago(20),
        lastTransitionTime: ago(4_000),
      })),
      addresses: [{ type: 'InternalIP', address: '10.0.0.4' }],
      nodeInfo: {
        bootID: '1b4e28ba-2fa1-11d2-883f-0016d3cca427',
        kernelVersion: '6.8.0-60-generic',
        osImage: 'Ubuntu 24.04.2 LTS',
        containerRuntimeVersion: 'containerd://2.0.5',
        kubeletVersion: 'v1.33.1',
        architecture: 'amd64',
      },
    },
  } as FakeObject;
}

export function object(
  kind: string,
  apiVersion: string,
  name: string,
  parts: Parts = {},
  metadata: Parts = {},
): FakeObject {
  return {
    kind,
    apiVersion,
    metadata: { name, namespace: 'llm', creationTimestamp: ago(3_600), ...metadata },
    ...parts,
  } as FakeObject;
}

export function service(name = 'vllm', spec: Parts = {}): FakeObject {
  return object('Service', 'v1', name, {
    spec: {
      type: 'ClusterIP',
      clusterIP: '10.43.7.7',
      selector: { app: 'vllm' },
      ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }],
      ...spec,
    },
  });
}

export function endpointSlice(
  ready: readonly boolean[],
  ports: readonly Parts[] = [{ name: 'http', port: 8000, protocol: 'TCP' }],
  name = 'vllm',
): FakeObject {
  return object(
    'EndpointSlice',
    'discovery.k8s.io/v1',
    `${name}-x7k2p`,
    {
      addressType: 'IPv4',
      endpoints: ready.map((isReady, index) => ({
        addresses: [`10.42.0.${index + 7}`],
        conditions: { ready: isReady, serving: isReady, terminating: false },
        targetRef: { kind: 'Pod', name: `pod-${index}` },
      })),
      ports,
    },
    { labels: { 'kubernetes.io/service-name': name } },
  );
}
