import type { Claim } from '../../../src/events/types.ts';
import { latestOf } from '../plain-text.ts';
import { type StatusComponent, type StatusSummary, worstOf } from '../summary.ts';

/** An open incident of a cloud. */
export interface OpenIncident {
  readonly name: string;
  readonly status: string;
  readonly says: Claim['says'];
  readonly updatedAt: string | null;
  /** Codes of the regions that it strikes; empty where it does not say, or strikes all. */
  readonly regions: readonly string[];
  readonly services: readonly StatusComponent[];
}

/** Which incidents of a whole cloud count. Empty: all. */
export interface Scope {
  readonly regions: readonly string[];
  readonly services: readonly string[];
}

/** Incidents of one feed that are read; the largest list some dozen open ones. */
export const MAX_INCIDENTS = 500;

/** A feed that lists incidents has no word for health: it is that nothing is told of. */
export function summaryOf(
  page: string,
  all: readonly OpenIncident[],
  scope: Scope,
  feedUpdatedAt: string | null,
): StatusSummary {
  const open = all.filter((one) => isIn(one, scope));
  return {
    page,
    updatedAt: latestOf([...open.map(({ updatedAt }) => updatedAt), feedUpdatedAt]),
    says: worstOf(open.map(({ says }) => says)),
    words: open.length === 0 ? 'no open incident' : `${open.length} open`,
    listsAll: false,
    components: worstFirst(open.flatMap(({ services }) => services)),
    incidents: open.map(({ name, status }) => ({ name, status })),
  };
}

/** The first one found under a name is the one that speaks. */
function worstFirst(components: readonly StatusComponent[]): readonly StatusComponent[] {
  return components.toSorted((a, b) => {
    if (a.says === b.says) return 0;
    return worstOf([a.says, b.says]) === a.says ? -1 : 1;
  });
}

function isIn({ regions, services }: OpenIncident, scope: Scope): boolean {
  const isNear =
    scope.regions.length === 0 ||
    regions.length === 0 ||
    regions.some((region) => region === 'global' || scope.regions.includes(region));
  const isOurs =
    scope.services.length === 0 ||
    services.length === 0 ||
    services.some((service) => scope.services.some((wanted) => isCalled(service, wanted)));
  return isNear && isOurs;
}

/** Whether a component goes by this name or id, in any case. */
export function isCalled({ ids, name }: StatusComponent, wanted: string): boolean {
  const low = wanted.toLowerCase();
  return name.toLowerCase() === low || ids.some((id) => id.toLowerCase() === low);
}
