import type { Fact } from '../../../src/events/types.ts';
import type { PodState } from '../judge/pod.ts';
import { isGpuResource } from '../objects/node.ts';
import type { Pod } from '../objects/pod.ts';
import type { Look } from './parts.ts';

/** Containers of one pod that are told, and values of one fact. */
const MOST_TOLD = 8;

/** What the pods are made of, and where they stand. Values are sorted, so that order is no change. */
export function podFacts(
  states: readonly PodState[],
  { kept }: Pick<Look, 'kept'>,
): Readonly<Record<string, Fact>> {
  const living = states.filter(({ isGone }) => !isGone).map(({ pod }) => pod);
  const facts: Record<string, Fact> = {};
  const told = (name: string, values: readonly string[]): void => {
    const different = [...new Set(values.filter((value) => value !== ''))].toSorted();
    if (different.length > 0) facts[name] = kept.fact(different.slice(0, MOST_TOLD).join(', '));
  };
  // In the middle of a rollout there are two, and neither is what the workload is made of.
  const agreed = (name: string, values: readonly string[]): void => {
    const different = new Set(values.filter((value) => value !== ''));
    told(different.size > 1 ? `${name}.mixed` : name, values);
  };
  const containers = new Set(
    living.flatMap(({ status }) => status.containerStatuses.map(({ name }) => name)),
  );
  for (const name of [...containers].toSorted().slice(0, MOST_TOLD)) {
    const own = living.flatMap(({ status }) =>
      status.containerStatuses.filter((one) => one.name === name),
    );
    // As it was asked for: of what it holds a runtime may tell the id alone.
    agreed(
      `k8s.image.${kept.fact(name)}`,
      living.flatMap(({ spec }) =>
        spec.containers.filter((one) => one.name === name).map(({ image }) => image),
      ),
    );
    agreed(
      `k8s.digest.${kept.fact(name)}`,
      own.map(({ imageID }) => digestOfImage(imageID)),
    );
  }
  told(
    'k8s.nodes',
    living.map(({ spec }) => spec.nodeName),
  );
  told('k8s.gpus', living.flatMap(gpusAsked));
  return facts;
}

/** `docker-pullable://vllm/vllm-openai@sha256:3f2a…` → `sha256:3f2a…`; some runtimes give that alone. */
function digestOfImage(imageID: string): string {
  return /sha256:[0-9a-f]{64}/.exec(imageID)?.[0] ?? '';
}

/** `2 nvidia.com/gpu`: what its containers ask for together. */
function gpusAsked({ spec }: Pod): readonly string[] {
  const sums = new Map<string, number>();
  for (const { resources } of spec.containers) {
    for (const [name, amount] of Object.entries(resources.limits)) {
      if (isGpuResource(name)) sums.set(name, (sums.get(name) ?? 0) + Number(amount));
    }
  }
  return [...sums].map(([name, amount]) => `${amount} ${name}`);
}
