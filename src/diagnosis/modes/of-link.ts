import { type Link, type LinkKind, linkKinds } from '../../chain/types.ts';
import { carriedModesOf, modesAmong, modesOf } from './catalogue.ts';
import type { FaultMode } from './mode.ts';

/** What a look of each of these probes sees: on a link that answers requests, the thing in which that runs. */
const partSeenBy: Readonly<Record<string, LinkKind>> = {
  docker: 'container',
  kubernetes: 'container',
  process: 'process',
  gpu: 'gpu',
  host: 'host',
};

/** From this share on, a mode of the link itself says what is seen. */
const saysIt = 0.3;

/**
 * Every mode of a link in a chain with links of these kinds. Where nobody gave the container, the process, the card or
 * the machine of a server a link of its own but looks at it there, the server breaks in the ways of that as well, but
 * for those that its own modes tell already.
 */
export function modesOfLink(
  link: Pick<Link, 'kind' | 'probes'>,
  declared: ReadonlySet<LinkKind>,
): readonly FaultMode[] {
  return withParts(link.kind, modesAmong(link.kind, declared), partsLookedAt(link));
}

/** Every mode that a link of this kind may have, whatever looks at it and whatever is declared beside it. */
export function everyModeOf(kind: LinkKind): readonly FaultMode[] {
  const own = [...modesOf(kind), ...carriedModesOf(kind)];
  return linkKinds[kind].role === 'behind' ? withParts(kind, own, Object.keys(partSeenBy)) : own;
}

/** The same for links that break in the same ways, as far as they themselves decide that. */
export function sortOf(link: Pick<Link, 'kind' | 'probes'>): string {
  return [link.kind, ...partsLookedAt(link)].join('+');
}

function partsLookedAt({ kind, probes }: Pick<Link, 'kind' | 'probes'>): readonly string[] {
  if (linkKinds[kind].role !== 'behind') return [];
  return [...new Set(probes.map((plan) => plan.kind))].filter((one) => one in partSeenBy).sort();
}

function withParts(
  kind: LinkKind,
  own: readonly FaultMode[],
  looks: readonly string[],
): readonly FaultMode[] {
  const ofParts = looks.flatMap((probe) =>
    modesOf(partSeenBy[probe] ?? kind).filter((mode) => {
      const chief = chiefSymptom(mode, probe);
      return chief !== null && !own.some(({ shows }) => (shows[probe]?.[chief] ?? 0) >= saysIt);
    }),
  );
  return [...new Set([...own, ...ofParts])];
}

/** What such a look shows of it most often, where it shows anything; else null. */
function chiefSymptom({ shows }: FaultMode, probe: string): string | null {
  const bad = Object.entries(shows[probe] ?? {}).filter(([symptom]) => symptom !== 'ok');
  return bad.toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}
