import type { LinkId } from '../../../src/chain/types.ts';
import type { Row } from './incidence.ts';

/** P(a look fails | nothing broken on its way) and P(it fails | it meets something broken). */
const failsWell = 0.02;
const failsIll = 0.7;
/** Log-odds of any link to be broken before anything is seen. */
const priorLogOdds = Math.log(1e-3);
const mostFaults = 5;

/**
 * Greedy inference over sets of broken links as in Flock (Harsh and others, CoNEXT 2023): series
 * fail at one rate when their way is well and at another when it meets a broken link, weighted by the
 * part of looks that pass it; links are added while that raises the posterior.
 *
 * @returns links, the first added first
 */
export function flock(rows: readonly Row[]): readonly LinkId[] {
  const passing = new Map<LinkId, { row: Row; share: number }[]>();
  for (const row of rows) {
    for (const { link, share } of row.path) {
      passing.set(link, [...(passing.get(link) ?? []), { row, share }]);
    }
  }
  const spared = new Map<Row, number>(rows.map((row) => [row, 1]));
  const taken: LinkId[] = [];
  while (taken.length < mostFaults) {
    let best: { link: LinkId; gain: number } | null = null;
    for (const [link, passed] of passing) {
      if (taken.includes(link)) continue;
      const gain = priorLogOdds + sum(passed.map((one) => gainOf(one, spared)));
      if (!best || gain > best.gain) best = { link, gain };
    }
    // The first one is the answer to "which, if any"; more must pay for themselves.
    if (!best || (taken.length > 0 && best.gain <= 0)) break;
    taken.push(best.link);
    for (const { row, share } of passing.get(best.link) ?? []) {
      spared.set(row, (spared.get(row) ?? 1) * (1 - share));
    }
  }
  return taken;
}

function gainOf(
  { row, share }: { readonly row: Row; readonly share: number },
  spared: ReadonlyMap<Row, number>,
): number {
  const before = spared.get(row) ?? 1;
  return logLikelihood(row, before * (1 - share)) - logLikelihood(row, before);
}

function logLikelihood({ looks, bad }: Row, spared: number): number {
  const fails = spared * failsWell + (1 - spared) * failsIll;
  return bad * Math.log(fails) + (looks - bad) * Math.log(1 - fails);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
