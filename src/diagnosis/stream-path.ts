import { dependantsById, linksById, pathOf, type Step } from '../chain/path.ts';
import type { Chain, Link, ProbePlan } from '../chain/types.ts';
import { crossingsOf } from '../chain/ways.ts';
import type { Layer } from './effects/effect.ts';
import type { SeriesName } from './last-look.ts';

/** A series is stale after this many intervals without a look. */
const staleIntervals = 4;
/** … and never sooner than this: a slow link may take its whole deadline. */
const staleFloorMs = 10_000;
/** Interval assumed of a series that the chain does not name. */
const unknownIntervalMs = 10_000;

/** What the looks of a probe speak; absent of those from beside. */
export const layerOfProbe: Readonly<Record<string, Layer>> = {
  tcp: 'tcp',
  ssh: 'tcp',
  tls: 'tls',
  http: 'http',
  openai: 'llm',
  modelserver: 'http',
  postgres: 'data',
  redis: 'data',
  objectstore: 'data',
  vectorstore: 'data',
  dataset: 'data',
};

/**
 * The path of a look, with those who carry an access link: a certificate is presented by the server
 * that needs it, so a look at the certificate meets that server's faults as well.
 */
export function withBearers(chain: Chain, series: SeriesName): readonly Step[] {
  const steps = withCrossings(
    chain,
    series,
    pathOf(chain, series.link, series.reach, series.model),
  );
  const target = linksById(chain).get(series.link);
  if (!target || !layerOfProbe[series.probe]) return steps;
  if (target.kind !== 'certificate' && target.kind !== 'network') return steps;
  const dependants = dependantsById(chain).get(target.id) ?? [];
  const sameAddress = dependants.filter((link) => samePort(link, target));
  const bearers = sameAddress.length > 0 ? sameAddress : dependants.slice(0, 1);
  return [...steps, ...bearers.map(({ id }) => ({ link: id, share: 1 / bearers.length, hops: 0 }))];
}

/** The same with the network paths that it may cross. */
function withCrossings(
  chain: Chain,
  { link, probe }: SeriesName,
  steps: readonly Step[],
): readonly Step[] {
  if (!layerOfProbe[probe]) return steps;
  const crossings = crossingsOf(chain, linksById(chain)).get(link) ?? [];
  const more = crossings.filter((way) => steps.every((step) => step.link !== way));
  if (more.length === 0) return steps;
  return [...more.map((way) => ({ link: way, share: 1, hops: 0, maybe: true as const })), ...steps];
}

function samePort(link: Link, target: Link): boolean {
  const port = (address: string | undefined) => /:(\d+)(?:\/|$)/.exec(address ?? '')?.[1];
  return port(link.address) !== undefined && port(link.address) === port(target.address);
}

export function planOf(chain: Chain, series: SeriesName): ProbePlan | undefined {
  const link = linksById(chain).get(series.link);
  return link?.probes.find(({ name }) => series.stream.startsWith(`${link.id}/${name}@`));
}

export function staleAfter(plan: ProbePlan | undefined): number {
  if (!plan) return unknownIntervalMs * staleIntervals;
  return Math.max(staleFloorMs, plan.intervalMs * staleIntervals + plan.deadlineMs);
}
