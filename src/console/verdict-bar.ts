import type { Culprit, Hypothesis, NextLook, Verdict } from '../events/verdict.ts';
import { isByHand } from '../report/by-hand.ts';
import { percent } from '../report/words.ts';
import { fitRow, headOf, type Row, rowWidth, run, spread, wrapText } from '../terminal/row.ts';
import type { Slot } from '../terminal/theme.ts';
import { hiddenLines, hiddenStatus, isHidden } from './drill/hidden-verdict.ts';
import { age, clockTimeOf, modeWords } from './format.ts';
import { stateOf } from './link-state.ts';
import { silenceOf } from './silence.ts';
import type { View } from './view.ts';

/** The answer, and under it why, what to do, what else it could be, and what is ruled out. */
export function verdictBar(view: View, columns: number, rows: number): readonly Row[] {
  const status = statusOf(view);
  const prefix: Row = [
    run(` ${status.glyph} ${status.word}`, status.slot),
    run(' '.repeat(Math.max(2, 9 - status.word.length))),
  ];
  const indent = rowWidth(prefix);
  const right = rightOf(view, columns);
  const room = columns - indent - (right.length > 0 ? rowWidth(right) + 2 : 1);
  const [headline, rest] = breakAt(status.headline, room);
  const first = spread([...prefix, run(headline, 'strong')], right, columns, view.glyphs);
  const lines = linesOf(view, rest).slice(0, rows - 1);
  const below = wrapInto(lines, columns - 1 - indent, rows - 1).map(([label, text]) =>
    fitRow(
      [run(`   ${label}`.padEnd(indent), 'muted'), run(text, label === 'Do' ? 'strong' : 'plain')],
      columns - 1,
      view.glyphs,
    ),
  );
  const blank = Array.from({ length: Math.max(0, rows - 1 - below.length) }, () => []);
  return [first, ...below, ...blank];
}

type Line = readonly [label: string, text: string];

/** Long lines go on below as far as there are rows to spare; the rest of them is cut as usual. */
function wrapInto(lines: readonly Line[], columns: number, rows: number): readonly Line[] {
  let spare = rows - lines.length;
  return lines.flatMap(([label, text]): readonly Line[] => {
    const wrapped = wrapText(text, columns);
    const more = Math.min(spare, Math.max(0, wrapped.length - 1));
    spare -= more;
    const last = wrapped.slice(more).join(' ');
    return [...wrapped.slice(0, more), last].map((part, index) => [index === 0 ? label : '', part]);
  });
}

function statusOf(view: View): {
  word: string;
  glyph: string;
  slot: Slot;
  headline: string;
} {
  const { snapshot, glyphs, show, ui } = view;
  const { verdict } = snapshot;
  if (isHidden(snapshot)) return hiddenStatus(view);
  if (!verdict) {
    const seen = [...snapshot.links.values()].filter(({ looks }) => looks.length > 0).length;
    const headline = `${seen} of ${snapshot.links.size} links seen so far`;
    return { word: 'LOOKING', glyph: glyphs.none, slot: 'muted', headline };
  }
  const silent = silenceOf(snapshot);
  if (silent !== null && !ui.frozen) {
    const headline = `no look for ${age(silent)}; before that: ${show(verdict.headline)}`;
    return { word: 'STALE', glyph: glyphs.stale, slot: 'warn', headline };
  }
  const headline = show(verdict.headline);
  switch (verdict.status) {
    case 'healthy':
      return { word: 'OK', glyph: glyphs.ok, slot: 'ok', headline };
    case 'fault':
      return { word: 'BROKEN', glyph: glyphs.fail, slot: 'fail', headline };
    case 'undetermined':
      return { word: 'CANNOT TELL', glyph: glyphs.unknown, slot: 'warn', headline };
  }
}

/** How sure, and since when. */
function rightOf({ snapshot }: View, columns: number): Row {
  const culprit = isHidden(snapshot) ? undefined : snapshot.verdict?.culprits[0];
  if (!culprit) return [];
  const since = age(snapshot.nowMs - Date.parse(culprit.since));
  const when = columns >= 100 ? `since ${clockTimeOf(culprit.since)} (${since})` : `for ${since}`;
  return [run(percent(culprit.probability), 'strong'), run(`  ${when} `)];
}

/** Cuts a sentence between two words; what does not fit goes on in the next line. */
function breakAt(text: string, columns: number): readonly [string, string] {
  const head = headOf(text, columns);
  if (head === text) return [text, ''];
  const space = head.lastIndexOf(' ');
  return space > 0
    ? [head.slice(0, space), text.slice(space + 1)]
    : [head, text.slice(head.length)];
}

function linesOf(view: View, rest: string): readonly Line[] {
  const { verdict } = view.snapshot;
  if (isHidden(view.snapshot)) return hiddenLines(view);
  const lines = verdict ? linesOfVerdict(verdict, view) : [];
  return rest === '' ? lines : [['', rest], ...lines];
}

function linesOfVerdict(verdict: Verdict, view: View): readonly Line[] {
  const culprit = verdict.culprits[0];
  switch (verdict.status) {
    case 'healthy':
      return [clearedLine(view), ...tryLine(view)];
    case 'fault':
      return [
        ...(culprit ? linesOfCulprit(culprit, view) : []),
        ...orLine(view),
        clearedLine(view),
      ];
    case 'undetermined':
      return [['Either', rivals(verdict, view)], ...decideLine(view), clearedLine(view)];
  }
}

function linesOfCulprit(culprit: Culprit, { show }: View): readonly Line[] {
  const evidence = culprit.evidenceFor[0];
  return [
    ['Why', evidence ? show(evidence) : show(culprit.title)],
    ['Do', show(culprit.remedy)],
  ];
}

/** A hypothesis less likely than this would only draw the eye from the answer. */
const worthNaming = 0.01;

/** The next best hypothesis, and the look that would decide. */
function orLine(view: View): readonly Line[] {
  const { verdict } = view.snapshot;
  const other = verdict?.hypotheses.find(
    (hypothesis) => hypothesis.probability >= worthNaming && !isBlamed(hypothesis, verdict),
  );
  const next = verdict?.next;
  const decide = next ? decidingLook(next, view) : '';
  if (!other) return decide === '' ? [] : [['Next', decide]];
  const what = `${faultWords(other, view)} ${percent(other.probability)}`;
  return [['Or', decide === '' ? what : `${what} (${decide})`]];
}

function isBlamed({ faults }: Hypothesis, { culprits }: Verdict): boolean {
  return faults.some(({ link, mode }) =>
    culprits.some((culprit) => culprit.link === link && culprit.mode === mode),
  );
}

function rivals(verdict: Verdict, view: View): string {
  const best = verdict.hypotheses
    .slice(0, 3)
    .map((hypothesis) => `${faultWords(hypothesis, view)} ${percent(hypothesis.probability)}`);
  return best.join(', ') || 'too little was seen';
}

function faultWords({ faults }: Hypothesis, { show }: View): string {
  if (faults.length === 0) return 'no fault';
  return faults
    .map(({ link, mode }) =>
      link === null ? 'outside the chain' : `${show(link)} ${modeWords(mode)}`,
    )
    .join(' and ');
}

function decideLine({ snapshot, show }: View): readonly Line[] {
  const next = snapshot.verdict?.next;
  if (!next) return [['Decide', 'no look of this chain can tell them apart']];
  // A look that nobody has set up cannot be asked for by a key; the reason says which to add.
  if (next.stream === null) return [['Decide', show(next.why)]];
  const look = `${show(next.link)} (${next.seconds} s): ${show(next.why)}`;
  return [['Decide', snapshot.replay ? `a look at ${look}` : `n looks at ${look}`]];
}

/** In few words, behind a rival hypothesis. */
function decidingLook(next: NextLook, view: View): string {
  const { stream, link, probe, seconds } = next;
  const { snapshot, show } = view;
  if (isByHand(next)) return `a check by hand of ${show(link)} would tell`;
  if (stream === null) return `a probe of kind ${probe} at ${show(link)} would tell`;
  // Nobody can look into a recording.
  return snapshot.replay
    ? `a look at ${show(link)} would tell`
    : `n looks at ${show(link)}, ${seconds} s`;
}

/** Names of links that a line can hold; more are counted. */
const mostNamed = 6;

/** Which links are ruled out, and which nobody looked at; the two are never mixed. */
function clearedLine({ snapshot, show }: View): Line {
  const words = [...snapshot.links.keys()].map((id) => [id, stateOf(snapshot, id).word] as const);
  const cleared = words.filter(([, word]) => word === 'cleared').length;
  const unseen = words.filter(([, word]) => word === 'untested' || word === 'stale');
  const named = unseen.slice(0, mostNamed).map(([id]) => show(id));
  const more = unseen.length > mostNamed ? ` and ${unseen.length - mostNamed} more` : '';
  const rest = unseen.length > 0 ? `; not looked at lately: ${named.join(', ')}${more}` : '';
  return ['Cleared', `${cleared} of ${words.length} links${rest}`];
}

function tryLine({ snapshot }: View): readonly Line[] {
  const { faults } = snapshot;
  return faults && faults.active.length === 0 ? [['Try', 'press f to break something']] : [];
}
