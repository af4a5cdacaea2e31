import {
  type FindingKind,
  isFault,
  type LineageFinding,
} from '../../attribution/lineage/checking/findings.ts';
import type { Use } from '../../attribution/lineage/licences/licence.ts';
import type { Lineage } from '../../attribution/lineage/types.ts';
import { labelled, plainLook, type TextLook } from '../../report/text.ts';
import { paintRow, plainRow } from '../../terminal/paint.ts';
import type { Row } from '../../terminal/row.ts';
import { emptyRow, run } from '../../terminal/row.ts';
import type { Slot } from '../../terminal/theme.ts';

export interface CheckedLineage {
  readonly lineage: Lineage;
  readonly findings: readonly LineageFinding[];
  readonly use: Use | null;
  /** Facts that bytes confirmed. */
  readonly checked: number;
}

const heads: Readonly<Record<FindingKind, { readonly word: string; readonly slot: Slot }>> = {
  forbidden: { word: 'Forbidden', slot: 'fail' },
  contradicts: { word: 'Conflict', slot: 'fail' },
  missing: { word: 'Missing', slot: 'warn' },
  condition: { word: 'If', slot: 'muted' },
  unchecked: { word: 'Unchecked', slot: 'muted' },
};

/**
 * Findings, at most 80 columns wide, the gravest first:
 *
 *     LINEAGE   acme: 1 forbidden, 2 missing; 3 facts checked against bytes
 *
 *     Forbidden datanet:tickets: CC-BY-NC-4.0 forbids commercial use …
 *               lineage.yaml:12:5  Read https://…
 */
export function checkText(checked: CheckedLineage, look: TextLook = plainLook): string {
  const write = look.terminal ? paintRow : plainRow;
  const { lineage, findings } = checked;
  const rows: readonly Row[] = [
    ...labelled('LINEAGE', headline(checked), findings.some(isFault) ? 'warn' : 'ok'),
    ...findings.flatMap((finding) => [emptyRow, ...findingRows(lineage, finding)]),
  ];
  return rows.map((row) => `${write(row, look)}\n`).join('');
}

function headline({ lineage, findings, use, checked }: CheckedLineage): string {
  const counts = (['forbidden', 'contradicts', 'missing'] as const).flatMap((kind) => {
    const count = findings.filter((finding) => finding.kind === kind).length;
    return count === 0 ? [] : [`${count} ${countWords[kind]}`];
  });
  const asked = use === null ? '' : ` for ${use} use`;
  const found = counts.length === 0 ? 'nothing missing, nothing contradicts' : counts.join(', ');
  const facts = checked === 1 ? '1 fact' : `${checked} facts`;
  return `${lineage.name}${asked}: ${found}; ${facts} checked against bytes`;
}

const countWords = {
  forbidden: 'forbidden',
  contradicts: 'in contradiction',
  missing: 'missing',
} as const;

function findingRows(lineage: Lineage, finding: LineageFinding): readonly Row[] {
  const { word, slot } = heads[finding.kind];
  const { file, line, column } = lineage.placeOf(finding.path);
  const place = `${file}:${line}:${column}`;
  return [
    ...labelled(word, `${finding.node}: ${finding.words}`, slot),
    [run(`          ${place}`, 'muted')],
    ...(finding.todo === null ? [] : labelled('', finding.todo)),
  ];
}
