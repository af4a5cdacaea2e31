import type { SafeText } from './safe-text.ts';

export interface SanitiseOptions {
  /** Characters kept, as `length` counts them; the rest is cut and counted. Default 500. */
  readonly maxCharacters?: number;
  /** Keep `\n` (a block of log lines) instead of marking it. Default false. */
  readonly lines?: boolean;
}

/** Long enough for a line of evidence, short enough that a screen of them stays readable. */
const defaultMaxCharacters = 500;
/** The longest emoji sequence has 15 code units: far enough to look for the end of a grapheme. */
const graphemeWindow = 64;

/** Stands for a character that shows nothing, or that steers the terminal or the text direction. */
const hiddenMark = '⍰';
/** Stands for what could not be decoded, as everywhere. */
const undecodableMark = '�';

/** By far the most text from outside, and nothing in it can do harm. */
const plain = /^[ -~]*$/;

/**
 * What has no glyph of its own: control, format, surrogate, unassigned, line and paragraph
 * separators, default-ignorables. Marks beyond four on one letter (Vietnamese and Thai need two,
 * pointed Hebrew four; more is zalgo). A mark with no letter to stand on, which would write onto
 * whatever is shown before this text.
 */
const bad =
  /(?<excess>(?<=\p{M}{4})\p{M}+)|(?<orphan>(?<=^|\n)\p{M})|[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/v;

/**
 * The only place where joiners, variation selectors and keycaps mean something. Subdivision flags
 * are not taken: they are made of tag characters, which can carry hidden text.
 */
const emojiSource = String.raw`(?!.[\u{E0000}-\u{E007F}])(?:\p{RGI_Emoji}|\p{Emoji}\uFE0E)`;

/** Made when first needed: its table of emoji takes 15 ms, and most sessions meet nothing bad. */
let emojiOrBad: RegExp | undefined;

/**
 * Text from outside → text that can do nothing to a terminal, a report or a reader:
 *
 * - C0 controls become their pictures (ESC → `␛`), DEL `␡`, a tab one space; `\n` stays only with
 *   `lines` (and `\r\n` counts as one line end);
 * - C1 controls, bidi controls, zero-width and other invisible characters, tag characters, unknown
 *   code points become `⍰`, lone surrogates `�`: one cell each, so nothing is hidden;
 * - a letter keeps four combining marks;
 * - text beyond the limit is cut between graphemes, and the number of characters cut is shown:
 *   `… +1,234`. The result, with that, is never longer than the limit.
 *
 * Every control character is replaced by itself, so no sequence can come together from the pieces
 * of others. Idempotent. Work is bounded by the limit, not by the length of the text.
 */
export function sanitise(text: string, options: SanitiseOptions = {}): SafeText {
  const max = options.maxCharacters ?? defaultMaxCharacters;
  if (text.length <= max) return mark(text, options.lines ?? false) as SafeText;
  const room = max - countOfCut(text.length).length;
  const end = room > 0 ? graphemeEnd(text, room) : 0;
  const tail = room > 0 ? countOfCut(text.length - end) : '…'.slice(0, max);
  return (mark(text.slice(0, end), options.lines ?? false) + tail) as SafeText;
}

/** As {@link sanitise}, for bytes: what is not UTF-8 becomes `�`. The caller bounds the bytes. */
export function sanitiseBytes(bytes: Uint8Array, options: SanitiseOptions = {}): SafeText {
  return sanitise(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), options);
}

/**
 * A template whose literal parts are ours and whose values are sanitised:
 * ``safe`port ${port} of ${host}` ``.
 */
export function safe(literals: TemplateStringsArray, ...values: readonly unknown[]): SafeText {
  let text = literals[0] ?? '';
  values.forEach((value, index) => {
    text += sanitise(String(value)) + (literals[index + 1] ?? '');
  });
  return text as SafeText;
}

function mark(text: string, lines: boolean): string {
  if (plain.test(text)) return text;
  const flat = lines ? text.replaceAll('\r\n', '\n') : text;
  // Emoji are slow to recognise, so they are looked for only where there is something to replace.
  if (!bad.test(flat)) return flat;
  emojiOrBad ??= new RegExp(`(?<emoji>${emojiSource})|${bad.source}`, 'gv');
  return flat.replace(emojiOrBad, (match, ...rest) => {
    const groups = rest.at(-1) as { emoji?: string; excess?: string };
    if (groups.emoji !== undefined) return match;
    if (groups.excess !== undefined) return '';
    return lines && match === '\n' ? match : markOf(match);
  });
}

function markOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x09) return ' ';
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '␡';
  return code >= 0xd800 && code <= 0xdfff ? undecodableMark : hiddenMark;
}

function countOfCut(characters: number): string {
  return `… +${characters.toLocaleString('en-US')}`;
}

/** The last end of a grapheme at or before `limit`; where one grapheme fills it all, of a code point. */
function graphemeEnd(text: string, limit: number): number {
  let end = 0;
  for (const { index } of new Intl.Segmenter().segment(text.slice(0, limit + graphemeWindow))) {
    if (index > limit) break;
    end = index;
  }
  if (end > 0) return end;
  const code = text.codePointAt(limit - 1) ?? 0;
  return code > 0xffff ? limit - 1 : limit;
}
