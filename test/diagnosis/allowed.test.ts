import { describe, expect, it } from 'vitest';
import type { Chain, Link, ProbePlan } from '../../src/chain/types.ts';
import { dice } from '../support/dice.ts';
import { demoChain, demoSeries } from '../support/looks.ts';
import { Watch } from '../support/watch.ts';

const roll = dice(11);
const about = (ms: number) => ms * (0.9 + 0.2 * roll());

/** The canary at the edge, and what asks the replicas beside it: nothing says how late those may be. */
const series = demoSeries.filter(
  ({ link: id, probe, model }) =>
    (id === 'edge' && model === 'chat') || (id.startsWith('replica') && probe === 'openai'),
);

function canaryAtTheEdge(options: ProbePlan['options']): Chain {
  const plan: ProbePlan = {
    ...{ kind: 'openai', name: 'canary-chat', vantage: 'local', inferred: false },
    ...{ intervalMs: 1_000, deadlineMs: 10_000, options },
  };
  const withPlan = (one: Link): Link => (one.id === 'edge' ? { ...one, probes: [plan] } : one);
  return { ...demoChain, links: demoChain.links.map(withPlan) };
}

/** All is well for a while; then some answer later by a factor. */
function afterwards(options: ProbePlan['options'], laterAt: Readonly<Record<string, number>>) {
  const watch = new Watch(canaryAtTheEdge(options), series);
  for (let round = 0; round < 60; round += 1) watch.round(() => ({ wait: about(400) }));
  for (let round = 0; round < 120; round += 1) {
    watch.round((key) => ({ wait: about(400) * (laterAt[key.split('/')[0] as string] ?? 1) }));
  }
  return watch.engine.verdict();
}

const all = { edge: 2.4, 'replica-a': 2.4, 'replica-b': 2.4 };

describe('answers that are later than usual', () => {
  it('are no fault where requests stay within what was promised, and are told', () => {
    const { status, headline, links, culprits } = afterwards({ slowMs: 3_000 }, all);
    expect({ status, culprits }).toEqual({ status: 'healthy', culprits: [] });
    expect(headline).toBe(
      'nobody suffers; 3 links answer later than usual, within what is allowed',
    );
    expect(links.find((one) => one.link === 'edge')?.why).toMatch(
      /200 in \d+ ms; answer \d+ ms, 2(?:\.\d)? times the .* ago, within what is allowed/,
    );
  });

  it('are one where nobody says how late they may be', () => {
    expect(afterwards({}, all).status).not.toBe('healthy');
  });

  it('are one where the promise is about another time: that from token to token', () => {
    expect(afterwards({ slowTokenMs: 90 }, all).status).not.toBe('healthy');
  });

  it('are one of a replica alone, though requests go to the other', () => {
    const { status, links } = afterwards({ slowMs: 3_000 }, { 'replica-a': 2.4 });
    expect(status).not.toBe('healthy');
    const stateOf = (id: string) => links.find((one) => one.link === id)?.state;
    expect([stateOf('replica-a'), stateOf('replica-b')]).toEqual(['suspect', 'cleared']);
  });

  it('are not called allowed where nobody said so: a stray late look is over with the next', () => {
    const watch = new Watch(canaryAtTheEdge({}), series);
    for (let round = 0; round < 60; round += 1) watch.round(() => ({ wait: about(400) }));
    watch.round((key) => ({ wait: key.startsWith('edge') ? 4_000 : about(400) }));
    for (let round = 0; round < 2; round += 1) watch.round(() => ({ wait: about(400) }));
    const { status, headline } = watch.engine.verdict();
    expect(status).toBe('healthy');
    expect(headline).not.toContain('allowed');
  });
});
