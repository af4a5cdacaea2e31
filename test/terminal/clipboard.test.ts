import { expect, test } from 'vitest';
import { clipboardMaxEncodedBytes, clipboardSequence } from '../../src/terminal/clipboard.ts';

const text = 'curl -sS https://chat.acme.ai/';
const encoded = Buffer.from(text).toString('base64');

test('asks the terminal itself, wherever it stands', () => {
  expect(clipboardSequence(text, null)).toBe(`\u001b]52;c;${encoded}\u0007`);
});

test('goes through tmux, with its escapes doubled', () => {
  expect(clipboardSequence(text, 'tmux')).toBe(
    `\u001bPtmux;\u001b\u001b]52;c;${encoded}\u0007\u001b\\`,
  );
});

test('goes through screen in pieces that screen does not cut', () => {
  const long = 'x'.repeat(3_000);

  const pieces = (clipboardSequence(long, 'screen') ?? '').split('\u001b\\').slice(0, -1);

  expect(pieces.length).toBeGreaterThan(1);
  expect(pieces.every((piece) => piece.startsWith('\u001bP') && piece.length < 768)).toBe(true);
  const request = pieces.map((piece) => piece.slice(2)).join('');
  expect(request).toBe(`\u001b]52;c;${Buffer.from(long).toString('base64')}\u0007`);
});

test('what is longer than terminals take is refused, not cut', () => {
  const most = Math.floor(clipboardMaxEncodedBytes / 4) * 3;

  expect(clipboardSequence('x'.repeat(most), null)).not.toBeNull();
  expect(clipboardSequence('x'.repeat(most + 3), null)).toBeNull();
});
