import headless from '@xterm/headless';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sanitise } from '../../src/text/sanitise.ts';
import { textWidth } from '../../src/text/width.ts';

const COLUMNS = 120;

/** Writes to a real terminal emulator. @returns what it shows, where its cursor is, what it did beside */
async function show(text: string) {
  const terminal = new headless.Terminal({ cols: COLUMNS, rows: 3, allowProposedApi: true });
  const effects: string[] = [];
  terminal.onData((data) => effects.push(`reply ${JSON.stringify(data)}`));
  terminal.onTitleChange((title) => effects.push(`title ${title}`));
  terminal.onBell(() => effects.push('bell'));
  terminal.onLineFeed(() => effects.push('line feed'));
  for (const command of [0, 1, 2, 4, 8, 9, 10, 52, 777, 1337]) {
    terminal.parser.registerOscHandler(command, () => {
      effects.push(`OSC ${command}`);
      return true;
    });
  }
  await new Promise<void>((resolve) => terminal.write(text, resolve));
  const { buffer } = terminal;
  const shown = buffer.active.getLine(0)?.translateToString(true) ?? '';
  const cell = buffer.active.getLine(0)?.getCell(0);
  const styled = cell !== undefined && !cell.isAttributeDefault();
  const cursor = { x: buffer.active.cursorX, y: buffer.active.cursorY };
  terminal.dispose();
  return { shown, cursor, effects, styled, alternate: buffer.active.type === 'alternate' };
}

/** Every kind of injection that was measured to pass one or the other library. */
const injections: readonly (readonly [string, string])[] = [
  ['CSI', 'a\u001b[2J\u001b[Hb'],
  ['SGR, concealed', '\u001b[8mhidden\u001b[0m'],
  ['OSC 52, BEL', 'a\u001b]52;c;QUJD\u0007b'],
  ['OSC 52, ST', 'a\u001b]52;c;QUJD\u001b\\b'],
  ['OSC 52, query', 'a\u001b]52;c;?\u0007b'],
  ['OSC 8', 'a\u001b]8;;https://evil.example\u001b\\t\u001b]8;;\u001b\\b'],
  ['OSC 0, title', 'a\u001b]0;x\u0007b'],
  ['OSC, unterminated', 'a\u001b]52;c;QUJD'],
  ['DCS, sixel', 'a\u001bPq#0~\u001b\\b'],
  ['DCS, XTGETTCAP', 'a\u001bP+q544e\u001b\\b'],
  ['APC, kitty', 'a\u001b_Gf=100;AAAA\u001b\\b'],
  ['PM', 'a\u001b^x\u001b\\b'],
  ['C1 CSI', 'a\u009b2Jb'],
  ['C1 OSC', 'a\u009d0;x\u009cb'],
  ['device queries', 'a\u001b[c\u001b[6n\u001b[?2026$pb'],
  ['bare ESC', 'a\u001bb'],
  ['reset', 'a\u001bcb'],
  ['alternate screen', 'a\u001b[?1049hb'],
  ['CR', 'safe\rEVIL'],
  ['BS', 'rm\b\bls'],
  ['BEL', 'a\u0007b'],
  ['NUL', 'a\u0000b'],
  ['tab', 'a\tb'],
  ['override of direction', 'a\u202eb'],
  ['zero width', 'a\u200bb'],
  ['tag characters', 'a\u{e0041}b'],
  ['line feed', 'a\nb'],
  ['split', 'a\u001b[3\n1mb'],
  ['nested', '\u001b[\u001b[31m31mred'],
  ['nested, C1', '\u001b\u001b]\u009d0;title\u0007\u0007'],
];

describe('sanitised text on a terminal', () => {
  it.each(injections)('%s: is shown, and does nothing', async (_name, text) => {
    const clean = sanitise(text);
    const { shown, cursor, effects, styled, alternate } = await show(clean);
    expect(shown).toBe(clean);
    expect(cursor).toEqual({ x: textWidth(clean), y: 0 });
    expect({ effects, styled, alternate }).toEqual({
      effects: [],
      styled: false,
      alternate: false,
    });
  });

  it('the same text raw would have done harm, so that this test can fail', async () => {
    const { effects } = await show('a\u001b]0;x\u0007\u001b[6n');
    expect(effects).toEqual(['OSC 0', 'reply "\\u001b[1;2R"']);
  });

  it('any text moves the cursor by its width and does nothing else', async () => {
    // Latin, Greek, Cyrillic, CJK and all controls: where every terminal agrees on widths.
    const unit = fc.oneof(
      fc.integer({ min: 0, max: 0x2ff }),
      fc.integer({ min: 0x370, max: 0x3ff }),
      fc.integer({ min: 0x300, max: 0x310 }),
      fc.integer({ min: 0x2000, max: 0x206f }),
      fc.integer({ min: 0x4e00, max: 0x4eff }),
      // High ones only: with a low one behind it, it would be a character after all.
      fc.integer({ min: 0xd800, max: 0xdbff }),
      fc.integer({ min: 0xe0000, max: 0xe007f }),
    );
    const text = fc.array(unit, { maxLength: 50 }).map((codes) => String.fromCodePoint(...codes));
    await fc.assert(
      fc.asyncProperty(text, async (raw) => {
        const clean = sanitise(raw);
        const { cursor, effects } = await show(clean);
        expect(cursor).toEqual({ x: textWidth(clean), y: 0 });
        expect(effects).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
