import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safe, sanitise, sanitiseBytes } from '../../src/text/sanitise.ts';
import { cpuMsOf } from '../support/cpu-time.ts';

/** Anything at all, with much of what does harm. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom(
        '\u001b',
        '\u001b[',
        '\u009b',
        '\u009d52;c;',
        ']',
        '\u0007',
        '\r\n',
        '\u202e',
        '\u200d',
        '\ufe0f',
        '\u0301\u0302\u0303\u0304\u0305',
        '\ud83d',
        '\ude00',
        '👩‍👩‍👧‍👦',
        '👍🏽',
        '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
        '1️⃣',
        'a',
        '日本',
      ),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));
const limit = fc.integer({ min: 0, max: 80 });

/** What no sanitised text may hold, emoji sequences aside. */
const forbidden =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|\p{M}{5}|^\p{M}/v;
const withoutEmoji = (text: string) => text.replace(/\p{RGI_Emoji}|\p{Emoji}\uFE0E/gv, 'e');

describe('sanitise', () => {
  it('lets nothing through that has no glyph of its own, whatever comes in', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(withoutEmoji(sanitise(text))).not.toMatch(forbidden);
      }),
    );
  });

  it('changes nothing the second time, at any limit', () => {
    fc.assert(
      fc.property(hostile, limit, fc.boolean(), (text, maxCharacters, lines) => {
        const once = sanitise(text, { maxCharacters, lines });
        expect(sanitise(once, { maxCharacters, lines })).toBe(once);
        expect(sanitise(once, { lines })).toBe(once);
      }),
    );
  });

  it('never gives more characters than the limit', () => {
    fc.assert(
      fc.property(hostile, limit, (text, maxCharacters) => {
        expect(sanitise(text, { maxCharacters }).length).toBeLessThanOrEqual(maxCharacters);
      }),
    );
  });

  it('stays harmless when sanitised texts are joined', () => {
    fc.assert(
      fc.property(hostile, hostile, (left, right) => {
        expect(withoutEmoji(sanitise(left) + sanitise(right))).not.toMatch(forbidden);
      }),
    );
  });

  it.each([
    ['an escape', 'a\u001b[31mb', 'a␛[31mb'],
    ['every C0 control', '\u0000\u0007\u0008\u001f', '␀␇␈␟'],
    ['delete', 'a\u007fb', 'a␡b'],
    ['a tab', 'a\tb', 'a b'],
    ['a line end', 'a\nb', 'a␊b'],
    ['C1 controls', 'a\u009d0;x\u009cb', 'a⍰0;x⍰b'],
    ['line separators', 'a\u2028b\u2029c', 'a⍰b⍰c'],
    ['an override of direction', 'user\u202etxt.exe', 'user⍰txt.exe'],
    ['isolates and marks of direction', '\u2066a\u2069\u200e\u200f\u061c', '⍰a⍰⍰⍰⍰'],
    ['zero width', 'pay\u200bpal\u2060\ufeff\u00ad', 'pay⍰pal⍰⍰⍰'],
    ['hidden text in tag characters', 'a\u{e0041}\u{e0042}', 'a⍰⍰'],
    ['hidden text in variation selectors', 'a\ufe01\u{e0101}', 'a⍰⍰'],
    ['the blank Hangul letter', 'a\u3164b', 'a⍰b'],
    ['an unknown code point', 'a\u{10ffff}\u0378', 'a⍰⍰'],
    ['lone surrogates', 'a\ud83d-\ude00', 'a�-�'],
    ['a joiner outside of an emoji', 'a\u200db', 'a⍰b'],
    ['tag characters in a flag', '🏴\u{e0067}\u{e007f}', '🏴⍰⍰'],
    ['a mark with no letter', '\u0301a', '⍰a'],
    ['more than four marks', `e${'\u0301'.repeat(50)}x`, `e${'\u0301'.repeat(4)}x`],
  ])('makes visible: %s', (_what, text, expected) => {
    expect(sanitise(text)).toBe(expected);
  });

  it.each(['Grüße aus Köln', 'यूनिकोड', 'ไม่มี', '日本語', '👩‍👩‍👧‍👦 👍🏽 🇩🇪 1️⃣ ❤️ ✔︎', 'שָׁלוֹם'])(
    'leaves alone what people write: %s',
    (text) => {
      expect(sanitise(text)).toBe(text);
    },
  );

  it('keeps line ends where lines are asked for, and no mark at the start of a line', () => {
    expect(sanitise('a\r\nb\r\n\u0301c\rd', { lines: true })).toBe('a\nb\n⍰c␍d');
  });

  it('counts what it cut', () => {
    expect(sanitise('x'.repeat(1_300), { maxCharacters: 66 })).toBe(`${'x'.repeat(58)}… +1,242`);
  });

  it('never cuts through a grapheme', () => {
    const families = '👩‍👩‍👧‍👦'.repeat(10);
    expect(sanitise(families, { maxCharacters: 30 })).toBe('👩‍👩‍👧‍👦👩‍👩‍👧‍👦… +88');
  });

  it('needs no longer for 100 MB than for a line', () => {
    const huge = '\u001b[2J'.repeat(25_000_000);
    const cpuMs = cpuMsOf(() => {
      expect(sanitise(huge)).toMatch(/^␛\[2J.*… \+99,999,\d{3}$/);
    });
    expect(cpuMs).toBeLessThan(1_000);
  });
});

describe('sanitiseBytes', () => {
  it('shows what is not UTF-8, and a byte order mark', () => {
    const bytes = Uint8Array.of(0xef, 0xbb, 0xbf, 0x61, 0xff, 0xc3, 0x28, 0xe2, 0x82);
    expect(sanitiseBytes(bytes)).toBe('⍰a��(�');
  });

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(withoutEmoji(sanitiseBytes(bytes))).not.toMatch(forbidden);
      }),
    );
  });
});

describe('safe', () => {
  it('sanitises the values and leaves its own words alone', () => {
    expect(safe`port ${8080} of ${'a\u001b[2J'}\n`).toBe('port 8080 of a␛[2J\n');
  });
});
