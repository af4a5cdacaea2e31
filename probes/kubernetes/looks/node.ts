import type { Fact } from '../../../src/events/types.ts';
import { safe } from '../../../src/text/sanitise.ts';
import { resources } from '../api/resources.ts';
import { gpusOf, judgeNode } from '../judge/node.ts';
import { type Node, node } from '../objects/node.ts';
import { readAll } from '../objects/parts.ts';
import type { Look, Result } from './parts.ts';

/** Labels in which the cloud tells where a node stands, and NVIDIA's feature discovery what it found. */
const DRIVER = 'nvidia.com/cuda.driver-version.full';
const REGION = 'topology.kubernetes.io/region';
const CUDA = 'nvidia.com/cuda.runtime-version.full';
const PRODUCT = 'nvidia.com/gpu.product';

export async function lookAtNode(name: string, look: Look): Promise<Result> {
  const answer = await look.api.get(resources.nodes, name, look.namespace);
  if (answer.kind === 'refused') return answer;
  const [own] = readAll(node, [answer.object]);
  if (!own) return { kind: 'refused', why: 'k8s.api_malformed', detail: `node/${name}` };
  const gpus = gpusOf(own);
  const offered = gpus.reduce((sum, { allocatable }) => sum + allocatable, 0);
  return {
    kind: 'found',
    signs: judgeNode(own, look.options.gpus, look),
    facts: nodeFacts(own, look),
    measures:
      gpus.length === 0 ? [] : [{ name: 'k8s.gpus_offered', value: offered, unit: 'count' }],
    well: gpus.length === 0 ? safe`ready` : safe`ready, offers ${offered} GPUs`,
  };
}

function nodeFacts(own: Node, { kept }: Look): Readonly<Record<string, Fact>> {
  const { metadata, spec, status } = own;
  const { nodeInfo } = status;
  const facts: Record<string, Fact> = {};
  const told = (name: string, value: string | undefined): void => {
    if (value) facts[name] = kept.fact(value);
  };
  told('k8s.kubelet', nodeInfo.kubeletVersion);
  told('k8s.kernel', nodeInfo.kernelVersion);
  told('k8s.boot', nodeInfo.bootID);
  told('k8s.runtime', nodeInfo.containerRuntimeVersion);
  told('k8s.os', nodeInfo.osImage);
  told('k8s.region', metadata.labels[REGION]);
  told('k8s.gpu_driver', metadata.labels[DRIVER]);
  told('k8s.cuda', metadata.labels[CUDA]);
  told('k8s.gpu_product', metadata.labels[PRODUCT]);
  told(
    'k8s.taints',
    spec.taints
      .map(({ key, value, effect }) => `${key}${value === '' ? '' : `=${value}`}:${effect}`)
      .toSorted()
      .join(', '),
  );
  for (const { name, capacity, allocatable } of gpusOf(own)) {
    facts[`k8s.capacity.${kept.fact(name)}`] = capacity;
    facts[`k8s.allocatable.${kept.fact(name)}`] = allocatable;
  }
  return facts;
}
