import {
  parseKubernetesAddress,
  parseKubernetesObject,
} from '../../src/chain/kubernetes-address.ts';
import type { LinkKind } from '../../src/chain/types.ts';
import { WeaklinkError } from '../../src/platform/errors.ts';
import type { Probe } from '../probe.ts';
import { commandOf } from './command.ts';
import { lookAtKubernetes } from './look.ts';
import { type KubernetesOptions, kubernetesOptions } from './options.ts';
import { kubernetesSymptoms } from './symptoms.ts';

/** Milliseconds between looks that nobody asked for by name: each costs the API server some requests. */
const LEAST_INTERVAL_MS = 15_000;

/** Kinds of link that stand for objects of a cluster. */
const kinds: ReadonlySet<LinkKind> = new Set([
  'container',
  'host',
  'service',
  'gateway',
  'inference-server',
  'store',
]);

export const kubernetesProbe: Probe<KubernetesOptions> = {
  kind: 'kubernetes',
  summary: 'what a cluster says of a workload, pod, service, node or route',
  options: kubernetesOptions,
  symptoms: kubernetesSymptoms,
  leastIntervalMs: LEAST_INTERVAL_MS,
  infer: ({ kind, address }) =>
    (kinds.has(kind) ? parseKubernetesAddress(address ?? '') : undefined) ?? null,
  fromTarget(target) {
    const text = target.trim();
    const address = parseKubernetesAddress(text) ?? parseKubernetesAddress(`k8s:${text}`);
    if (address) return address;
    if (parseKubernetesObject(text)) return { object: text };
    throw new WeaklinkError({
      code: 'E_TARGET',
      message: `kubernetes: "${text}" names no object of a cluster`,
      hint: 'Give KIND/NAME with or without a namespace, or pods/SELECTOR: deployment/vllm, llm/deployment/vllm, pods/app=vllm, node/gpu-1.',
    });
  },
  reach: () => 'self',
  command: commandOf,
  look: lookAtKubernetes,
};
