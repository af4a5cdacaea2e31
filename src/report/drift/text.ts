import type { Ranked } from '../../drift/rank.ts';
import { paintRow, plainRow } from '../../terminal/paint.ts';
import { emptyRow, type Row } from '../../terminal/row.ts';
import { sanitise } from '../../text/sanitise.ts';
import { labelled, plainLook, sentences, type TextLook } from '../text.ts';
import { instant } from '../words.ts';
import type { DriftReport } from './types.ts';

/** Characters of a value that a line shows; `--json` has all of it. */
const VALUE_CHARACTERS = 120;
/** Lines of what could not be compared; `--json` has them all. */
const MOST_UNTOLD = 20;

/**
 * What a person reads, at most 80 columns wide, the likeliest difference first:
 *
 *     DIFFERS   5 differences; the flag --max-len of engine explains it best (62 %)
 *     Before    good.json, 2026-11-21 13:00:00Z
 *     After     chain.yaml, 2026-11-21 14:02:00Z
 *     Verdict   engine: the container has exited
 *
 *     1   62 %  engine: container.flag --max-len (flag)
 *               4096 → many
 *     Unseen    gpu-1: gpu.driver: gpu could not see it: self.vantage
 */
export function driftText(report: DriftReport, look: TextLook = plainLook): string {
  const { ranked, before, after, headline, verdict, unexplained, untold } = report;
  const write = look.terminal ? paintRow : plainRow;
  const rows: readonly Row[] = [
    ...labelled(
      ranked.length > 0 ? 'DIFFERS' : 'ALIKE',
      headline,
      ranked.length > 0 ? 'warn' : 'ok',
    ),
    ...labelled('Before', `${sanitise(before.name)}, ${instant(before.takenAt)}`),
    ...labelled('After', `${sanitise(after.name)}, ${instant(after.takenAt)}`),
    ...(verdict === null ? [] : labelled('Verdict', verdict)),
    ...(report.change === null ? [] : labelled('Changed', report.change)),
    ...(unexplained !== null && unexplained > 0.005 && ranked.length > 0
      ? labelled('', `${part(unexplained)} of it no difference can have caused`)
      : []),
    ...(ranked.length > 0 ? [emptyRow] : []),
    ...ranked.flatMap((one) => difference(one, look.unicode)),
    ...(untold.length > 0 ? [emptyRow] : []),
    ...sentences(
      'Unseen',
      untold
        .slice(0, MOST_UNTOLD)
        .map(({ link, what, why }) => `${link ?? 'the chain'}: ${what}: ${why}`),
    ),
    ...(untold.length > MOST_UNTOLD
      ? labelled('', `and ${untold.length - MOST_UNTOLD} more (--json lists them)`)
      : []),
    ...(report.byNature > 0
      ? labelled('Left out', `${report.byNature} that differ between any two places (--all)`)
      : []),
  ];
  return rows.map((row) => `${write(row, look)}\n`).join('');
}

function difference(one: Ranked, unicode: boolean): readonly Row[] {
  const { rank, explains, link, comparedWith, what, category, vantage } = one;
  const share = explains === null ? '' : part(explains);
  const than = comparedWith === undefined ? '' : ` beside ${comparedWith}`;
  const seen = vantage === undefined ? '' : `, from ${vantage}`;
  const arrow = unicode ? '→' : '->';
  const values = `${value(one.before)} ${arrow} ${value(one.after)}`;
  return [
    ...labelled(
      `${String(rank).padEnd(3)} ${share.padStart(4)}`,
      `${link ?? 'the chain'}${than}: ${what} (${category}${seen})`,
      rank === 1 && (explains ?? 0) > 0 ? 'strong' : 'plain',
    ),
    ...labelled('', values),
    ...(explains === null ? [] : labelled('', one.why)),
  ];
}

function value(text: string | null): string {
  return text === null ? 'none' : sanitise(text, { maxCharacters: VALUE_CHARACTERS });
}

function part(share: number): string {
  return `${Math.round(share * 100)} %`;
}
