import { type Row, type Run, run } from './row.ts';
import { colors, type Style } from './theme.ts';

/** A control sequence of any family, or a single control character other than the line feed. */
const controlSequence =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /\u001b\[([0-?]*)([ -/]*)([@-~])|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]?|[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g;

/**
 * Text with ANSI colours, as a drawing library writes it, → rows. Colours, bold and inverse are
 * kept; every other sequence (links, titles, cursor moves, concealed text) is dropped, so the
 * result can only be seen, never obeyed.
 */
export function ansiToRows(text: string): readonly Row[] {
  let style: Style = {};
  return text.split('\n').map((line) => {
    const runs: Run[] = [];
    let from = 0;
    for (const match of line.matchAll(controlSequence)) {
      if (match.index > from) runs.push(run(line.slice(from, match.index), style));
      from = match.index + match[0].length;
      if (match[3] === 'm' && match[2] === '') style = restyle(style, match[1] ?? '');
    }
    if (from < line.length) runs.push(run(line.slice(from), style));
    return runs;
  });
}

function restyle(before: Style, parameters: string): Style {
  let style = before;
  const codes = parameters.split(';').map(Number);
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] ?? 0;
    // 256-colour and true-colour forms: their numbers are no codes of their own.
    if (code === 38 || code === 48) index += codes[index + 1] === 2 ? 4 : 2;
    else style = applyCode(style, code);
  }
  return style;
}

function applyCode(style: Style, code: number): Style {
  const { color: _, ...withoutColor } = style;
  if (code === 0) return {};
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 4) return { ...style, underline: true };
  if (code === 7) return { ...style, inverse: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code === 24) return { ...style, underline: false };
  if (code === 27) return { ...style, inverse: false };
  if (code === 39) return withoutColor;
  const color = colors[code - 30] ?? colors[code - 90];
  return color ? { ...style, color } : style;
}
