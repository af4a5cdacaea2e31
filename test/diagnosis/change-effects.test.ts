import { describe, expect, it, test } from 'vitest';
import { effectOfChange } from '../../src/diagnosis/change-effects.ts';
import { changeWords } from '../../src/diagnosis/change-words.ts';
import { faultModes } from '../../src/diagnosis/modes/catalogue.ts';
import { identities } from '../../src/watching/identities.ts';

const watched = [
  ...new Set(Object.values(identities).flatMap((all) => all.map((one) => one.what))),
];

describe('what a change can cause', () => {
  it.each(watched)('is known of %s: some modes, and not all', (what) => {
    const effect = effectOfChange(what);
    const caused = faultModes.filter(({ id }) => effect.causes(id));
    expect(caused.length).toBeGreaterThan(0);
    expect(caused.length).toBeLessThan(faultModes.length);
    expect(effect.noun).not.toBe(what);
  });

  it.each([
    ['certificate.serial', 'certificate.wrong_name', true],
    ['certificate.serial', 'service.crashed', false],
    ['dns.answer', 'dns.wrong_address', true],
    ['dns.answer', 'gpu.driver', false],
    ['gpu.driver', 'gpu.driver', true],
    ['gpu.driver', 'gpu.ecc', false],
    ['container.image', 'image.regression', true],
    ['container.image', 'gpu.lost', false],
    ['model.revision', 'tokenizer.mismatch', true],
    ['model.revision', 'service.unreachable', false],
    ['quota x-ratelimit-limit-requests', 'quota.rate_limited', true],
    ['quota x-ratelimit-limit-requests', 'service.crashed', false],
    ['quota L-417A185B', 'host.not_to_be_had', true],
    ['quota cards requests.nvidia.com/gpu', 'container.unplaced', true],
    ['quota cards requests.nvidia.com/gpu', 'container.oom_killed', false],
    ['quota.used L-417A185B', 'host.not_to_be_had', true],
    ['flag search.beta', 'service.errors', true],
    ['config.hash', 'auth.key_revoked', true],
    ['what nobody has heard of', 'gpu.ecc', true],
  ])('%s and %s: %s', (what, mode, causes) => {
    expect(faultModes.some(({ id }) => id === mode)).toBe(true);
    expect(effectOfChange(what).causes(mode)).toBe(causes);
  });
});

const change = (what: string, more: object = {}) => ({
  link: 'router',
  what,
  from: null,
  to: null,
  at: '2026-01-01T00:10:00.000Z',
  beforeMs: 240_000,
  ...more,
});

test.each([
  [change('container.image'), '4 m after the image changed'],
  [change('process.start'), '4 m after it was restarted'],
  [change('flag search.beta'), '4 m after the flag search.beta changed'],
  [change('what the operator did'), '4 m after what the operator did changed'],
  [change('gpu.driver', { beforeMs: 0 }), 'just as the driver changed'],
  [
    change('gpu.driver', { beforeMs: 0, notBefore: '2026-01-01T00:09:30.000Z' }),
    'about when the driver changed',
  ],
  [change('gpu.driver', { notBefore: '2026-01-01T00:09:30.000Z' }), '4 m after the driver changed'],
  [
    change('gpu.driver', { beforeMs: 12_000, notBefore: '2026-01-01T00:09:30.000Z' }),
    '12 s to 42 s after the driver changed',
  ],
  [
    change('gpu.driver', { notBefore: '2025-12-31T22:00:00.000Z' }),
    'after the driver changed, some time between 2025-12-31 22:00Z and 2026-01-01 00:10Z',
  ],
])('is said in words: %#', (one, words) => {
  expect(changeWords(one, 'router')).toBe(words);
});

test('of another link, in words', () => {
  expect(changeWords(change('container.image'), 'edge')).toBe(
    '4 m after the image of router changed',
  );
  expect(changeWords(change('process.start'), 'edge')).toBe('4 m after router was restarted');
});
