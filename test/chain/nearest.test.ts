import { describe, expect, it } from 'vitest';
import { nearest, suggest } from '../../src/chain/nearest.ts';

describe('nearest', () => {
  it.each([
    ['gatway', 'gateway'],
    ['GATEWAY', 'gateway'],
    ['ruoter', 'router'],
    ['gpus', 'gpu'],
    ['dsn', 'dns'],
  ])('takes %s for %s', (text, expected) => {
    expect(nearest(text, ['dns', 'gateway', 'router', 'gpu'])).toBe(expected);
  });

  it.each(['', 'banana', 'x', 'g'.repeat(100)])('takes %s for nothing', (text) => {
    expect(nearest(text, ['dns', 'gateway', 'router', 'gpu'])).toBeNull();
  });

  it('takes the nearest of several', () => {
    expect(nearest('replica-b1', ['replica-a', 'replica-b', 'replica-bb'])).toBe('replica-b');
  });
});

describe('suggest', () => {
  it('says what is allowed where nothing is near, and counts what is too much to list', () => {
    expect(suggest('banana', ['dns', 'gpu'])).toBe('Allowed: dns, gpu.');
    expect(
      suggest(
        'banana',
        Array.from({ length: 23 }, (_, i) => `l${i}`),
      ),
    ).toMatch(/^Allowed: l0, .*, l19 and 3 more\.$/);
    expect(suggest('banana', [])).toBe('Nothing is allowed here.');
  });
});
