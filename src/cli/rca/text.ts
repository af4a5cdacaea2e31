import {
  modeWords,
  type RankedService,
  type RcaResult,
} from '../../diagnosis/metrics/verdict/result.ts';
import { wrapText } from '../../terminal/row.ts';
import type { SafeText } from '../../text/safe-text.ts';
import { safe } from '../../text/sanitise.ts';

const COLUMNS = 80;
/** Columns of a percentage and what stands behind it. */
const PERCENT = 7;
/** Services shown; `--json` has them all. */
const SHOWN = 4;
/** Below this a service is not worth a line of a tired person's time. */
const WORTH = 0.05;
/** From this on the first sentence is a statement, below it a suspicion. */
const SURE = 0.7;
/** From this on nothing is wrong; below it somebody who was alerted needs a place to look. */
const QUIET = 0.8;
/** From this on the second is worth naming in the first sentence. */
const ALSO = 0.1;

/** For people: what broke in the first sentence, then why, then who else. */
export function rcaText(result: RcaResult): string {
  const { ranking, none, notes } = result;
  const shown = ranking
    .slice(0, SHOWN)
    .filter(({ probability }, place) => place === 0 || probability >= WORTH);
  return [
    ...wrapped(headline(result), 0),
    ...(result.cause.kind === 'unknown' ? [] : wrapped(causeLine(result), 0)),
    '',
    ...shown.flatMap(serviceLines),
    ...(none >= WORTH ? [`${percent(none)}  nothing is at fault`] : []),
    ...notes.flatMap((note) => wrapped(note, 0)),
    '',
  ].join('\n');
}

function headline({ ranking: [first, second], none }: RcaResult): SafeText {
  if (!first || none >= QUIET) {
    return safe`Nothing is at fault as far as these metrics show (${percent(none).trim()}).`;
  }
  if (none >= first.probability) {
    return safe`These metrics do not show what is at fault (${percent(none).trim()} that nothing is); if something is, look first at ${first.service} (${percent(first.probability).trim()}).`;
  }
  if (first.probability >= SURE) {
    return safe`${first.service} ${modeWords(first.mode)} (${percent(first.probability).trim()}): start there.`;
  }
  const also =
    second && second.probability >= ALSO
      ? safe`, then at ${second.service} (${percent(second.probability).trim()})`
      : '';
  return safe`Not certain: look first at ${first.service}, which perhaps ${modeWords(first.mode)} (${percent(first.probability).trim()})${also}.`;
}

const causeWords: Readonly<Record<RcaResult['cause']['kind'], string>> = {
  change: 'A change is behind it',
  dns: 'Errors speak of name resolution: no change of a service explains them',
  tls: 'Errors speak of a certificate: no change of a service explains them',
  upstream: 'Errors speak of a provider outside: no change of a service explains them',
  node: 'Errors speak of the machine underneath: no change of a service explains them',
  traffic: 'There are far more requests than before: it is load, not a change',
  data: 'Errors speak of bad data coming in: no change of a service explains them',
  unknown: '',
};

function causeLine({ cause }: RcaResult): SafeText {
  if (cause.change)
    return safe`${causeWords.change}: ${cause.change.id} of ${cause.change.service}.`;
  if (cause.kind !== 'change') return safe`${causeWords[cause.kind]}.`;
  const ids = cause.suspects
    .slice(0, 3)
    .map(({ change }) => safe`${change.id} of ${change.service}`);
  return safe`A change may be behind it, none stands out: ${ids.join('; ')}.`;
}

function serviceLines({ service, probability, mode, why }: RankedService): string[] {
  const [head = '', ...rest] = wrapped(safe`${service} ${modeWords(mode)}`, PERCENT);
  return [
    `${percent(probability)}${head.slice(percent(probability).length)}`,
    ...rest,
    ...why.flatMap((reason) => wrapped(reason, PERCENT)),
  ];
}

function wrapped(text: SafeText, indent: number): string[] {
  return wrapText(text, COLUMNS - indent).map((line) => `${' '.repeat(indent)}${line}`);
}

function percent(probability: number): string {
  const share = probability * 100;
  const text = share > 99 ? '>99' : share < 1 ? '<1' : Math.round(share).toString();
  return `${text.padStart(3)} %`;
}
