import { expect, test } from 'vitest';
import { diagnosisAssertions } from '../../../src/drill/score/assertions.ts';
import { scoreOf } from '../../../src/drill/score/score.ts';
import { Scoreboard } from '../../../src/drill/score/scoreboard.ts';
import type { Expectation, RootCause } from '../../../src/drill/types.ts';
import type { CulpritChange, Verdict } from '../../../src/events/verdict.ts';
import { cause, expectation, undetermined, verdict } from './verdicts.ts';

const changeOf = (link: string): CulpritChange => ({
  link,
  what: 'config.hash',
  from: null,
  to: null,
  at: '2026-11-21T03:14:00.000Z',
  beforeMs: 2_000,
});

type Moment = readonly [atMs: number, what: Verdict | `begin ${string}` | `end ${string}`];

/** Plays a story: verdicts, and faults named as the links that they harm. */
function play(expected: Expectation, links: readonly string[], story: readonly Moment[]) {
  const board = new Scoreboard(expected, links);
  for (const [atMs, what] of story) {
    if (typeof what !== 'string') board.verdict(atMs, what);
    else if (what.startsWith('begin')) board.faultBegins(atMs, what.slice(6), what.slice(6));
    else board.faultEnds(what.slice(4));
  }
  board.finish();
  const score = scoreOf(board, expected, { recovery: null, undoClean: null });
  const failed = diagnosisAssertions(board, expected).filter(({ status }) => status !== 'passed');
  const found = new Map(failed.map((one) => [one.name, one.found]));
  return { score, failed: [...found.keys()], found, marks: board.marks };
}

const crash = 'replica-a service.crashed';
const oneFault = expectation([cause(crash)]);

test('a right verdict, from the first fault on', () => {
  const { score, failed, marks } = play(
    oneFault,
    ['replica-a'],
    [
      [500, verdict()],
      [1_000, 'begin replica-a'],
      [1_300, undetermined(0.1)],
      [1_700, verdict(crash)],
      [9_000, verdict(crash)],
      [11_000, 'end replica-a'],
      [11_500, verdict()],
    ],
  );
  expect(failed).toEqual([]);
  expect(score).toMatchObject({
    topLink: true,
    topMode: true,
    topThree: true,
    timeToDetectMs: 300,
    timeToVerdictMs: 700,
    falselyBlamed: [],
    falseAlarms: 0,
  });
  expect(marks.map(({ offsetMs, status }) => [offsetMs, status])).toEqual([
    [-500, 'healthy'],
    [300, 'undetermined'],
    [700, 'fault'],
    [10_500, 'healthy'],
  ]);
});

test('a verdict counts only when it stays right until the end', () => {
  const { score, failed } = play(
    oneFault,
    ['replica-a'],
    [
      [0, 'begin replica-a'],
      [100, verdict(crash)],
      [200, verdict('router service.slow')],
      [20_000, verdict(crash)],
      [21_000, 'end replica-a'],
    ],
  );
  expect(score).toMatchObject({ topLink: true, timeToDetectMs: 100, timeToVerdictMs: 20_000 });
  expect(failed).toEqual(['right verdict within 15 s']);
});

test('the right link for the wrong thing is half the answer', () => {
  const { score, failed } = play(
    oneFault,
    ['replica-a'],
    [
      [0, 'begin replica-a'],
      [100, verdict('replica-a engine.hung')],
      [200, 'end replica-a'],
    ],
  );
  expect(score).toMatchObject({ topLink: true, topMode: false, timeToVerdictMs: null });
  expect(failed).toEqual(['right mode', 'right verdict within 15 s']);
});

test('an alternative is as good, and nobody else', () => {
  const either = expectation([cause(crash, 'gpu-a gpu.lost')]);
  const told = (...blamed: readonly string[]) =>
    play(
      either,
      ['replica-a'],
      [
        [0, 'begin replica-a'],
        [100, verdict(...blamed)],
        [200, 'end replica-a'],
      ],
    );
  expect(told('gpu-a gpu.lost').failed).toEqual([]);
  const more = told('gpu-a gpu.lost', 'store store.full');
  expect(more.score.falselyBlamed).toEqual(['store']);
  expect(more.failed).toEqual(['nobody else blamed']);
});

test('of two root causes at once both must be blamed', () => {
  const two = expectation([cause(crash), cause('store store.full')]);
  const told = (...blamed: readonly string[]) =>
    play(
      two,
      ['replica-a', 'store'],
      [
        [0, 'begin replica-a'],
        [100, 'begin store'],
        [300, verdict(...blamed)],
        [400, 'end store'],
        [500, 'end replica-a'],
      ],
    );
  expect(told('store store.full', crash)).toMatchObject({
    failed: [],
    score: { topLink: true, bothNamed: true, allNamed: null },
  });
  expect(told(crash).score).toMatchObject({ topLink: false, topMode: false, bothNamed: false });
  const half = told('store service.slow', crash);
  expect(half.score).toMatchObject({ topLink: true, topMode: false, bothNamed: false });
});

test('of three root causes at once all must be blamed', () => {
  const three = expectation([cause(crash), cause('store store.full'), cause('name dns.down')]);
  const links = ['replica-a', 'store', 'name'];
  const told = (...blamed: readonly string[]) =>
    play(three, links, [
      ...links.map((link, index): Moment => [index * 10, `begin ${link}`]),
      [300, verdict(...blamed)],
      ...links.map((link, index): Moment => [400 + index, `end ${link}`]),
    ]);
  const all = told('name dns.down', crash, 'store store.full');
  expect(all).toMatchObject({ failed: [], score: { allNamed: true, bothNamed: null } });
  expect(told('name dns.down', crash).score).toMatchObject({ topLink: false, allNamed: false });
});

test('of two root causes in turn each is judged at the end of its own fault', () => {
  const two = expectation([cause(crash), cause('store store.full')]);
  const { score, failed } = play(
    two,
    ['replica-a', 'store'],
    [
      [0, 'begin replica-a'],
      [300, verdict(crash)],
      [400, 'end replica-a'],
      [500, verdict()],
      [1_000, 'begin store'],
      [1_900, verdict('store store.full')],
      [2_000, 'end store'],
    ],
  );
  expect(failed).toEqual([]);
  expect(score).toMatchObject({ topLink: true, bothNamed: true, timeToVerdictMs: 900 });
});

test('an alarm before the first fault is false', () => {
  const { score, failed, found } = play(
    oneFault,
    ['replica-a'],
    [
      [0, verdict('router service.slow')],
      [100, verdict()],
      [200, 'begin replica-a'],
      [300, verdict(crash)],
      [400, 'end replica-a'],
    ],
  );
  expect(score.falseAlarms).toBe(1);
  expect(failed).toEqual(['no false alarm']);
  expect(found.get('no false alarm')).toMatch(/^1: router: service\.slow \(\d+ %\)$/);
});

test('in a healthy chain every alarm is false, also during what must not alarm', () => {
  const healthy = expectation([]);
  const story: readonly Moment[] = [
    [0, verdict()],
    [100, 'begin router'],
    [200, undetermined(0.1)],
    [900, 'end router'],
  ];
  expect(play(healthy, ['router'], story)).toMatchObject({
    failed: [],
    score: {
      topLink: null,
      healthy: true,
      falseAlarms: 0,
      falselyBlamed: [],
      timeToVerdictMs: null,
    },
  });
  const alarmed = play(
    healthy,
    ['router'],
    [...story.slice(0, 3), [300, verdict(crash)], [900, 'end router']],
  );
  expect(alarmed.failed).toEqual(['no false alarm']);
  expect(alarmed.score).toMatchObject({
    healthy: false,
    falseAlarms: 1,
    falselyBlamed: ['replica-a'],
  });
});

test('“cannot tell” and “not in the chain” are right answers where they are asked for', () => {
  const told = (expected: Expectation['verdict'], said: Verdict) =>
    play(
      expectation([], { verdict: expected }),
      ['card'],
      [
        [0, 'begin card'],
        [100, said],
        [200, 'end card'],
      ],
    );
  const right = { failed: [], score: { topLink: null, healthy: null } };
  expect(told('outside', undetermined(0.6))).toMatchObject(right);
  expect(told('outside', undetermined(0.6)).score).toMatchObject({
    outside: true,
    undetermined: null,
  });
  expect(told('outside', undetermined(0.1))).toMatchObject({
    failed: ['right verdict within 15 s'],
    score: { outside: false },
  });
  expect(told('outside', verdict(crash)).score.outside).toBe(false);
  expect(told('undetermined', undetermined(0.1))).toMatchObject(right);
  expect(told('undetermined', undetermined(0.1)).score).toMatchObject({
    outside: null,
    undetermined: true,
  });
  expect(told('undetermined', verdict(crash)).score.undetermined).toBe(false);
});

test('who cannot tell must name everybody who may be the cause', () => {
  const told = (outside: number, ...candidates: readonly RootCause[]) =>
    play(
      expectation([], { verdict: 'undetermined', candidates }),
      ['card'],
      [
        [0, 'begin card'],
        [100, undetermined(outside)],
        [200, 'end card'],
      ],
    );
  const nowhere = { link: null, mode: null, or: [] };
  expect(told(0.3, cause('router'), nowhere).failed).toEqual([]);
  expect(told(0.3, cause('card', 'router'), nowhere).failed).toEqual([]);
  const short = told(0.3, cause('router'), cause('card'));
  expect(short.score.undetermined).toBe(false);
  expect(short.failed).toEqual(['right verdict within 15 s']);
});

test('where a change is the cause, the verdict must say so, and name no other', () => {
  const afterRouter = expectation([cause(crash)], { afterChange: 'router' });
  const told = (...changed: readonly string[]) => {
    const said = verdict(crash);
    const culprits = said.culprits.map((culprit) => ({
      ...culprit,
      ...(changed[0] === undefined ? {} : { change: changeOf(changed[0]) }),
    }));
    return play(
      afterRouter,
      ['replica-a'],
      [
        [0, 'begin replica-a'],
        [100, { ...said, culprits }],
        [200, 'end replica-a'],
      ],
    ).failed;
  };
  expect(told('router')).toEqual([]);
  expect(told()).toEqual(['after the change of router']);
  expect(told('store')).toEqual(['after the change of router']);
});

test('without a verdict there is nothing to pass', () => {
  const { failed } = play(
    oneFault,
    ['replica-a'],
    [
      [0, 'begin replica-a'],
      [100, 'end replica-a'],
    ],
  );
  expect(failed).toEqual(['right verdict']);
});
