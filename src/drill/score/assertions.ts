import type { Verdict } from '../../events/verdict.ts';
import { formatDuration } from '../../platform/duration.ts';
import type { Assertion, Blamable, Expectation, RootCause } from '../types.ts';
import { answersOf, blamesLinks, blamesModes, isRight, leastProbability } from './right.ts';
import { blamedIn, type Recovery, slowest } from './score.ts';
import type { Judgement, Scoreboard } from './scoreboard.ts';

/** False alarms that are told in words; of more the number alone is told. */
const mostAlarmsTold = 3;

/** What the diagnosis was asked, and what it said, in plain words. */
export function diagnosisAssertions(
  board: Scoreboard,
  expected: Expectation,
): readonly Assertion[] {
  if (expected.unasked) return [];
  const judged = board.judgements;
  const alarms = assertion(
    'no false alarm',
    board.falseAlarms === 0,
    expected.verdict === 'healthy' ? 'no verdict of fault' : 'no verdict of fault before the fault',
    alarmWords(board.falseVerdicts),
  );
  if (expected.verdict === 'healthy') return [alarms];
  if (judged.length === 0 || judged.some(({ verdict }) => verdict === null)) {
    return [alarms, absent(expected)];
  }
  return [
    alarms,
    ...(expected.verdict === 'fault' ? blameAssertions(judged, expected) : []),
    withinAssertion(judged, expected),
    ...linkAssertions(judged, expected),
  ];
}

/** Nothing to judge by is never a pass. */
function absent(expected: Expectation): Assertion {
  return {
    name: 'right verdict',
    status: 'error',
    expected: expectedWords(expected),
    found: 'no verdict: nothing was looked at while the fault was in force',
  };
}

function blameAssertions(judged: readonly Judgement[], expected: Expectation): Assertion[] {
  const { rootCauses, probability } = expected;
  const links = judged.every(({ verdict, causes }) => verdict && blamesLinks(verdict, causes));
  const modes = judged.every(({ verdict, causes }) => verdict && blamesModes(verdict, causes));
  const least = Math.min(
    ...judged.map(({ verdict, causes }) => (verdict ? leastProbability(verdict, causes) : 0)),
  );
  const said = saidIn(judged);
  return [
    assertion(
      'right link',
      links,
      causesWords(rootCauses, ({ link }) => link ?? 'outside'),
      said,
    ),
    assertion('right mode', modes, causesWords(rootCauses, nameOf), said),
    assertion(
      'probability',
      least >= probability,
      `at least ${percent(probability)}`,
      percent(least),
    ),
  ];
}

function withinAssertion(judged: readonly Judgement[], expected: Expectation): Assertion {
  const { verdict, withinMs } = expected;
  const tookMs = slowest(judged);
  const isLast = judged.every(
    (one) => one.verdict !== null && isRight(one.verdict, verdict, one.causes),
  );
  const found =
    tookMs === null || !isLast
      ? `not right at the end of the fault: ${saidIn(judged)}`
      : `after ${formatDuration(tookMs)}`;
  return assertion(
    `right verdict within ${formatDuration(withinMs)}`,
    isLast && tookMs !== null && tookMs <= withinMs,
    expectedWords(expected),
    found,
  );
}

function linkAssertions(judged: readonly Judgement[], expected: Expectation): Assertion[] {
  const verdicts = judged.flatMap(({ verdict }) => verdict ?? []);
  const blamed = new Set(verdicts.flatMap(({ culprits }) => culprits.map(({ link }) => link)));
  const others = [
    ...new Set(judged.flatMap(({ verdict, causes }) => blamedIn(verdict, causes, expected))),
  ];
  const spared = [
    ...new Set([...expected.notBlamed, ...expected.propagations.map(({ to }) => to)]),
  ];
  return [
    assertion(
      'nobody else blamed',
      others.length === 0,
      'no link blamed beside the root cause',
      others.length === 0 ? 'none' : others.join(', '),
    ),
    ...changeAssertions(verdicts, expected),
    ...expected.cleared.map((link) => clearedAssertion(link, verdicts)),
    ...spared.map((link) =>
      assertion(`${link} not blamed`, !blamed.has(link), 'not blamed', stateOf(link, verdicts)),
    ),
  ];
}

function changeAssertions(
  verdicts: readonly Verdict[],
  { afterChange }: Expectation,
): readonly Assertion[] {
  if (afterChange === null) return [];
  const told = verdicts.flatMap(({ culprits }) =>
    culprits.flatMap(({ link, change }) => (change ? [{ link, change }] : [])),
  );
  return [
    assertion(
      `after the change of ${afterChange}`,
      told.some(({ change }) => change.link === afterChange),
      'the verdict says so',
      told.length === 0
        ? 'no change is named'
        : told.map(({ link, change }) => `${link} after a change of ${change.link}`).join(', '),
    ),
  ];
}

function clearedAssertion(link: string, verdicts: readonly Verdict[]): Assertion {
  const isCleared = verdicts.every(({ cleared }) => cleared.includes(link));
  return assertion(`${link} cleared`, isCleared, 'cleared', stateOf(link, verdicts));
}

export function recoveryAssertion(recovery: Recovery, withinMs: number): Assertion {
  return assertion(
    `recovery within ${formatDuration(withinMs)}`,
    recovery.noticed,
    'healthy after the last undo',
    recovery.noticed ? `after ${formatDuration(recovery.tookMs ?? 0)}` : 'not healthy in time',
  );
}

export function assertion(
  name: string,
  holds: boolean,
  expected: string,
  found: string,
): Assertion {
  return { name, status: holds ? 'passed' : 'failed', expected, found };
}

function expectedWords({ verdict, rootCauses, candidates }: Expectation): string {
  switch (verdict) {
    case 'fault':
      return causesWords(rootCauses, nameOf);
    case 'healthy':
      return 'no verdict of fault';
    case 'outside':
      return 'a cause outside the chain leads';
    case 'undetermined':
      return candidates.length === 0
        ? 'undetermined'
        : `undetermined, naming ${causesWords(candidates, ({ link }) => link ?? 'outside')}`;
  }
}

function causesWords(causes: readonly RootCause[], word: (one: Blamable) => string): string {
  return causes.map((cause) => [...new Set(answersOf(cause).map(word))].join(' or ')).join(' and ');
}

function nameOf({ link, mode }: Blamable): string {
  return mode === null ? (link ?? 'outside') : `${link ?? 'outside'}: ${mode}`;
}

function saidIn(judged: readonly Judgement[]): string {
  return judged.map(({ verdict }) => (verdict ? verdictWords(verdict) : 'nothing')).join('; then ');
}

/** `none`, or how many and whom the first of them blamed. */
function alarmWords(alarms: readonly Verdict[]): string {
  if (alarms.length === 0) return 'none';
  const told = alarms.slice(0, mostAlarmsTold).map(verdictWords);
  const more = alarms.length > told.length ? '; …' : '';
  return `${alarms.length}: ${told.join('; ')}${more}`;
}

/** `replica-a: service.crashed (97 %)`, `healthy`. */
export function verdictWords({ status, culprits, headline }: Verdict): string {
  if (culprits.length === 0) return status === 'healthy' ? 'healthy' : `${status} (${headline})`;
  return culprits
    .map(({ link, mode, probability }) => `${link}: ${mode} (${percent(probability)})`)
    .join(' and ');
}

function stateOf(link: string, verdicts: readonly Verdict[]): string {
  const states = verdicts.map(
    ({ links }) => links.find((one) => one.link === link)?.state ?? 'not in the chain',
  );
  return [...new Set(states)].join(', then ');
}

/** Rounded away from certainty: 99.7 % is not 100 %. */
function percent(share: number): string {
  const rounded = Math.round(share * 100);
  return `${share < 1 && rounded === 100 ? 99 : rounded} %`;
}
