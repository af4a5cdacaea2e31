import { linksOf } from '../../chain/needs.ts';
import { linksById } from '../../chain/path.ts';
import { type Chain, type Link, type LinkId, type LinkKind, linkKinds } from '../../chain/types.ts';
import type { Ruling } from '../../events/ruling.ts';
import type { Observation } from '../../events/types.ts';
import type { SafeText } from '../../text/safe-text.ts';
import { safe, sanitise } from '../../text/sanitise.ts';
import { isMeant, type Known, looksAt, type Rule } from '../known.ts';

/** The kinds of link that data pass or rest in. */
const holdsData: ReadonlySet<LinkKind> = new Set<LinkKind>([
  'gateway',
  'router',
  'provider',
  'inference-server',
  'model',
  'adapter',
  'service',
  'store',
  'datanet',
  'attribution',
  'host',
  'container',
]);

/** A fact that says where something stands, by whatever cloud it is told. */
const regionFact = /(?:^|[._/])region$/;

interface Place {
  readonly region: SafeText;
  readonly look: Observation | null;
  readonly fact?: string;
}

/** Every link that data pass stands in an allowed region: as looks tell, else as the file states. */
export const residency: Rule<'residency'> = ({ regions, except }, known) =>
  known.chain.links
    .filter((link) => holdsData.has(link.kind) && isMeant(link, except))
    .map((link): Ruling => {
      const wanted = safe`a region among ${regions.join(', ')}`;
      const common = { rule: 'residency', link: link.id, wanted, since: null } as const;
      const place = placeOf(link.id, known);
      if (place === null) {
        return {
          ...common,
          state: 'unknown',
          seen: null,
          remedy: safe`state the region of ${link.id} in the chain file, or look at it with a cloud's probe`,
          command: null,
        };
      }
      const isAllowed = regions.some((pattern) => fits(place.region, pattern));
      const source = place.look === null ? safe`, as the chain file states` : safe``;
      return {
        ...common,
        state: isAllowed ? 'held' : 'broken',
        seen: safe`${place.region}${source}`,
        remedy: isAllowed
          ? null
          : safe`move ${link.id} to an allowed region, or send its traffic to a replica there`,
        ...(place.fact === undefined ? {} : { fact: place.fact }),
        command: place.look?.command ?? null,
      };
    });

/** Of the link, or of what it runs on. */
function placeOf(id: LinkId, known: Known): Place | null {
  const links = linksById(known.chain);
  const seen = new Set<LinkId>();
  const queue = [id];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const link = links.get(next);
    if (!link || seen.has(next)) continue;
    seen.add(next);
    const place = ownPlace(link, known);
    if (place) return place;
    queue.push(...foundationsOf(link, known.chain));
  }
  return null;
}

function ownPlace(link: Link, known: Known): Place | null {
  for (const look of looksAt(known, link.id)) {
    for (const [name, value] of Object.entries(look.facts)) {
      if (regionFact.test(name) && typeof value === 'string' && value !== '') {
        return { region: value, look, fact: name };
      }
    }
  }
  const stated = link.region ?? link.labels.region;
  return stated === undefined ? null : { region: sanitise(stated), look: null };
}

function foundationsOf({ needs }: Link, chain: Chain): readonly LinkId[] {
  const links = linksById(chain);
  return needs.flatMap(linksOf).filter((id) => {
    const link = links.get(id);
    return link !== undefined && linkKinds[link.kind].role === 'foundation';
  });
}

function fits(region: string, pattern: string): boolean {
  const [place, wanted] = [plainName(region), plainName(pattern)];
  return wanted.endsWith('*') ? place.startsWith(wanted.slice(0, -1)) : place === wanted;
}

/** Azure calls one region `East US` to people and `eastus` to programs. */
function plainName(region: string): string {
  return region.toLowerCase().replaceAll(/\s+/g, '');
}
