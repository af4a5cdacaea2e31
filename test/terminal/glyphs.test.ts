import { describe, expect, test } from 'vitest';
import { glyphSets } from '../../src/terminal/glyphs.ts';
import { textWidth } from '../../src/text/width.ts';

/** Signs that draw the tree come in pairs of cells, so that levels line up. */
const twoCells = new Set(['branch', 'lastBranch', 'trunk', 'gap']);

describe.each(Object.entries(glyphSets))('%s', (_name, glyphs) => {
  test.each(Object.entries(glyphs))('%s is as wide as its place: %s', (name, glyph) => {
    for (const sign of name === 'sparks' ? glyph : [glyph]) {
      expect(textWidth(sign)).toBe(twoCells.has(name) ? 2 : 1);
    }
  });

  test('no sign is an emoji, which terminals draw two cells wide', () => {
    expect(Object.values(glyphs).join('')).not.toMatch(/\p{Emoji_Presentation}|\uFE0F/u);
  });

  test('a sparkline has eight heights', () => {
    expect([...glyphs.sparks]).toHaveLength(8);
  });
});

test('the ASCII set is ASCII', () => {
  expect(Object.values(glyphSets.ascii).join('')).toMatch(/^[ -~]+$/);
});

test('states that a screen tells apart have signs of their own', () => {
  for (const { ok, fail, warn, echo, stale, unknown } of Object.values(glyphSets)) {
    expect(new Set([ok, fail, warn, echo, stale, unknown]).size).toBe(6);
  }
});
