import { describe, expect, it, test } from 'vitest';
import type { NextLook } from '../../src/events/verdict.ts';
import { nextLookBits, nextLookWords } from '../../src/report/next-look.ts';
import { samples } from './sample.ts';

const { verdict } = samples;
const next = { ...(verdict.next as NextLook), gainBits: 0.9, intrusion: 1 };
const gateway = { faults: [{ link: 'gateway', mode: 'service.hung' }], probability: 0.5 };
const router = { faults: [{ link: 'router', mode: 'service.hung' }], probability: 0.5 };
const undecided = { ...verdict, hypotheses: [gateway, router] };

const said = (change: Partial<NextLook>, of = undecided) =>
  nextLookWords({ ...next, ...change }, of);

describe('what the next look is worth', () => {
  it.each([
    [0.9, 'should settle it in about 2 s, read-only'],
    [0.5, 'tells much in about 2 s, read-only'],
    [0.1, 'tells a little in about 2 s, read-only'],
  ])('%s of one bit', (gainBits, words) => {
    expect(said({ gainBits })).toBe(words);
  });

  it('is held against the doubt about links until the link is certain', () => {
    const hung = { ...gateway, probability: 0.6 };
    const slow = { faults: [{ link: 'gateway', mode: 'service.slow' }], probability: 0.4 };
    // Which link it is has no doubt left, so the doubt is about modes: 0.97 bits.
    expect(said({ gainBits: 0.3 }, { ...verdict, hypotheses: [hung, slow] })).toMatch(
      /^tells much/,
    );
    expect(nextLookBits({ ...next, gainBits: 0.3 }, { ...verdict, hypotheses: [hung, slow] })).toBe(
      '0.30 of 0.97 bits of doubt',
    );
  });
});

test('what it takes is said as a person would', () => {
  expect(said({ seconds: 0.2 })).toBe('should settle it within a second, read-only');
  expect(said({ intrusion: 2 })).toBe('should settle it in about 2 s, read-only, one more request');
  expect(said({ intrusion: 3 })).toMatch(/, one completion, which may cost money$/);
  expect(said({ stream: null })).toBe(
    'once it is set up: should settle it in about 2 s, read-only',
  );
  expect(said({ stream: null, probe: 'operator' })).toBe('should settle it');
});

test('a recording of an earlier version says no more than it knew', () => {
  const { gainBits: _, intrusion: __, ...earlier } = next;
  expect(nextLookWords(earlier, undecided)).toBe('in about 2 s');
  expect(nextLookBits(earlier, undecided)).toBeNull();
});
