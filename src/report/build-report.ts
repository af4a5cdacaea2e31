import type { Chain, Link } from '../chain/types.ts';
import type { Observation } from '../events/types.ts';
import type { LinkFinding, Verdict } from '../events/verdict.ts';
import { worstFirst } from './policy/types.ts';
import type { LinkReport, Report } from './types.ts';

export interface ReportSource
  extends Pick<Report, 'truth' | 'timeToVerdictMs' | 'healthyBefore' | 'policies'> {
  /** Of weaklink. */
  readonly version: string;
  readonly chain: Chain;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly verdict: Verdict;
  /** The newest observation of every series of looks, in any order. */
  readonly observations: Iterable<Observation>;
}

/**
 * Puts together what every reporter writes. Keys, links and observations always come in the same
 * order, so that two reports can be compared line by line.
 */
export function buildReport(source: ReportSource): Report {
  const rank = new Map(source.chain.links.map(({ id }, index) => [id, index]));
  const rankOf = (link: string) => rank.get(link) ?? rank.size;
  const observations = [...source.observations].sort(
    (a, b) => rankOf(a.link) - rankOf(b.link) || compare(a.stream, b.stream),
  );
  const findings = new Map(source.verdict.links.map((finding) => [finding.link, finding]));
  return {
    schema: 'weaklink.report/1',
    version: source.version,
    startedAt: source.startedAt,
    endedAt: source.endedAt,
    chain: { name: source.chain.name, models: source.chain.models },
    verdict: source.verdict,
    links: source.chain.links.map((link) =>
      linkReport(
        link,
        findings.get(link.id),
        observations.filter((observation) => observation.link === link.id),
      ),
    ),
    observations,
    ...(source.policies ? { policies: worstFirst(source.policies) } : {}),
    ...(source.truth ? { truth: source.truth } : {}),
    ...(source.timeToVerdictMs === undefined ? {} : { timeToVerdictMs: source.timeToVerdictMs }),
    ...(source.healthyBefore === undefined ? {} : { healthyBefore: source.healthyBefore }),
  };
}

function linkReport(
  link: Link,
  finding: LinkFinding | undefined,
  observations: readonly Observation[],
): LinkReport {
  const symptoms = observations.flatMap(({ symptom, alsoSeen }) =>
    symptom === null ? [] : [symptom, ...alsoSeen],
  );
  return {
    link: link.id,
    kind: link.kind,
    owner: link.owner ?? null,
    state: finding?.state ?? 'untested',
    probability: finding?.probability ?? 0,
    why: finding?.why ?? 'nothing looked at it',
    symptoms: [...new Set(symptoms)],
  };
}

/** By code unit: the same on every machine, whatever its locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
