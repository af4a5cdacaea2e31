import { linksById, reachable } from '../../chain/path.ts';
import { standsWithout } from '../../chain/standing.ts';
import type { Chain, Model } from '../../chain/types.ts';
import { type Group, type GroupKind, groupKinds, groupOf, groupsOf } from './groups.ts';

/** How many of the links behind a model say of which group they are. */
export interface Told {
  readonly kind: GroupKind;
  readonly told: number;
  readonly of: number;
}

export interface ModelRisk {
  readonly model: string;
  /** Links that its answers need, replicas among them. */
  readonly links: number;
  /** Groups each of which alone would stop it, in the order of kinds and of the file. */
  readonly stoppedBy: readonly { readonly kind: GroupKind; readonly name: string }[];
  /** What is not said cannot be counted: a group may be larger than it looks. */
  readonly told: readonly Told[];
}

/** For each model of a chain, what would stop it if it alone stopped. */
export function modelRisks(chain: Chain): readonly ModelRisk[] {
  const groups = groupsOf(chain);
  return chain.models.map((model) => riskOf(chain, model, groups));
}

function riskOf(chain: Chain, model: Model, groups: readonly Group[]): ModelRisk {
  const links = linksById(chain);
  const behind = reachable(links, [{ link: model.at }, ...model.needs]);
  const stoppedBy = groups
    .filter((group) => [...group.links].some((id) => behind.has(id)))
    .filter((group) => !standsWithout(chain, model, group.links))
    .map(({ kind, name }) => ({ kind, name }));
  const told = groupKinds
    .filter((kind) => kind !== 'link')
    .map((kind) => {
      const asked = chain.links.filter(
        (link) => behind.has(link.id) && (kind !== 'GPU type' || link.kind === 'gpu'),
      );
      const saying = asked.filter((link) => groupOf(link, kind) !== null);
      return { kind, told: saying.length, of: asked.length };
    });
  return { model: model.id, links: behind.size, stoppedBy, told };
}
