import { parseKubernetesObject } from '../../chain/kubernetes-address.ts';
import type { Link, ProbePlan } from '../../chain/types.ts';
import type { Ruling } from '../../events/ruling.ts';
import type { Observation } from '../../events/types.ts';
import { safe } from '../../text/sanitise.ts';
import { isMeant, looksAt, type Rule } from '../known.ts';
import { isInRange } from '../version-range.ts';

/** What is asked for, and how it is spoken of. */
const parts = { driver: 'driver', cuda: 'CUDA' } as const;
type Part = keyof typeof parts;

/** By kind of probe: where it tells of GPUs, and the facts in which it does. */
const readers: readonly {
  readonly kind: string;
  readonly facts: Readonly<Record<Part, string>>;
  readonly tells: (plan: ProbePlan, look: Observation | undefined) => boolean;
}[] = [
  { kind: 'gpu', facts: { driver: 'driver', cuda: 'cuda' }, tells: () => true },
  { kind: 'kubernetes', facts: { driver: 'k8s.gpu_driver', cuda: 'k8s.cuda' }, tells: isGpuNode },
];

/** Every GPU's driver, and the CUDA version that it supports, are within their ranges. */
export const drivers: Rule<'drivers'> = ({ except, ...ranges }, known) =>
  known.chain.links
    .filter((link) => isMeant(link, except))
    .flatMap((link) =>
      readers.flatMap(({ kind, facts, tells }) => {
        const [look] = looksAt(known, link.id, kind);
        if (!link.probes.some((plan) => plan.kind === kind && tells(plan, look))) return [];
        return (['driver', 'cuda'] as const).flatMap((part): readonly Ruling[] => {
          const range = ranges[part];
          return range === undefined ? [] : [rulingOf(link, part, range, facts[part], look)];
        });
      }),
    );

/** A node that has cards, or that is to have some; those without have no driver to judge. */
function isGpuNode({ options }: ProbePlan, look: Observation | undefined): boolean {
  const { object, gpus } = options;
  if (typeof object !== 'string' || parseKubernetesObject(object)?.kind !== 'node') return false;
  if (typeof gpus === 'number') return true;
  return Object.entries(look?.facts ?? {}).some(
    ([name, fact]) =>
      name === 'k8s.gpu_driver' ||
      name === 'k8s.gpu_product' ||
      (name.startsWith('k8s.capacity.') && typeof fact === 'number' && fact > 0),
  );
}

function rulingOf(
  { id }: Link,
  part: Part,
  range: string,
  fact: string,
  look: Observation | undefined,
): Ruling {
  const seen = look?.facts[fact];
  const common = {
    rule: 'drivers',
    link: id,
    wanted: safe`${parts[part]} ${range}`,
    since: null,
    command: look?.command ?? null,
  } as const;
  const isInside = typeof seen === 'string' ? isInRange(seen, range) : null;
  if (typeof seen !== 'string' || isInside === null) {
    return { ...common, state: 'unknown', seen: null, remedy: remedyUnseen(look) };
  }
  return {
    ...common,
    state: isInside ? 'held' : 'broken',
    seen: safe`${parts[part]} ${seen}`,
    fact,
    remedy: isInside
      ? null
      : safe`install a driver within ${range} on what ${id} stands in, then reboot it`,
  };
}

function remedyUnseen(look: Observation | undefined): Ruling['remedy'] {
  if (look?.probe === 'kubernetes' && look.outcome !== 'unknown') {
    return safe`label its nodes by NVIDIA's feature discovery, or add a gpu probe from the node`;
  }
  return safe`look at its GPUs first: ${look?.summary ?? safe`nobody did`}`;
}
