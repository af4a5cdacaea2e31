import type { LinkExplanation } from '../../diagnosis/explaining/explanation.ts';
import type { Ruling } from '../../events/ruling.ts';
import type { Verdict } from '../../events/verdict.ts';
import { paintRow, plainRow } from '../../terminal/paint.ts';
import { emptyRow, type Row } from '../../terminal/row.ts';
import type { Slot } from '../../terminal/theme.ts';
import { aboutPolicies } from '../policy/rows.ts';
import {
  aboutNextLook,
  labelled,
  plainLook,
  sentences,
  statusWords,
  type TextLook,
} from '../text.ts';
import { percent } from '../words.ts';
import { arithmeticNote, arithmeticRows } from './arithmetic.ts';
import { leastLikely, whatAilsIt } from './suspected.ts';

export interface ExplanationTextOptions {
  /** With the sums in bits. */
  readonly arithmetic: boolean;
  /** With every look that speaks for a link, and those that are missing. */
  readonly detailed: boolean;
  /** Where it names a next look, that is told last. */
  readonly verdict: Verdict;
  readonly policies?: readonly Ruling[] | undefined;
}

/**
 * Why links are blamed, cleared or untested, at most 80 columns wide:
 *
 *     BROKEN    router: its process is gone
 *
 *     BLAMED    router, 94 %: router/process@local: process.absent (3 of 3 looks)
 *     Do        start it again
 *     Likely    its process is gone (service.crashed, 91 %)
 *     Began     router, between 03:14:02Z and 03:14:04Z
 *               edge 2 s to 5 s later
 *     Often     mistaken for: alive, but nothing listens on its port (service.refusing)
 *     Decides   No process of that name runs.
 *     Rival     store service.hung, 2 %; against it: router/process@local (4,600 times likelier)
 */
export function explanationText(
  explanations: readonly LinkExplanation[],
  { arithmetic, detailed, verdict, policies }: ExplanationTextOptions,
  look: TextLook = plainLook,
): string {
  const write = look.terminal ? paintRow : plainRow;
  const inOrder = explanations.toSorted((a, b) => orderOf(a, verdict) - orderOf(b, verdict));
  const [likely, others] = [
    inOrder.filter(isSuspected),
    inOrder.filter((one) => !isSuspected(one)),
  ];
  const about = (one: LinkExplanation) => aboutLink(one, detailed, verdict);
  const sum = (one: LinkExplanation) =>
    arithmetic && one.arithmetic ? [arithmeticRows(one.link, one.arithmetic)] : [];
  const next = aboutNextLook(verdict, arithmetic);
  // Who cannot tell yet needs the next look first.
  const isOpen = verdict.status === 'undetermined';
  const { word, slot } = statusWords[verdict.status];
  const parts = [
    labelled(word, verdict.headline, slot),
    ...(isOpen ? [next] : []),
    ...likely.flatMap((one) => [about(one), ...sum(one)]),
    others.flatMap(about),
    ...(detailed ? others.flatMap(sum) : []),
    ...(arithmetic ? [arithmeticNote] : []),
    ...(isOpen ? [] : [next]),
    ...(policies ? [aboutPolicies(policies)] : []),
  ];
  const rows = parts
    .filter((part) => part.length > 0)
    .flatMap((part, index) => (index === 0 ? part : [emptyRow, ...part]));
  return rows.map((row) => `${write(row, look)}\n`).join('');
}

const stateWords: Readonly<Record<LinkExplanation['state'], { word: string; slot: Slot }>> = {
  culprit: { word: 'BLAMED', slot: 'fail' },
  suspect: { word: 'SUSPECT', slot: 'warn' },
  symptom: { word: 'SUFFERS', slot: 'warn' },
  failing: { word: 'FAILING', slot: 'warn' },
  cleared: { word: 'CLEARED', slot: 'ok' },
  untested: { word: 'UNTESTED', slot: 'muted' },
};

const ranks = Object.keys(stateWords);

/** The answer first, as the verdict has it; of suspects the likelier; of equals the order of the chain file. */
function orderOf({ state, link, probability }: LinkExplanation, { culprits }: Verdict): number {
  const within = state === 'suspect' ? 1 - probability : place(culprits, link);
  return ranks.indexOf(state) + within;
}

/** 0…1 */
function place(culprits: Verdict['culprits'], link: string): number {
  const found = culprits.findIndex((culprit) => culprit.link === link);
  return found < 0 ? 0 : found / culprits.length;
}

/** Blamed, or likely enough to be. */
function isSuspected({ state, probability }: LinkExplanation): boolean {
  return state === 'culprit' || (state === 'suspect' && probability >= leastLikely);
}

function aboutLink(one: LinkExplanation, detailed: boolean, { next }: Verdict): readonly Row[] {
  const { word, slot } = stateWords[one.state];
  const suspected = isSuspected(one);
  return [
    ...labelled(word, `${one.link}, ${percent(one.probability)}: ${one.why}`, slot),
    ...(suspected ? whatAilsIt(one, detailed, next) : []),
    ...(detailed && !suspected ? ruledOut(one) : []),
    ...(isBlind(one) && (detailed || one.state === 'untested') ? wanting(one) : []),
  ];
}

/** Much of what may ail it would not have shown. */
function isBlind({ state, clearedShare }: LinkExplanation): boolean {
  return state === 'untested' || (state === 'cleared' && clearedShare < 0.5);
}

/** What its looks would have shown. */
function ruledOut({ clearedBy, clearedShare }: LinkExplanation): readonly Row[] {
  if (clearedBy.length === 0) return [];
  return [
    ...sentences(
      'Fine',
      clearedBy.map(
        ({ series, summary, share }) =>
          `${series}: ${summary}; would show ${percent(share)} of its faults`,
      ),
    ),
    ...labelled('Together', `${percent(clearedShare)} of its faults would have shown`),
  ];
}

/** Which looks nobody has set up. */
function wanting({ missing }: LinkExplanation): readonly Row[] {
  return sentences(
    'Missing',
    missing
      .slice(0, 3)
      .map(
        ({ probe, reach, share }) =>
          `${probe === 'openai' && reach === 'through' ? 'openai canary' : `${probe} probe`} would show ${percent(share)} of its faults`,
      ),
  );
}
