/**
 * Puts real screens into README.md: runs the demo on a pseudo-terminal, lets a fault happen, and writes
 * what the terminal shows between the markers `<!-- screen 80x24 -->` and `<!-- end -->`.
 *
 *   npm run screens -- [--fault NAME]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { PtyProgram } from './pty.ts';

const { values } = parseArgs({ options: { fault: { type: 'string', default: 'gpu-a-lost' } } });
const sizes = [
  { columns: 80, rows: 24 },
  { columns: 200, rows: 50 },
] as const;
/** Long enough for the evidence to be whole and the probabilities to settle. */
const settleMs = 6_000;

async function screenOf(size: (typeof sizes)[number]): Promise<string> {
  const program = new PtyProgram(
    [process.execPath, 'dist/main.js', 'demo', '--fault', values.fault, '--no-journal'],
    size,
  );
  try {
    await program.shows(/BROKEN/, 60_000);
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    return program.screen();
  } finally {
    await program.quit();
  }
}

let readme = readFileSync('README.md', 'utf8');
for (const size of sizes) {
  const name = `${size.columns}x${size.rows}`;
  const marked = new RegExp(`(<!-- screen ${name} -->\\n)[^]*?(<!-- end -->)`);
  if (!marked.test(readme)) throw new Error(`README.md has no place for the screen ${name}`);
  const screen = await screenOf(size);
  readme = readme.replace(
    marked,
    (_, open, close) => `${open}\`\`\`text\n${screen}\n\`\`\`\n${close}`,
  );
  console.log(screen, '\n');
}
writeFileSync('README.md', readme);
