import { describe, expect, it } from 'vitest';
import { flock } from '../../../bench/chains/rivals/flock.ts';
import type { Row } from '../../../bench/chains/rivals/incidence.ts';
import { score } from '../../../bench/chains/rivals/score.ts';
import { mostVotes } from '../../../bench/chains/rivals/votes.ts';
import { deepestFailing, firstFailing } from '../../../bench/chains/rivals/walks.ts';
import { chainOf } from '../../support/chain.ts';

const chain = chainOf('toy', 'edge', [
  { id: 'edge', kind: 'gateway', needs: ['router', 'keys'] },
  { id: 'router', kind: 'router', needs: ['server'] },
  { id: 'server', kind: 'inference-server' },
  { id: 'keys', kind: 'service' },
]);

function row(bad: number, ...path: readonly (string | [string, number])[]): Row {
  const steps = path.map((step) =>
    typeof step === 'string' ? { link: step, share: 1 } : { link: step[0], share: step[1] },
  );
  const link = steps[0]?.link ?? '';
  return {
    key: `${link} ${path.length}`,
    link,
    path: steps.map((step) => ({ ...step, hops: 0 })),
    looks: 12,
    bad,
  };
}

/** The server is broken; its health check is green, requests through it fail. */
const rows = [
  row(12, 'edge', 'router', 'server', 'keys'),
  row(12, 'router', 'server'),
  row(12, 'server'),
  row(0, 'edge'),
  row(0, 'keys'),
];

describe('the rivals on a toy', () => {
  it('first and deepest go by the looks at the links themselves', () => {
    expect(firstFailing(chain, rows)).toBe('edge');
    expect(deepestFailing(chain, rows)).toBe('server');
  });

  it('votes, SCORE and Flock find what all failing looks share', () => {
    expect(mostVotes(rows)).toBe('server');
    expect(score(rows)).toEqual(['server']);
    expect(flock(rows)).toEqual(['server']);
  });

  it('cover two faults with two links', () => {
    const two = [row(12, 'server'), row(12, 'router', 'server'), row(12, 'keys'), row(0, 'edge')];
    expect(score(two)).toEqual(['server', 'keys']);
    expect(flock(two)).toEqual(['server', 'keys']);
  });

  it('Flock weighs by shares: half of the looks fail behind one of two replicas', () => {
    const half = [row(6, 'router', ['one', 0.5], ['two', 0.5]), row(12, 'one'), row(0, 'two')];
    expect(flock(half)).toEqual(['one']);
  });

  it('name nobody where nothing fails', () => {
    const well = rows.map((one) => ({ ...one, bad: 0 }));
    expect([firstFailing(chain, well), mostVotes(well), score(well)]).toEqual([null, null, []]);
  });
});
