import { probes } from '../../../probes/registry.ts';
import type { BareLink } from '../../chain/catalogue.ts';
import type { Chain, Link, ProbePlan } from '../../chain/types.ts';
import { type PlannedLook, planLooks } from '../../probing/plan.ts';

/** Of looks that no file states; the interval is never used. */
const unstated = {
  intervalMs: 5_000,
  deadlineMs: 3_000,
  vantage: 'local',
  inferred: true,
} as const;

/**
 * Looks that the chain does not plan, and that its links' kinds and addresses suggest. They read, and
 * never ask for a completion. A link that states that nobody looks at it is left alone.
 */
export function unplannedLooks(chain: Chain): readonly PlannedLook[] {
  const links = chain.links
    .filter((link) => link.probes.length > 0)
    .map((link) => ({ ...link, probes: unplannedAt(link) }));
  return planLooks({ ...chain, links }, probes);
}

function unplannedAt(link: Link): readonly ProbePlan[] {
  const planned = new Set(link.probes.map(({ kind }) => kind));
  const bare: BareLink = { ...link, probes: [] };
  return Object.entries(probes).flatMap(([kind, probe]) => {
    if (planned.has(kind)) return [];
    const parsed = probe.options.safeParse(probe.infer(bare));
    if (!parsed.success) return [];
    const options = parsed.data as Readonly<Record<string, unknown>>;
    return [{ kind, name: kind, options, ...unstated }];
  });
}
