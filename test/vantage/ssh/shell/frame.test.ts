import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Frame } from '../../../../src/vantage/ssh/shell/frame.ts';

const marks = { begin: 'b0123', end: 'e0123' };

function framed(...chunks: readonly Buffer[]) {
  const kept: Buffer[] = [];
  const frame = new Frame(marks, (bytes) => kept.push(Buffer.from(bytes)));
  for (const chunk of chunks) frame.take(chunk);
  return { frame, text: () => Buffer.concat(kept).toString('latin1') };
}

test('however the output is cut, exactly what stands between the marks is kept', () => {
  const body = fc.string({ unit: fc.constantFrom('e', '0', '1', '2', 'e012', '\n', 'x') });
  fc.assert(
    fc.property(body, fc.array(fc.nat(40), { maxLength: 12 }), (text, cuts) => {
      const whole = Buffer.from(`left behind\nb0123\n${text}e0123 17\nnever read`);
      const chunks: Buffer[] = [];
      let at = 0;
      for (const length of [...cuts, whole.length]) {
        chunks.push(whole.subarray(at, at + length));
        at += length;
      }
      const { frame, text: kept } = framed(...chunks);
      expect([kept(), frame.status]).toEqual([text, '17']);
    }),
  );
});

test('what has come is not held back', () => {
  expect(framed(Buffer.from('b0123\nweaklink-runs 4 4\n')).text()).toBe('weaklink-runs 4 4\n');
});

test('without a beginning, what was said instead is kept, and no more than its first bytes', () => {
  const { frame, text } = framed(Buffer.from('this is not for you\n'));
  frame.flush();
  expect(text()).toBe('this is not for you\n');
  const flood = framed(...Array.from({ length: 100 }, () => Buffer.alloc(1_000, 'x')));
  flood.frame.flush();
  expect(flood.text().length).toBeLessThan(10_000);
});
