import { cell, type Row, type Run, run } from '../terminal/row.ts';
import { sparkline } from '../terminal/sparkline.ts';
import type { TreeRow } from './chain-tree.ts';
import { latency, shortAge } from './format.ts';
import type { TableColumns } from './layout.ts';
import { hasLatency, isStale, shownLook, stateOf } from './link-state.ts';
import type { LinkView, Look } from './snapshot.ts';
import type { View } from './view.ts';

export function tableHead({ glyphs }: View, widths: TableColumns): Row {
  const titles = columnsOf(widths, {
    link: 'LINK',
    kind: 'KIND',
    state: 'STATE',
    seen: 'SEEN',
    why: 'WHY',
    trend: 'TREND',
    latency: 'LATENCY',
    age: 'AGE',
    from: 'FROM',
  });
  return [
    run(' '),
    ...titles.map(({ text, width, align }) => run(cell(text, width, glyphs, align), 'muted')),
  ];
}

/** The columns that are shown, with the gap that precedes each but the first. */
function columnsOf(widths: TableColumns, texts: Record<keyof TableColumns, string>) {
  const rightAligned = new Set<keyof TableColumns>(['latency', 'age']);
  const order = [
    'link',
    'kind',
    'state',
    'seen',
    'why',
    'trend',
    'latency',
    'age',
    'from',
  ] as const;
  return order
    .filter((name) => widths[name] > 0)
    .map((name, index) => {
      const align = rightAligned.has(name) ? ('right' as const) : ('left' as const);
      const gap = index === 0 ? '' : ' ';
      // The gap belongs to the cell: one run less a cell, and the same text.
      return align === 'right'
        ? { name, text: texts[name], width: widths[name] + gap.length, align }
        : { name, text: `${gap}${texts[name]}`, width: widths[name] + gap.length, align };
    });
}

/** One link as a line: what is said of it, what was seen, how long ago, and from where. */
export function linkRow(row: TreeRow, isSelected: boolean, view: View, widths: TableColumns): Row {
  const { snapshot, glyphs, show } = view;
  const link = snapshot.links.get(row.link);
  if (!link) return [];
  const state = stateOf(snapshot, row.link);
  const look = shownLook(link, snapshot.findings.get(row.link)?.state);
  const stem = row.stem.map((sign) => glyphs[sign]).join('');
  const texts = {
    link: `${stem}${show(row.link)}`,
    kind: link.link.kind,
    state: `${glyphs[state.glyph]} ${state.word}`,
    seen: show(seenWords(link, look, glyphs.none)),
    why: show(snapshot.findings.get(row.link)?.why ?? ''),
    ...figures(link, look, view, widths),
  };
  const dim = look === undefined || isStale(look, snapshot.nowMs);
  return [
    run(isSelected ? glyphs.pointer : ' ', 'strong'),
    ...columnsOf(widths, texts).flatMap(({ name, text, width, align }): Run[] => {
      const padded = cell(text, width, glyphs, align);
      if (name === 'link') return linkCell(padded, stem, isSelected);
      if (name === 'state') return [run(padded, state.slot)];
      return [run(padded, dim || muted.has(name) ? 'muted' : 'plain')];
    }),
  ];
}

const muted: ReadonlySet<string> = new Set(['kind', 'why', 'age', 'from']);

/** The tree stays quiet, the name does not; a selected name is inverse without its padding. */
function linkCell(padded: string, stem: string, isSelected: boolean): Run[] {
  const name = padded.slice(stem.length);
  if (!isSelected) return [run(stem, 'muted'), run(name)];
  const bare = name.trimEnd();
  return [run(stem, 'muted'), run(bare, 'selected'), run(name.slice(bare.length))];
}

/** What was seen; where nobody looked, what somebody says, and that it is only said. */
function seenWords(link: LinkView, look: Look | undefined, none: string): string {
  const said = link.claims.at(-1)?.claim;
  if (!look) return said ? `says "${said.words}"` : none;
  const { summary, outcome } = look.observation;
  // The figure has a column of its own.
  return outcome === 'ok' ? summary.replace(/ in \d+(?:\.\d+)? m?s$/, '') : summary;
}

function figures(link: LinkView, look: Look | undefined, view: View, widths: TableColumns) {
  const { snapshot, glyphs, show } = view;
  const saidMs = link.claims.at(-1)?.atMs;
  if (!look) {
    const heard = saidMs === undefined ? glyphs.none : shortAge(snapshot.nowMs - saidMs);
    return { trend: '', latency: glyphs.none, age: heard, from: glyphs.none };
  }
  const { observation, atMs } = look;
  const timed = hasLatency(link);
  return {
    trend: timed ? trendOf(look, snapshot.nowMs, widths.trend, view) : '',
    latency: timed ? latencyWords(look) : glyphs.none,
    age: shortAge(snapshot.nowMs - atMs),
    from: show(observation.vantage === 'local' ? 'here' : observation.vantage),
  };
}

/** A look that ran into its deadline took longer than it was given: how long, nobody knows. */
function latencyWords({ observation, plan }: Look): string {
  const timedOut = observation.symptom?.includes('timeout') ?? false;
  const deadlineMs = plan?.deadlineMs ?? Number.POSITIVE_INFINITY;
  const cut = timedOut && observation.durationMs >= deadlineMs * 0.9;
  return cut ? `> ${latency(deadlineMs)}` : latency(observation.durationMs);
}

/** Time that one sign of the trend stands for: it changes this seldom, and spans a minute. */
const trendStepMs = 5_000;

/** The slowest look of each finished step, so that the line only changes when a step ends. */
function trendOf(look: Look, nowMs: number, columns: number, { glyphs }: View): string {
  if (columns === 0) return '';
  const end = Math.floor(nowMs / trendStepMs);
  const steps: (number | null)[] = Array.from({ length: columns }, () => null);
  for (const { atMs, durationMs } of look.history.until(nowMs, Number.POSITIVE_INFINITY)) {
    const step = columns - (end - Math.floor(atMs / trendStepMs));
    if (step >= 0 && step < columns) steps[step] = Math.max(steps[step] ?? 0, durationMs);
  }
  return sparkline(steps, columns, glyphs);
}
