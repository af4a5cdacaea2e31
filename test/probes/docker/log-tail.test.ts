import { describe, expect, test } from 'vitest';
import { linesOf, tellingLines, unframe } from '../../../probes/docker/log-tail.ts';

/** One frame of Docker's log: stdout is stream 1, stderr 2. */
function frame(stream: 1 | 2, text: string): Buffer {
  const content = Buffer.from(text);
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(content.length, 4);
  return Buffer.concat([header, content]);
}

describe('unframe', () => {
  test('joins the frames of both streams', () => {
    const answer = Buffer.concat([frame(1, 'one\n'), frame(2, 'two\n'), frame(1, '')]);
    expect(unframe(answer).toString()).toBe('one\ntwo\n');
  });

  test('keeps what is there of a frame that was cut off, at any place', () => {
    const answer = Buffer.concat([frame(1, 'one\n'), frame(2, 'two\n')]);
    const texts = Array.from({ length: answer.length }, (_, end) =>
      unframe(answer.subarray(0, end)).toString(),
    );
    for (const text of texts) expect('one\ntwo\n'.startsWith(text)).toBe(true);
    expect(texts.at(-1)).toBe('one\ntwo');
  });

  test('takes a text without frames as it is', () => {
    expect(unframe(Buffer.from('plain text, not framed')).toString()).toBe(
      'plain text, not framed',
    );
  });
});

describe('tellingLines', () => {
  test('prefers the last lines that speak of trouble', () => {
    const lines = [
      'error: first',
      'loading',
      'Traceback (most recent call last):',
      'x',
      'OSError',
      'ValueError: no',
      'bye',
    ];
    expect(tellingLines(linesOf(frame(1, lines.join('\n')), true))).toEqual([
      'error: first',
      'Traceback (most recent call last):',
    ]);
  });

  test('takes the last lines where none does', () => {
    const lines = Array.from({ length: 9 }, (_, index) => `line ${index}`).join('\r\n');
    expect(tellingLines(linesOf(Buffer.from(lines), false))).toEqual([
      'line 5',
      'line 6',
      'line 7',
      'line 8',
    ]);
  });

  test('has nothing of an empty log', () => {
    expect(tellingLines(linesOf(Buffer.alloc(0), true))).toEqual([]);
  });
});
