import { isAscii } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventData } from '../../../src/events/schema/data.ts';
import { isPlainObservation } from '../../../src/events/schema/plain-observation.ts';
import { safe } from '../../../src/text/sanitise.ts';
import { isObservation, oneOfEach, sampleObservation } from '../samples.ts';

const event = oneOfEach().find(isObservation);
const plain = { ...sampleObservation, evidence: [safe`HTTP/1.1 502 Bad Gateway`] };

function isPlain(data: unknown, more: object = {}): boolean {
  const value = { ...event, ...more, data };
  const line = JSON.stringify(value);
  return isPlainObservation(line, JSON.parse(line), isAscii(Buffer.from(line)));
}

/** Values of every sort, many of them wrong where they stand, some of them hostile. */
const anything = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    'a\u001b[2J',
    'x\u0301\u0301\u0301\u0301\u0301',
    '\u202eabc',
    'tab\there',
    'line\nline',
    '\u007f',
    '41 °C · 7 µs',
    'a'.repeat(400),
    'a'.repeat(5_000),
    '2026-02-30T00:00:00.000Z',
    '2026-11-21T03:14:02.311Z',
    '2026-11-21T03:14:02.311+01:00',
  ),
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.string()),
  fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.double(), fc.constant(null))),
);
const keys = [...Object.keys(sampleObservation), 'model', 'servedBy', 'extra', '__proto__'];

describe('isPlainObservation', () => {
  it('knows an observation of our own', () => {
    expect(isPlain(plain)).toBe(true);
    expect(isPlain({ ...plain, summary: 'H100, 41 °C, “quoted” and "quoted"' })).toBe(true);
  });

  it('says yes only to what the schema gives back unchanged', () => {
    let yes = 0;
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...keys), anything, { maxKeys: 3 }),
        fc.array(fc.constantFrom(...keys), { maxLength: 1 }),
        (wrong, missing) => {
          const data: Record<string, unknown> = { ...plain, ...wrong };
          for (const key of missing) delete data[key];
          if (!isPlain(data)) return;
          yes += 1;
          const read = eventData.observation.safeParse(JSON.parse(JSON.stringify(data)));
          expect(read.success).toBe(true);
          expect(read.data).toEqual(JSON.parse(JSON.stringify(data)));
        },
      ),
      { numRuns: 5_000, seed: 7 },
    );
    expect(yes).toBeGreaterThan(100);
  });

  it.each([
    ['an unknown type', { type: 'weaklink.other' }],
    ['a foreign field', { datacontenttype: 'application/json' }],
    ['another form of the time', { time: '2026-11-21T04:14:02.311+01:00' }],
    ['a day that may not exist', { time: '2026-02-30T00:00:00.000Z' }],
    ['a control character', { subject: 'a\u0007b' }],
    ['a delete character, which JSON allows as it is', { subject: 'a\u007fb' }],
  ])('leaves %s to the schema', (_, more) => {
    expect(isPlain(plain, more)).toBe(false);
  });
});
