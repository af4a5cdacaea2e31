import { describe, expect, test } from 'vitest';
import { explained, recordingOf } from '../../support/explained.ts';

interface Situation {
  readonly scenario: string;
  /** When somebody asks. */
  readonly at: string;
  /** What a tired person must read first. */
  readonly first: RegExp;
  /** What must stand below it, so that one can act. */
  readonly below: RegExp;
}

const situations: readonly Situation[] = [
  {
    scenario: 'outages/engine-dead-behind-a-live-front',
    at: '10m',
    first: /^BROKEN +engine-1: /,
    below: /^(?:Decides +|Next +[\s\S]*by hand:\s)What it needs\s+answers well/m,
  },
  {
    scenario: 'outages/one-lost-card-takes-the-node',
    at: '30m',
    first: /^BROKEN +cards: fell off the bus/,
    below: /^ +new-engine about 2 m after cards/m,
  },
  {
    scenario: 'outages/driver-skew-after-an-unattended-upgrade',
    at: '30m',
    first: /^BROKEN +card: the driver .* after/,
    below: /^Often +mistaken for: fell off the bus/m,
  },
  {
    scenario: 'outages/aws-2025-10-empty-name',
    at: '30m',
    first: /^BROKEN +database-name: /,
    below: /^Do +restore the address record/m,
  },
  {
    scenario: 'outages/litellm-2024-09-gateway-masks-overload',
    at: '10m',
    first: /^BROKEN +vendor: /,
    below: /^SUFFERS +gateway, /m,
  },
  {
    scenario: 'chains/one-replica-slows-by-the-hour',
    at: '6h',
    first: /^BROKEN +engine-2: /,
    below: /^ +answers late \(service\.slow, \d+ %\)$/m,
  },
  {
    scenario: 'chains/path-to-a-vendor-comes-and-goes',
    at: '16m30s',
    first: /^BROKEN +exit: .*, on and off$/m,
    below: /^Began +exit between 12:09:\d\dZ and 12:10:\d\dZ$/m,
  },
  {
    scenario: 'chains/filter-or-reranker',
    at: '20m',
    first: /^UNSURE +cannot tell between filter .* and reranker/,
    below: /^Next .*\n +\(once it is set up: (?:should settle it|tells much) .*, read-only\)$/m,
  },
  {
    scenario: 'chains/two-products-share-one-key',
    at: '13m',
    first: /^BROKEN +vendor: /,
    below: /at about the same time, as far as looks tell: gateway-batch$/m,
  },
  {
    scenario: 'chains/a-bad-night-in-a-cluster',
    at: '2h',
    // Equally sure: in the order of the way.
    first: /^BROKEN +ingress-certificate: .*; and card-2: [\s\S]*; and\s*documents: /,
    below: /^BLAMED +ingress-certificate, [\s\S]*^BLAMED +card-2, [\s\S]*^BLAMED +documents, /m,
  },
];

describe('an explanation says first what to act on, and then how to know', () => {
  test.each(situations)('$scenario after $at', async ({ scenario, at, first, below }) => {
    const { stdout } = await explained(await recordingOf(scenario), [], { at });
    // To be read: SHOW=1 npx vitest run test/diagnosis/explaining/situations.test.ts
    if (process.env.SHOW) process.stdout.write(`### ${scenario} --at ${at}\n\n${stdout}\n`);
    expect(stdout).toMatch(first);
    expect(stdout).toMatch(below);
    // A command is copied, so it stays whole.
    const isCommand = (line: string) => line.trimStart().startsWith('$ ');
    expect(stdout.split('\n').filter((line) => line.length > 80 && !isCommand(line))).toEqual([]);
    // Bits are for those who ask for the arithmetic.
    expect(stdout).not.toMatch(/\bbits?\b/);
  });
});
