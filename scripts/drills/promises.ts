import type { DrillReport, DrillResult } from '../../src/drill/types.ts';
import { type Share, shareWords, type Totals, totalsOf } from '../../src/report/drill/totals.ts';

type ShareName = { [K in keyof Totals]: Totals[K] extends Share ? K : never }[keyof Totals];

/** What this project promises of its own scenarios: so much of each, 0…1. */
const promised: readonly (readonly [name: ShareName, least: number, words: string])[] = [
  ['topLink', 0.99, 'the right link'],
  ['topMode', 0.97, 'the right mode'],
  ['bothNamed', 0.85, 'both of two faults named'],
  ['outside', 0.9, '"not in the chain" where that is right'],
  ['undetermined', 0.9, '"cannot tell" where that is right'],
];
/** A single miss is printed and breaks no promise, also where one of few is more than the share allows. */
const missesForgiven = 1;

/** Failed, or passed: the score decides. Anything else says that a drill could not be run. */
const scored: readonly DrillResult['status'][] = ['passed', 'failed'];

/** What a report falls short of, one sentence each; none where all is as promised. */
export function brokenPromises(report: DrillReport): readonly string[] {
  return [...brokenShares(totalsOf(report)), ...report.results.flatMap(brokenByOne)];
}

function brokenShares(totals: Totals): readonly string[] {
  return promised.flatMap(([name, least, words]) => {
    const share = totals[name];
    const isFew = share.asked - share.good <= missesForgiven;
    if (isFew || share.good >= share.asked * least) return [];
    return [`${words} in ${shareWords(share)}, not ${Math.round(least * 100)} %`];
  });
}

function brokenByOne({ scenario, status, score, reason }: DrillResult): readonly string[] {
  return [
    ...(scored.includes(status) ? [] : [`${scenario.id} is ${status}: ${reason}`]),
    ...(score.undoClean === false ? [`${scenario.id} was not undone`] : []),
    ...(score.healthy === false
      ? [`${scenario.id}: somebody is blamed where nothing is broken`]
      : []),
  ];
}
