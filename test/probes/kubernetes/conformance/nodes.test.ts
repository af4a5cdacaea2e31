import { node } from '../../../support/fakes/kubernetes-objects.ts';
import { conforms, type Row } from './rows.ts';

const silent = 'Kubelet stopped posting node status.';
const nodes: readonly Row[] = [
  ['a well node', [node()], 'node/gpu-1', null],
  ['no such node', [], 'node/gpu-1', 'k8s.not_found'],
  [
    'a silent kubelet',
    [node({ conditions: { Ready: ['Unknown', 'NodeStatusUnknown', silent] } })],
    'node/gpu-1',
    'k8s.node_lost',
  ],
  [
    'a kubelet that is not well',
    [
      node({
        conditions: {
          Ready: [
            'False',
            'KubeletNotReady',
            'PLEG is not healthy: pleg was last seen active 4m2s ago',
          ],
        },
      }),
    ],
    'node/gpu-1',
    'k8s.node_not_ready',
  ],
  [
    'no network plugin',
    [
      node({
        conditions: {
          Ready: [
            'False',
            'KubeletNotReady',
            'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
          ],
        },
      }),
    ],
    'node/gpu-1',
    'k8s.node_network',
  ],
  [
    'a route that is missing',
    [
      node({
        conditions: {
          NetworkUnavailable: ['True', 'NoRouteCreated', 'Node created without a route'],
        },
      }),
    ],
    'node/gpu-1',
    'k8s.node_network',
  ],
  [
    'a full disk',
    [
      node({
        conditions: {
          DiskPressure: ['True', 'KubeletHasDiskPressure', 'kubelet has disk pressure'],
        },
      }),
    ],
    'node/gpu-1',
    'k8s.node_disk_pressure',
  ],
  [
    'little memory',
    [
      node({
        conditions: {
          MemoryPressure: [
            'True',
            'KubeletHasInsufficientMemory',
            'kubelet has insufficient memory available',
          ],
        },
      }),
    ],
    'node/gpu-1',
    'k8s.node_memory_pressure',
  ],
  [
    'few processes left',
    [node({ conditions: { PIDPressure: ['True', 'KubeletHasInsufficientPID', 'too many'] } })],
    'node/gpu-1',
    'k8s.node_pid_pressure',
  ],
  ['cordoned', [node({ cordoned: true })], 'node/gpu-1', 'k8s.node_cordoned'],
  [
    'one card that its plugin calls unhealthy',
    [node({ capacity: { 'nvidia.com/gpu': '8' }, allocatable: { 'nvidia.com/gpu': '7' } })],
    'node/gpu-1',
    'k8s.gpus_unhealthy',
  ],
  [
    'no card offered',
    [node({ capacity: { 'nvidia.com/gpu': '8' }, allocatable: { 'nvidia.com/gpu': '0' } })],
    'node/gpu-1',
    'k8s.gpus_missing',
  ],
  [
    'no device plugin, and cards all the same',
    [
      node({
        capacity: { cpu: '96' },
        labels: { 'nvidia.com/gpu.present': 'true', 'nvidia.com/gpu.count': '8' },
      }),
    ],
    'node/gpu-1',
    'k8s.gpus_missing',
  ],
  ['no card at all', [node({ capacity: { cpu: '96' } })], 'node/gpu-1', null],
];

conforms(nodes);
