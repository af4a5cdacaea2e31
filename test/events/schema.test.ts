import { describe, expect, it } from 'vitest';
import { readEvent } from '../../src/events/schema.ts';
import type { WeaklinkEvent } from '../../src/events/types.ts';
import { isObservation, oneOfEach, sampleObservation } from './samples.ts';

const observation = oneOfEach().find(isObservation) as WeaklinkEvent;

function withData(data: object): string {
  return JSON.stringify({ ...observation, data: { ...sampleObservation, ...data } });
}

function dataOf(json: string): Record<string, unknown> {
  const read = readEvent(json);
  if (read.kind !== 'event') throw new Error(JSON.stringify(read));
  return read.event.data as unknown as Record<string, unknown>;
}

describe('readEvent', () => {
  it.each(oneOfEach().map((event) => [event.type, event] as const))(
    'gives back %s byte for byte',
    (_, event) => {
      const json = JSON.stringify(event);
      const read = readEvent(json);
      expect(read).toEqual({ kind: 'event', event });
      expect(read.kind === 'event' && JSON.stringify(read.event)).toBe(json);
    },
  );

  it('makes foreign text safe again, wherever it stands', () => {
    const data = dataOf(
      withData({
        summary: '\u001b]0;owned\u0007',
        link: 'ed\u202ege',
        evidence: ['a\u001b[2Jb\nc'],
        facts: { '\u001b[1mkey': '\u009b31m' },
        measures: [{ name: 'x\u0000', value: 1, unit: 'm\u200bs' }],
      }),
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(JSON.stringify(data)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u200b]|\\u00/);
    expect(data.evidence).toEqual(['a␛[2Jb\nc']);
  });

  it('makes the texts of a foreign chain safe, down to the options of its probes', () => {
    const session = oneOfEach()[0];
    const json = JSON.stringify(session)
      .replace('platform team', 'platform \\u001b[8mteam')
      .replace('env:KEY', 'env:\\u001b]8;;x');
    expect(JSON.stringify(dataOf(json))).not.toContain('\\u001b');
  });

  it('cuts text that is too long and refuses lists that are', () => {
    const long = dataOf(withData({ summary: 'x'.repeat(100_000) })).summary as string;
    expect(long.length).toBeLessThanOrEqual(500);
    expect(readEvent(withData({ evidence: Array(9).fill('x') })).kind).toBe('damaged');
    const facts = Object.fromEntries(Array.from({ length: 401 }, (_, i) => [`f${i}`, 1]));
    expect(readEvent(withData({ facts })).kind).toBe('damaged');
  });

  it('takes no prototype from a file', () => {
    const json = withData({ facts: { fine: 1 } }).replace('"fine":1', '"__proto__":{"bad":1}');
    const read = readEvent(json);
    expect(({} as { bad?: number }).bad).toBeUndefined();
    if (read.kind === 'event' && isObservation(read.event)) {
      expect(Object.getPrototypeOf(read.event.data.facts)).toBe(Object.prototype);
    }
  });

  it('brings the dates of other writers into our one form', () => {
    const read = readEvent(JSON.stringify({ ...observation, time: '2026-11-21T04:14:02.3+01:00' }));
    expect(read).toMatchObject({ event: { time: '2026-11-21T03:14:02.300Z' } });
  });

  it('keeps types of the future apart from damage', () => {
    expect(readEvent(JSON.stringify({ ...observation, type: 'weaklink.forecast' }))).toEqual({
      kind: 'unknown-type',
      type: 'weaklink.forecast',
    });
    expect(readEvent(JSON.stringify({ ...observation, type: 'weaklink.toString' })).kind).toBe(
      'unknown-type',
    );
  });

  it.each([
    ['{"specversion":"1.0"', 'not JSON'],
    ['7', 'event: Invalid input: expected object, received number'],
    [JSON.stringify({ ...observation, specversion: '0.3' }), 'specversion: '],
    [JSON.stringify({ ...observation, time: 'yesterday' }), 'time: not a point in time'],
    [withData({ outcome: 'fine' }), 'data.outcome: '],
    [withData({ durationMs: null }), 'data.durationMs: '],
  ])('says what is wrong with %.40s', (json, reason) => {
    const read = readEvent(json);
    expect(read.kind).toBe('damaged');
    expect(read.kind === 'damaged' && read.reason).toContain(reason);
  });
});
