import { layoutFlow } from '../../attribution/flow/layout.ts';
import type { LossLane } from '../../attribution/flow/losses.ts';
import type { Flow } from '../../attribution/flow/types.ts';
import { type Row, rowWidth, run, truncate, wrapText } from '../../terminal/row.ts';
import { textWidth } from '../../text/width.ts';
import { lanesTogether, withCulprits } from './blamed.ts';
import { flowFitting, type SankeyLook, sankeyRows } from './sankey-rows.ts';
import { conservationWords, idleWords, laneWords, methodWords, sourceWords } from './words.ts';

/** Rows of loss sentences: more would take the room of what they are losses of. */
const MAX_LANES_SAID = 3;
/** Rows beside the foot from which losses are said in full. */
const ROOMY_ROWS = 12;

/** The equation, and whether it holds: on the same line where that fits. */
function balanceRows(balance: string, mark: Row, columns: number): readonly Row[] {
  const lines = wrapText(balance, columns - 2);
  const last = lines.at(-1) ?? '';
  const fits = 1 + textWidth(last) + rowWidth(mark) < columns;
  const rows = lines.map((text): Row => [run(` ${text}`)]);
  return fits ? [...rows.slice(0, -1), [run(` ${last}`), ...mark]] : [...rows, mark];
}

/** The flow itself, at most `rows` rows: columns, then what is lost and where, then the balance. */
export function pictureRows(
  flow: Flow,
  lanes: readonly LossLane[],
  order: readonly string[],
  look: SankeyLook,
  rows: number,
): readonly Row[] {
  const foot = footRows(flow, look);
  const said = laneRows(flow, lanesTogether(lanes), look, rows - foot.length > ROOMY_ROWS);
  const height = rows - foot.length - said.length - 1;
  const { flow: shown, within } = withCulprits(flowFitting(flow, look.columns), lanes);
  const selected = look.selected === null ? null : (within.get(look.selected) ?? look.selected);
  const place = layoutFlow(shown, order, Math.max(1, height));
  const body =
    flow.nodes.length === 0 ? emptyRows(flow) : sankeyRows(shown, place, { ...look, selected });
  return [...body, ...said, ...foot].slice(0, rows);
}

function emptyRows({ counts, measure, unknown }: Flow): readonly Row[] {
  if (counts.attempts === 0) return [[run(' nothing was asked in this window', 'muted')]];
  const what = measure === 'value' ? 'the price' : measure;
  return [
    [
      run(
        ` ${what} of all ${(unknown || counts.attempts).toLocaleString('en-US')} attempts is unknown`,
        'warn',
      ),
    ],
  ];
}

function laneRows(
  flow: Flow,
  lanes: readonly LossLane[],
  { columns, glyphs, show }: SankeyLook,
  roomy: boolean,
): readonly Row[] {
  const lost = lanes.filter(({ amount }) => amount > 0n);
  const shown = lost.slice(0, roomy ? MAX_LANES_SAID : 1).flatMap((lane) => {
    const words = show(laneWords(lane, flow));
    const [first = '', second] = wrapText(words, columns - 4);
    if (!roomy)
      return [[run(` ${glyphs.fail} `, 'fail'), run(truncate(words, columns - 4, glyphs))]];
    return [
      [run(` ${glyphs.fail} `, 'fail'), run(first)],
      ...(second === undefined ? [] : [[run(`   ${second}`)]]),
    ];
  });
  const more = lost.length - Math.min(lost.length, roomy ? MAX_LANES_SAID : 1);
  return more > 0 && roomy ? [...shown, [run(`   and ${more} more`, 'muted')]] : shown;
}

function footRows(flow: Flow, { columns, glyphs, show }: SankeyLook): readonly Row[] {
  const balance = conservationWords(flow);
  const isKnown = flow.nodes.length > 0;
  const mark = flow.conserved
    ? [run(`  ${glyphs.ok} conserved`, 'ok')]
    : [run(`  ${glyphs.fail} NOT conserved: ${flow.missing} missing`, 'fail')];
  const method = methodWords(flow);
  const source = sourceWords(flow);
  const idle = idleWords(flow);
  const line = (text: string): Row => [
    run(` ${truncate(show(text), columns - 2, glyphs)}`, 'muted'),
  ];
  return [
    [run(` ${glyphs.rule.repeat(columns - 2)}`, 'muted')],
    ...balanceRows(show(balance), isKnown ? mark : [], columns),
    ...wrapText(show(method), columns - 2).map((text): Row => [run(` ${text}`, 'muted')]),
    ...(idle === '' ? [] : wrapText(show(idle), columns - 2).map((text) => line(text))),
    ...(source === '' ? [] : [line(source)]),
  ];
}
