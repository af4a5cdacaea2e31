import type { BehindNode } from '../../attribution/lineage/behind.ts';
import { plainLook, type TextLook } from '../../report/text.ts';
import { glyphsFor } from '../../terminal/glyphs.ts';
import { paintRow, plainRow } from '../../terminal/paint.ts';
import { fitRow, type Row, run } from '../../terminal/row.ts';

/** Columns of the smallest terminal. */
const COLUMNS = 80;

/**
 * Who stands behind a model, a line each, at most 80 columns wide:
 *
 *     model chat-70b
 *     ├ base model llama-3.1-8b  llama3.1, declared
 *     └ adapter support-lora  llama3.1, checked
 *       └ datanet tickets  CC-BY-4.0, declared
 */
export function showText(tree: BehindNode, look: TextLook = plainLook): string {
  const write = look.terminal ? paintRow : plainRow;
  const glyphs = glyphsFor(look);
  const branches = look.unicode
    ? { fork: '├ ', last: '└ ', pass: '│ ' }
    : { fork: '|- ', last: '`- ', pass: '|  ' };
  const blank = ' '.repeat(branches.pass.length);
  const rows: Row[] = [];
  const add = (node: BehindNode, lead: string, below: string): void => {
    const about = [...node.about, ...(node.evidence === null ? [] : [node.evidence])].join(', ');
    rows.push([
      run(`${lead}${node.role} `, 'muted'),
      run(node.name),
      ...(about === '' ? [] : [run(`  ${about}`, node.evidence === 'checked' ? 'ok' : 'muted')]),
    ]);
    node.behind.forEach((child, index) => {
      const isLast = index === node.behind.length - 1;
      const own = isLast ? branches.last : branches.fork;
      add(child, below + own, below + (isLast ? blank : branches.pass));
    });
  };
  add(tree, '', '');
  return rows.map((row) => `${write(fitRow(row, COLUMNS, glyphs), look)}\n`).join('');
}
