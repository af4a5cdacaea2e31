import { parseKubernetesObject } from '../../chain/kubernetes-address.ts';
import type { Link, ProbePlan } from '../../chain/types.ts';
import type { Ruling } from '../../events/ruling.ts';
import type { Observation } from '../../events/types.ts';
import type { SafeText } from '../../text/safe-text.ts';
import { safe, sanitise } from '../../text/sanitise.ts';
import { isMeant, type Known, looksAt, type Rule } from '../known.ts';

/** `vllm@sha256:…`, or the id itself. */
const pinnedImage = /(?:@|^)sha256:[0-9a-f]{64}$|^[0-9a-f]{64}$/;

/** What one container is asked to run. */
interface Asked {
  readonly look: Observation;
  /** The fact that tells it. */
  readonly fact: string;
  /** Of a pod with several; undefined where the link is the container. */
  readonly container?: SafeText;
  /** Several in the middle of a rollout. */
  readonly images: readonly string[];
  /** What runs of it now; undefined where nobody tells, or where several do. */
  readonly digest: string | undefined;
}

/** Every container runs an image that is named by its digest: a tag may name another one tomorrow. */
export const images: Rule<'images'> = ({ except }, known) =>
  known.chain.links
    .filter((link) => isMeant(link, except))
    .flatMap((link): readonly Ruling[] =>
      readers.flatMap(({ kind, tells, read }) => {
        if (!link.probes.some((plan) => plan.kind === kind && tells(plan))) return [];
        const asked = looksAt(known, link.id, kind).flatMap(read);
        return asked.length > 0
          ? asked.map((one) => judged(link, one))
          : [unseen(link, kind, known)];
      }),
    );

/** By kind of probe: whether a look of it tells of containers, and what it tells. */
const readers: readonly {
  readonly kind: string;
  readonly tells: (plan: ProbePlan) => boolean;
  readonly read: (look: Observation) => readonly Asked[];
}[] = [
  { kind: 'docker', tells: () => true, read: ofContainer },
  { kind: 'kubernetes', tells: looksAtPods, read: ofPods },
];

function ofContainer(look: Observation): readonly Asked[] {
  const image = look.facts['container.image'];
  if (typeof image !== 'string') return [];
  const digest = textOf(look.facts['container.image_digest']);
  return [{ look, fact: 'container.image', images: [image], digest }];
}

const podKinds: ReadonlySet<string | undefined> = new Set([
  'deployment',
  'statefulset',
  'daemonset',
  'pod',
  'labelled',
  'inferenceservice',
]);

function looksAtPods({ options: { object } }: ProbePlan): boolean {
  return typeof object === 'string' && podKinds.has(parseKubernetesObject(object)?.kind);
}

/** `k8s.image.vllm`, and `k8s.image.vllm.mixed` where its pods differ. */
const imageFact = /^k8s\.image\.(.+?)(?:\.mixed)?$/;

function ofPods(look: Observation): readonly Asked[] {
  return Object.entries(look.facts).flatMap(([fact, value]): readonly Asked[] => {
    const name = imageFact.exec(fact)?.[1];
    if (name === undefined || typeof value !== 'string') return [];
    const digest = textOf(look.facts[`k8s.digest.${name}`]);
    return [{ look, fact, container: sanitise(name), images: value.split(', '), digest }];
  });
}

function judged(link: Link, { look, fact, container, images: all, digest }: Asked): Ruling {
  const common = {
    rule: 'images',
    link: link.id,
    wanted:
      container === undefined
        ? safe`an image named by its digest`
        : safe`an image of ${container} named by its digest`,
    since: null,
    seen: sanitise(all.join(', ')),
    command: look.command,
  } as const;
  const [loose] = all.filter((image) => !pinnedImage.test(image));
  if (loose === undefined) return { ...common, state: 'held', remedy: null };
  const name = loose.replace(/(?<=[^/]*):[^/:]*$/, '');
  const remedy =
    digest === undefined
      ? safe`push the image to a registry, and run it by the digest that it gets there`
      : safe`run it as ${name}@${digest}, which is what runs now`;
  return { ...common, state: 'broken', fact, remedy };
}

function unseen({ id }: Link, kind: string, known: Known): Ruling {
  const [look] = looksAt(known, id, kind);
  return {
    rule: 'images',
    link: id,
    state: 'unknown',
    wanted: safe`an image named by its digest`,
    seen: null,
    since: null,
    remedy: safe`look at its container first: ${look?.summary ?? safe`nobody did`}`,
    command: look?.command ?? null,
  };
}

function textOf(fact: Observation['facts'][string] | undefined): string | undefined {
  return typeof fact === 'string' ? fact : undefined;
}
