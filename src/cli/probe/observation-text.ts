import { type Observation, type Outcome, phaseNames } from '../../events/types.ts';
import type { TextLook } from '../../report/text.ts';
import { paintRow, plainRow } from '../../terminal/paint.ts';
import { emptyRow, type Row, run } from '../../terminal/row.ts';
import type { Slot } from '../../terminal/theme.ts';

/** Columns of the label in front of a value. */
const LABEL_COLUMNS = 12;

const slots: Readonly<Record<Outcome, Slot>> = {
  ok: 'ok',
  degraded: 'warn',
  failed: 'fail',
  unknown: 'muted',
};

/**
 * One observation for a person: what was found, how long each phase took, what else was seen, and
 * the command that repeats it.
 *
 * @param meaning of the symptom, in plain words
 */
export function observationText(
  observation: Observation,
  meaning: string | null,
  look: TextLook,
): string {
  const { outcome, symptom, summary, measures, facts, evidence, command } = observation;
  const phases = phaseNames.flatMap((name) => {
    const ms = observation.phases[name];
    return ms === undefined ? [] : [`${name} ${ms.toFixed(1)}`];
  });
  const rows: readonly Row[] = [
    [run(outcome.padEnd(LABEL_COLUMNS), slots[outcome]), run(summary, 'strong')],
    ...labelled('symptom', symptom === null ? [] : [meaning ? `${symptom}: ${meaning}` : symptom]),
    ...labelled('also seen', observation.alsoSeen),
    ...labelled('phases, ms', phases.length > 0 ? [phases.join(' · ')] : []),
    ...labelled(
      'measures',
      measures.map(({ name, value, unit }) => `${name} ${value} ${unit}`),
    ),
    ...labelled(
      'facts',
      Object.entries(facts).map(([name, fact]) => `${name}: ${fact}`),
    ),
    ...labelled(
      'evidence',
      evidence.flatMap((piece) => piece.split('\n')),
    ),
    emptyRow,
    [run(`$ ${command}`)],
  ];
  const write = look.terminal ? paintRow : plainRow;
  return rows.map((row) => `${write(row, look)}\n`).join('');
}

/** Values below each other, the label before the first. */
function labelled(label: string, values: readonly string[]): readonly Row[] {
  return values.map((value, index) => [
    run((index === 0 ? label : '').padEnd(LABEL_COLUMNS), 'muted'),
    run(value),
  ]);
}
