import { z } from 'zod';
import { condition, flag, list, member, metadata, text } from './parts.ts';

/** Amounts may be numbers where somebody wrote them by hand. */
const amounts = z.record(z.string(), z.coerce.string()).catch({});

export const node = z.object({
  metadata,
  spec: member({
    unschedulable: flag,
    taints: list(z.object({ key: text, value: text, effect: text })),
  }),
  status: member({
    capacity: amounts,
    allocatable: amounts,
    conditions: list(condition),
    addresses: list(z.object({ type: text, address: text })),
    nodeInfo: member({
      bootID: text,
      kernelVersion: text,
      osImage: text,
      containerRuntimeVersion: text,
      kubeletVersion: text,
      architecture: text,
    }),
  }),
});
export type Node = z.infer<typeof node>;

/** Resources that are accelerators, or parts of one. */
const gpuPattern =
  /^(?:nvidia\.com\/(?:gpu|mig-)|amd\.com\/gpu|gpu\.intel\.com\/|habana\.ai\/|google\.com\/tpu|aws\.amazon\.com\/neuron|huawei\.com\/Ascend)/;

export function isGpuResource(name: string): boolean {
  return gpuPattern.test(name);
}
