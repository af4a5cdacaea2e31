import type { Chain, LinkId } from '../chain/types.ts';
import { groupsOfModels, type SomeModels } from './groups-of-models.ts';
import type { FaultMode } from './modes/mode.ts';
import { modesOfLink } from './modes/of-link.ts';

/** A single fault: a mode of a link, how much of the traffic it hits, and whether requests suffer. */
export interface Fault {
  readonly index: number;
  /** Place among the faults of its link. */
  readonly place: number;
  /** Index of the first fault of the same link and mode that harms alike; its variants share it. */
  readonly illness: number;
  readonly link: LinkId;
  readonly mode: FaultMode;
  /** Share of the requests that meet it, 0…1. */
  readonly intensity: number;
  /** False for a fault that does no harm to requests yet. */
  readonly harms: boolean;
  /** The only models whose requests meet it; null: all of them. */
  readonly models: SomeModels | null;
  /** Prior among all single faults; they sum to 1. */
  readonly prior: number;
}

/** Every fault of a link. */
export type FaultsAt = (link: LinkId) => readonly Fault[];

/** Shares of traffic that a partial fault may hit, with how common each is. */
export const intensities = [
  { intensity: 1, weight: 0.7 },
  { intensity: 0.5, weight: 0.15 },
  { intensity: 0.2, weight: 0.15 },
] as const;

/** Part of all faults that come from something not in the chain. */
export const shareOutside = 0.08;

/** Part of the harm of a mode that strikes one of several models alone, or those that go to one of its needs. */
const shareOfSomeModels = 0.4;

/** Prior of the fault beside those from outside the chain. */
export function birthOf({ prior }: Fault): number {
  return prior * (1 - shareOutside);
}

/** Every single fault of a chain. Those of one link stand together, and so do the variants of one mode. */
export interface ChainFaults {
  readonly all: readonly Fault[];
  readonly byLink: ReadonlyMap<LinkId, readonly Fault[]>;
  /** The same by mode: the variants of each. */
  readonly byMode: readonly ModesOfLink[];
}

/** The faults of one link, the variants of each mode together. */
export interface ModesOfLink {
  readonly link: LinkId;
  readonly modes: readonly (readonly Fault[])[];
}

const known = new WeakMap<Chain, ChainFaults>();

/** Each link is as likely to break as any other; its modes share that. */
export function faultsOf(chain: Chain): ChainFaults {
  let faults = known.get(chain);
  if (!faults) {
    faults = everyFaultOf(chain);
    known.set(chain, faults);
  }
  return faults;
}

function everyFaultOf(chain: Chain): ChainFaults {
  const all: Fault[] = [];
  const byLink = new Map<LinkId, readonly Fault[]>();
  const byMode: ModesOfLink[] = [];
  const groupsOf = groupsOfModels(chain);
  const declared = new Set(chain.links.map(({ kind }) => kind));
  for (const link of chain.links) {
    const modes = modesOfLink(link, declared);
    const total = modes.reduce((sum, mode) => sum + mode.weight, 0);
    const first = all.length;
    const ofLink: (readonly Fault[])[] = [];
    for (const mode of modes) {
      const firstOfMode = all.length;
      for (const { weight, ...variant } of variantsOf(mode, groupsOf.get(link.id) ?? [])) {
        const prior = (weight * mode.weight) / total / chain.links.length;
        const index = all.length;
        // The harmless variant is one alone, and stands last.
        const illness = variant.harms ? firstOfMode : index;
        all.push({ index, place: index - first, illness, link: link.id, mode, ...variant, prior });
      }
      ofLink.push(all.slice(firstOfMode));
    }
    byLink.set(link.id, all.slice(first));
    byMode.push({ link: link.id, modes: ofLink });
  }
  return { all, byLink, byMode };
}

type Variant = Pick<Fault, 'intensity' | 'harms' | 'models'> & { readonly weight: number };

function variantsOf(mode: FaultMode, groups: readonly SomeModels[]): readonly Variant[] {
  const ofSome = groups.length > 0 && touchesModels(mode) ? shareOfSomeModels : 0;
  const harmful = (mode.partial ? intensities : [{ intensity: 1, weight: 1 }]).map((variant) => ({
    intensity: variant.intensity,
    harms: true,
    models: null,
    weight: variant.weight * mode.harm * (1 - ofSome),
  }));
  const ofGroups = groups.map((models) => ({
    intensity: 1,
    harms: true,
    models,
    weight: (mode.harm * ofSome) / groups.length,
  }));
  const silent = { intensity: 1, harms: false, models: null, weight: 1 - mode.harm };
  return [...harmful, ...ofGroups, silent].filter(({ weight }) => weight > 0);
}

/**
 * Where several models share a link, what is set up for each of them, or for who serves them, may break for these
 * alone: a route, a name, a key, a quota, the way in which a vendor is asked, the connections to it. A process, a
 * queue or a connection serves them all.
 */
const setUpPerModel =
  /^(?:model|auth|quota|usage)\.|^service\.misrouted$|^gateway\.(?:backend_address|cooldown|dead_connections|no_backend|spoils_requests)$/;

function touchesModels({ id }: FaultMode): boolean {
  return setUpPerModel.test(id);
}
