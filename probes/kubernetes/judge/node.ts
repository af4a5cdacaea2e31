import { safe } from '../../../src/text/sanitise.ts';
import { isGpuResource, type Node } from '../objects/node.ts';
import { conditionOf } from '../objects/parts.ts';
import { quantityOf } from '../objects/quantity.ts';
import type { KubernetesSymptom } from '../symptoms.ts';
import { type Judging, type Sign, said, sign } from './sign.ts';

/** Conditions that are bad when they are true, in the order in which they tell. */
const pressures: readonly (readonly [string, KubernetesSymptom, string])[] = [
  ['NetworkUnavailable', 'k8s.node_network', 'its network is not set up'],
  ['DiskPressure', 'k8s.node_disk_pressure', 'short of disk space'],
  ['MemoryPressure', 'k8s.node_memory_pressure', 'short of memory'],
  ['PIDPressure', 'k8s.node_pid_pressure', 'short of processes'],
];
/** What the kubelet says of a network plugin that is not there. */
const networkWords = /cni|network plugin|NetworkPluginNotReady|NetworkReady=false/i;

/** @param wanted GPUs that it has to offer */
export function judgeNode(
  node: Node,
  wanted: number | undefined,
  judging: Judging,
): readonly Sign[] {
  const signs: Sign[] = [...judgeReady(node, judging)];
  for (const [type, symptom, words] of pressures) {
    const found = conditionOf(node.status, type);
    if (found?.status !== 'True' || signs.some((one) => one.symptom === symptom)) continue;
    const evidence = safe`${type}, ${found.reason}: ${said(found.message, judging)}`;
    signs.push(sign(symptom, safe`${words}`, evidence));
  }
  signs.push(...judgeGpus(node, wanted));
  if (node.spec.unschedulable) signs.push(sign('k8s.node_cordoned', safe`cordoned`));
  return signs;
}

function judgeReady({ status }: Node, judging: Judging): readonly Sign[] {
  const ready = conditionOf(status, 'Ready');
  if (!ready || ready.status === 'True') return [];
  const evidence = safe`Ready is ${ready.status}, ${ready.reason}: ${said(ready.message, judging)}`;
  if (ready.status === 'Unknown') {
    return [sign('k8s.node_lost', safe`its kubelet is silent`, evidence)];
  }
  const network = networkWords.test(ready.message);
  return [
    network
      ? sign('k8s.node_network', safe`its network is not set up`, evidence)
      : sign('k8s.node_not_ready', safe`not ready`, evidence),
  ];
}

/** What a device plugin registered, and how much of it is sound. */
export function gpusOf({ status }: Pick<Node, 'status'>): readonly {
  readonly name: string;
  readonly capacity: number;
  readonly allocatable: number;
}[] {
  const names = Object.keys({ ...status.capacity, ...status.allocatable }).filter(isGpuResource);
  return names.map((name) => ({
    name,
    capacity: quantityOf(status.capacity[name]) ?? 0,
    allocatable: quantityOf(status.allocatable[name]) ?? 0,
  }));
}

function judgeGpus(node: Node, wanted: number | undefined): readonly Sign[] {
  const gpus = gpusOf(node);
  const offered = gpus.reduce((sum, { allocatable }) => sum + allocatable, 0);
  const has = gpus.reduce((sum, { capacity }) => sum + capacity, 0);
  const labelled = labelledGpus(node);
  const expected = Math.max(wanted ?? 0, has, labelled);
  if (offered >= expected) return [];
  const evidence = safe`allocatable ${offered}, capacity ${has}${
    labelled > 0 ? safe`, by its labels ${labelled}` : ''
  }${wanted === undefined ? '' : safe`, expected ${wanted}`}`;
  if (offered === 0) {
    const words =
      has === 0 ? safe`no device plugin offers a GPU` : safe`0 of ${has} GPUs are offered`;
    return [sign('k8s.gpus_missing', words, evidence)];
  }
  return [sign('k8s.gpus_unhealthy', safe`${offered} of ${expected} GPUs are offered`, evidence)];
}

/** What NVIDIA's feature discovery found, whether or not its device plugin runs; 1 for "some". */
function labelledGpus({ metadata: { labels } }: Node): number {
  // Partitioned cards are offered under other names, more of them than there are cards.
  if (labels['nvidia.com/mig.strategy'] === 'mixed') return 0;
  const count = quantityOf(labels['nvidia.com/gpu.count']);
  const isDeployed = labels['nvidia.com/gpu.deploy.device-plugin'] !== 'false';
  if (!isDeployed) return 0;
  return count ?? (labels['nvidia.com/gpu.present'] === 'true' ? 1 : 0);
}
