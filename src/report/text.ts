import type { Culprit, Verdict } from '../events/verdict.ts';
import { formatDuration } from '../platform/duration.ts';
import { glyphsFor } from '../terminal/glyphs.ts';
import { paintRow, plainRow } from '../terminal/paint.ts';
import { emptyRow, type Row, run } from '../terminal/row.ts';
import type { Slot } from '../terminal/theme.ts';
import { LABEL_COLUMNS, labelled } from './labelled.ts';
import { linkTable } from './link-table.ts';
import { nextLookBits, nextLookWords } from './next-look.ts';
import { aboutPolicies } from './policy/rows.ts';
import type { Report } from './types.ts';
import { admitted, between, changed, contradicted, instant, percent } from './words.ts';

export { labelled };

export interface TextLook {
  /** False for a file, a pipe or a log: no control sequence at all. */
  readonly terminal: boolean;
  readonly color: boolean;
  /** False: ASCII alone. */
  readonly unicode: boolean;
}

export const plainLook: TextLook = { terminal: false, color: false, unicode: true };

/**
 * What a person reads on a plain terminal or in a log, at most 80 columns wide:
 *
 *     BROKEN    gpu-1 fell off the bus (XID 79)
 *     Culprit   gpu-1, 94 %, since 2026-11-21 14:02:11Z (20 s): …
 *     Do        drain node-2, then reboot it
 *     For       XID 79 in the kernel log
 *     Cleared   dns, tls, gateway
 *     Untested  vendor-x
 *
 *     LINK  STATE  SEEN  LATENCY  AGE
 */
export function text(report: Report, look: TextLook = plainLook): string {
  const rows: readonly Row[] = [
    ...answer(report),
    emptyRow,
    ...linkTable(report, glyphsFor(look)),
    ...(report.policies ? [emptyRow, ...aboutPolicies(report.policies)] : []),
  ];
  const write = look.terminal ? paintRow : plainRow;
  return rows.map((row) => `${write(row, look)}\n`).join('');
}

export const statusWords: Readonly<Record<Verdict['status'], { word: string; slot: Slot }>> = {
  healthy: { word: 'HEALTHY', slot: 'ok' },
  fault: { word: 'BROKEN', slot: 'fail' },
  undetermined: { word: 'UNSURE', slot: 'warn' },
};

function answer(report: Report): readonly Row[] {
  const { verdict } = report;
  const { word, slot } = statusWords[verdict.status];
  return [
    ...labelled(word, verdict.headline, slot),
    ...verdict.models
      .filter(({ failing }) => failing > 0)
      .flatMap(({ model, failing }) =>
        labelled('Model', `${model}: ${percent(failing)} of the looks at it fail`),
      ),
    ...verdict.culprits.flatMap((culprit) => aboutCulprit(culprit, verdict.at)),
    ...aboutNextLook(verdict),
    ...listed('Cleared', verdict.cleared),
    ...listed('Untested', verdict.untested),
    ...verdict.contradictions.flatMap((one) => labelled('Claim', contradicted(one))),
    ...(verdict.admissions ?? []).flatMap((one) => labelled('Claim', admitted(one))),
    ...aboutDrill(report),
  ];
}

function aboutCulprit(culprit: Culprit, at: string): readonly Row[] {
  const since = `since ${instant(culprit.since)} (${formatDuration(between(culprit.since, at))})`;
  const blame = `${culprit.link}, ${percent(culprit.probability)}, ${since}: ${culprit.title}`;
  return [
    ...labelled('Culprit', blame),
    ...labelled('Do', culprit.remedy, 'strong'),
    ...(culprit.change ? labelled('Changed', changed(culprit.change)) : []),
    ...sentences('For', culprit.evidenceFor),
    ...sentences('Against', culprit.evidenceAgainst),
    ...listed('May hide', culprit.mayHide),
  ];
}

/** What to look at next, what that is worth, and the command for it. */
export function aboutNextLook(verdict: Verdict, withBits = false): readonly Row[] {
  const { next } = verdict;
  if (!next) return [];
  // The command is never wrapped: it is there to be copied.
  const command = next.command ? [[run(`${' '.repeat(LABEL_COLUMNS)}$ ${next.command}`)]] : [];
  const bits = withBits ? nextLookBits(next, verdict) : null;
  const words = [nextLookWords(next, verdict), bits].filter(Boolean).join(', ');
  return [...labelled('Next', `${next.why}${words === '' ? '' : ` (${words})`}`), ...command];
}

function aboutDrill({ truth, timeToVerdictMs }: Report): readonly Row[] {
  if (!truth) return [];
  const found =
    typeof timeToVerdictMs === 'number'
      ? `found after ${formatDuration(timeToVerdictMs)}`
      : 'not found in time';
  return labelled('Truth', `${truth.link}: ${truth.mode} (${truth.name}), ${found}`);
}

/** One below the other, the label before the first. */
export function sentences(label: string, all: readonly string[]): readonly Row[] {
  return all.flatMap((sentence, index) => labelled(index === 0 ? label : '', sentence));
}

export function listed(label: string, links: readonly string[]): readonly Row[] {
  return links.length > 0 ? labelled(label, links.join(', ')) : [];
}
