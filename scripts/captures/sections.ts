/** One answer of one command within a file that holds several. */
export interface Section {
  /** The command, or the heading that stands above it; empty for a file that has one answer. */
  readonly name: string;
  readonly text: string;
  /** Line of the file at which it begins, from 1. */
  readonly line: number;
}

/** A command as people note it above its output: `# $ nvidia-smi -q`, `$ nvidia-smi -q`. */
const commandLine = /^#? ?\$ (\S.*)$/;
const ruler = /^[#=\-*]{8,}$/;

/**
 * Splits a file at the commands that somebody noted above their outputs. Rulers and headings around
 * them belong to no answer.
 */
export function splitSections(text: string): readonly Section[] {
  const lines = text.split('\n');
  const starts = lines.flatMap((line, index) => (commandLine.test(line) ? [index] : []));
  if (starts.length === 0) return [{ name: '', text, line: 1 }];
  return starts.map((start, nth) => {
    const end = starts[nth + 1] ?? lines.length;
    const body = lines.slice(start + 1, end);
    while (body.length > 0 && isRuler(body[0] ?? '')) body.shift();
    // Behind the answer stands the frame of the next: a ruler and a heading.
    if (nth + 1 < starts.length) {
      while (body.length > 0 && isFraming(body.at(-1) ?? '')) body.pop();
    }
    return {
      name: commandLine.exec(lines[start] ?? '')?.[1] ?? '',
      text: body.join('\n'),
      line: start + 2,
    };
  });
}

function isRuler(line: string): boolean {
  return line.trim() === '' || ruler.test(line.trim());
}

function isFraming(line: string): boolean {
  return isRuler(line) || /^# [^$]/.test(line);
}
