import type { Chain, Link, ProbePlan } from '../../src/chain/types.ts';
import { Collector } from '../../src/drift/collect.ts';
import type { Ruling } from '../../src/events/ruling.ts';
import type { Fact, Observation } from '../../src/events/types.ts';
import type { Known } from '../../src/policy/known.ts';
import { sanitise } from '../../src/text/sanitise.ts';

/* What policies go by, as the parts of a test make it. */

export function plan(kind: string, options: ProbePlan['options'] = {}): ProbePlan {
  return {
    kind,
    name: kind,
    options,
    intervalMs: 5_000,
    deadlineMs: 3_000,
    vantage: 'local',
    inferred: false,
  };
}

export function link(id: string, more: Partial<Link> = {}): Link {
  return { id, kind: 'service', needs: [], labels: {}, probes: [], ...more };
}

export function look(
  id: string,
  probe: string,
  facts: Readonly<Record<string, string | number>>,
  more: Partial<Observation> = {},
): Observation {
  const safe = Object.entries(facts).map(([name, fact]): [string, Fact] => [
    name,
    typeof fact === 'string' ? sanitise(fact) : fact,
  ]);
  return {
    link: id,
    probe,
    stream: `${id}/${probe}@local`,
    vantage: 'local',
    reach: 'self',
    outcome: 'ok',
    symptom: null,
    alsoSeen: [],
    summary: sanitise('as it looks'),
    startedAt: '2026-11-21T14:00:00.000Z',
    durationMs: 3,
    phases: {},
    measures: [],
    facts: Object.fromEntries(safe),
    evidence: [],
    command: sanitise(`look at ${id}`),
    ...more,
  };
}

export function known(
  links: readonly Link[],
  observations: readonly Observation[] = [],
  more: Partial<Known> = {},
): Known {
  const chain: Chain = { name: 'made', models: [], links, vantages: [], ...more.chain };
  const collector = new Collector(chain);
  for (const observation of observations) collector.take(observation);
  return {
    observations,
    snapshot: collector.snapshot('2026-11-21T14:00:00.000Z'),
    olderTls: new Map(),
    lineage: null,
    nowMs: Date.parse('2026-11-21T14:00:00.000Z'),
    ...more,
    chain,
  };
}

/** `engine broken: vllm:latest`. */
export function told(rulings: readonly Ruling[]): readonly string[] {
  return rulings.map(
    ({ link: id, about, state, seen }) =>
      `${id ?? about ?? 'chain'} ${state}: ${seen ?? 'not seen'}`,
  );
}
