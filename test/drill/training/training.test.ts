import { describe, expect, test } from 'vitest';
import { outline } from '../../../src/cli/demo/outline.ts';
import { chooseFault, difficultyOf } from '../../../src/drill/training/choose-fault.ts';
import { hintsFor } from '../../../src/drill/training/hints.ts';
import { scoreEngine, scorePerson, winnerOf } from '../../../src/drill/training/score.ts';
import { TrainingGame } from '../../../src/drill/training/training-game.ts';
import { findFault, listFaults } from '../../../src/sandbox/faults/registry.ts';
import { observationOf, verdictOf } from '../../support/feed.ts';

const faults = listFaults();
const truth = { link: 'replica-a', mode: 'service.crashed' };

describe('the choice of a fault', () => {
  test('is the same for the same seed, and covers what can break', () => {
    const names = Array.from({ length: 400 }, (_, seed) => chooseFault(faults, seed, null).name);
    expect(chooseFault(faults, 7, null)).toEqual(chooseFault(faults, 7, null));
    expect(new Set(names).size).toBeGreaterThan(40);
  });

  test.each(['easy', 'medium', 'hard'] as const)('can be %s', (difficulty) => {
    for (let seed = 0; seed < 50; seed += 1) {
      expect(difficultyOf(chooseFault(faults, seed, difficulty))).toBe(difficulty);
    }
  });

  test('never takes a fault that breaks nothing but a monitor', () => {
    expect(difficultyOf({ name: 'x', link: 'gpu-a', mode: 'monitor.lies', title: '' })).toBeNull();
    const [first] = faults;
    const lies = [{ ...(first ?? findFault('edge-kill')), mode: 'monitor.lies' }];
    expect(() => chooseFault(lies, 1, null)).toThrow(/no fault of this sandbox/);
  });
});

test('hints go from vague to narrow, and the culprit is among the suspects', () => {
  for (const fault of faults.filter((one) => difficultyOf(one) !== null)) {
    const hints = hintsFor(fault, outline, 3);
    expect(hints).toHaveLength(3);
    expect(hints[0]).not.toContain(fault.link);
    const suspects = hints[1]?.replace('it is one of ', '').split(', ') ?? [];
    expect(new Set(suspects).size).toBe(3);
    expect(suspects).toContain(fault.link);
  }
});

describe('the score', () => {
  test.each([
    ['link and mode', 'replica-a', 'service.crashed', 0, 100],
    ['the link alone', 'replica-a', null, 0, 70],
    ['the link, and a wrong mode', 'replica-a', 'service.hung', 0, 70],
    ['both after two hints', 'replica-a', 'service.crashed', 2, 70],
    ['another link with the same mode', 'router', 'service.crashed', 0, 0],
    ['another link after a hint', 'router', null, 1, 0],
  ])('of %s', (_, link, mode, hints, points) => {
    expect(scorePerson({ link, mode, tookMs: 1 }, hints, truth).points).toBe(points);
  });

  test('times the engine from the verdict that it did not take back', () => {
    const right = { ...truth };
    const wrong = { link: 'router', mode: 'service.errors' };
    const marks = [
      { offsetMs: 100, ...right },
      { offsetMs: 200, ...wrong },
      { offsetMs: 900, ...right },
      { offsetMs: 950, ...right, mode: 'service.hung' },
    ];
    expect(scoreEngine(marks.slice(0, 3), truth)).toMatchObject({ tookMs: 900, rightMode: true });
    expect(scoreEngine(marks, truth)).toMatchObject({ tookMs: 900, rightMode: false });
    expect(scoreEngine(marks.slice(0, 2), truth)).toMatchObject({ rightLink: false, tookMs: null });
    expect(scoreEngine([], truth)).toMatchObject({ link: null, rightLink: false, tookMs: null });
  });

  test('is won by who named the right link first', () => {
    const person = (link: string, tookMs: number) =>
      scorePerson({ link, mode: null, tookMs }, 0, truth);
    const engine = (tookMs: number) => scoreEngine([{ offsetMs: tookMs, ...truth }], truth);
    expect(winnerOf(person('replica-a', 500), engine(900))).toBe('person');
    expect(winnerOf(person('replica-a', 5_000), engine(900))).toBe('weaklink');
    expect(winnerOf(person('router', 500), engine(900))).toBe('weaklink');
    expect(winnerOf(null, engine(900))).toBe('weaklink');
    expect(winnerOf(person('router', 500), scoreEngine([], truth))).toBe('nobody');
    expect(winnerOf(person('replica-a', 500), scoreEngine([], truth))).toBe('person');
  });
});

describe('a round', () => {
  let nowMs = 0;
  const round = () => {
    nowMs = Date.parse('2026-11-21T14:02:00.000Z');
    const fault = findFault('replica-a-kill');
    const options = { chain: outline, fault, seed: 1, difficulty: null, now: () => nowMs };
    return new TrainingGame(options);
  };
  const blame = (link: string, mode: string) =>
    verdictOf(outline, nowMs, {
      status: 'fault',
      headline: 'x',
      culprit: { link, mode, title: 'x', since: nowMs, remedy: 'x' },
      evidenceFor: ['one', 'two', 'three', 'four'],
    });

  test('waits, hides, and tells who was right, how long it took and what gave it away', () => {
    const game = round();
    game.answer('replica-a', null);
    game.hint();
    game.reveal();
    expect(game.state()).toMatchObject({ phase: 'waiting', hints: [], result: null });

    game.begin();
    nowMs += 2_000;
    game.judged(blame('replica-a', 'service.crashed'));
    game.hint();
    expect(game.state()).toMatchObject({ phase: 'hidden', hintsLeft: 2, result: null });
    nowMs += 3_000;
    game.answer('replica-a', 'service.crashed');
    expect(game.state()).toMatchObject({
      phase: 'answered',
      result: {
        truth: { fault: 'replica-a-kill', ...truth },
        person: { rightLink: true, rightMode: true, tookMs: 5_000, hints: 1, points: 85 },
        engine: { rightLink: true, rightMode: true, tookMs: 2_000 },
        winner: 'weaklink',
        gaveAway: ['one', 'two', 'three'],
      },
    });
    game.answer('router', null);
    expect(game.state().result?.person?.link).toBe('replica-a');
  });

  test('holds nothing of the truth in its state while it is hidden', () => {
    const game = round();
    game.begin();
    game.judged(blame('replica-a', 'service.crashed'));
    const { choices, ...rest } = game.state();
    expect(JSON.stringify(rest)).not.toMatch(/replica-a|crashed|kill/);
    expect(choices.map(({ link }) => link)).toEqual(outline.links.map(({ id }) => id));
  });

  test('shows what there was to see where the engine has not found it', () => {
    const game = round();
    game.saw(observationOf({ link: 'replica-a', symptom: 'tcp.refused', summary: 'early' }, 0));
    game.begin();
    game.saw(observationOf({ link: 'router', symptom: 'http.502', summary: '502' }, 0));
    game.saw(observationOf({ link: 'replica-a', symptom: 'tcp.refused', summary: 'refused' }, 0));
    game.reveal();
    expect(game.state().result).toMatchObject({
      person: null,
      winner: 'nobody',
      gaveAway: ['replica-a/http@local: tcp.refused, refused'],
    });
  });

  test('tells those who listen of every change, and of what the engine finds later', () => {
    const game = round();
    let changes = 0;
    const stop = game.onChange(() => {
      changes += 1;
    });
    game.begin();
    game.hint();
    game.judged(blame('router', 'service.errors'));
    expect(changes).toBe(2);
    game.reveal();
    nowMs += 9_000;
    game.judged(blame('replica-a', 'service.crashed'));
    expect(changes).toBe(4);
    expect(game.state().result?.engine).toMatchObject({ rightLink: true, tookMs: 9_000 });
    stop();
  });
});
