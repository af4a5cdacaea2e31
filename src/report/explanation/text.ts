import type { LinkExplanation } from '../../diagnosis/explaining/explanation.ts';
import { paintRow, plainRow } from '../../terminal/paint.ts';
import { emptyRow, type Row } from '../../terminal/row.ts';
import type { Slot } from '../../terminal/theme.ts';
import { labelled, plainLook, sentences, type TextLook } from '../text.ts';
import { percent } from '../words.ts';
import { arithmeticRows, signed } from './arithmetic.ts';

/** Other faults of a suspect that are less probable than this are not worth a line. */
const leastLikely = 0.01;

export interface ExplanationTextOptions {
  /** With the sums in bits. */
  readonly arithmetic: boolean;
  /** With every look that speaks for a link, and those that are missing. */
  readonly detailed: boolean;
}

/**
 * Why links are blamed, cleared or untested, at most 80 columns wide:
 *
 *     BLAMED    router, 94 %: router/process@local: process.absent (3 of 3 looks)
 *     Most like its process is gone (91 %)
 *     Not       store (2 %): router/process@local +12.1 bits, store/health@local +5.6
 */
export function explanationText(
  explanations: readonly LinkExplanation[],
  { arithmetic, detailed }: ExplanationTextOptions,
  look: TextLook = plainLook,
): string {
  const write = look.terminal ? paintRow : plainRow;
  // The answer first; of equals, the order of the chain file.
  const inOrder = explanations.toSorted((a, b) => rankOf(a) - rankOf(b));
  const rows = inOrder.flatMap((one, index) => [
    ...(index === 0 ? [] : [emptyRow]),
    ...aboutLink(one, detailed),
    ...(arithmetic && one.arithmetic
      ? [emptyRow, ...arithmeticRows(one.link, one.arithmetic)]
      : []),
  ]);
  return rows.map((row) => `${write(row, look)}\n`).join('');
}

const stateWords: Readonly<Record<LinkExplanation['state'], { word: string; slot: Slot }>> = {
  culprit: { word: 'BLAMED', slot: 'fail' },
  suspect: { word: 'SUSPECT', slot: 'warn' },
  symptom: { word: 'SUFFERS', slot: 'warn' },
  cleared: { word: 'CLEARED', slot: 'ok' },
  untested: { word: 'UNTESTED', slot: 'muted' },
};

const ranks = Object.keys(stateWords);

function rankOf({ state }: LinkExplanation): number {
  return ranks.indexOf(state);
}

function aboutLink(one: LinkExplanation, detailed: boolean): readonly Row[] {
  const { word, slot } = stateWords[one.state];
  const isSuspected = one.state === 'culprit' || one.state === 'suspect';
  return [
    ...labelled(word, `${one.link}, ${percent(one.probability)}: ${one.why}`, slot),
    ...(isSuspected ? suspected(one) : []),
    ...(detailed && !isSuspected ? ruledOut(one) : []),
    ...(isBlind(one) && (detailed || one.state === 'untested') ? wanting(one) : []),
  ];
}

/** Much of what may ail it would not have shown. */
function isBlind({ state, clearedShare }: LinkExplanation): boolean {
  return state === 'untested' || (state === 'cleared' && clearedShare < 0.5);
}

/** What ails it, and why nothing else does. */
function suspected({ modes, arithmetic }: LinkExplanation): readonly Row[] {
  const rival = arithmetic?.rival;
  const apart = (rival?.apart ?? [])
    .map(({ series, bits }) => `${series} ${signed(bits)}`)
    .join(', ');
  return [
    ...sentences(
      'Likely',
      modes
        .filter(({ probability }, place) => place === 0 || probability >= leastLikely)
        .map(({ title, mode, probability }) => `${title} (${mode}, ${percent(probability)})`),
    ),
    ...(rival
      ? labelled(
          'Rival',
          `${rival.link} ${rival.mode}, ${percent(rival.probability)}` +
            (apart === '' ? '; no look tells the two apart' : `; told apart by, in bits: ${apart}`),
        )
      : []),
  ];
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
