import type { Observation, Outcome } from '../events/types.ts';
import type { LinkState } from '../events/verdict.ts';
import { formatDuration } from '../platform/duration.ts';
import type { Glyphs } from '../terminal/glyphs.ts';
import { cell, type Row, run } from '../terminal/row.ts';
import type { Slot } from '../terminal/theme.ts';
import type { LinkReport, Report } from './types.ts';
import { between } from './words.ts';

/** Columns of each cell; with the spaces between them 79, one less than the narrowest terminal. */
const columns = { link: 20, state: 11, seen: 30, latency: 8, age: 6 } as const;

/** `LINK  STATE  SEEN  LATENCY  AGE`: one row a link, in the order of the chain file. */
export function linkTable(report: Report, glyphs: Glyphs): readonly Row[] {
  const head = { link: 'LINK', state: 'STATE', seen: 'SEEN', latency: 'LATENCY', age: 'AGE' };
  return [
    [run(cells(head, glyphs), 'muted')],
    ...report.links.map((link) => linkRow(report, link, glyphs)),
  ];
}

function linkRow(report: Report, link: LinkReport, glyphs: Glyphs): Row {
  const { glyph, slot } = stateLooks[link.state];
  const look = mostTelling(report.observations.filter((one) => one.link === link.link));
  const age = look && formatDuration(Math.max(0, between(look.startedAt, report.endedAt)));
  const line = cells(
    {
      link: link.link,
      state: `${glyphs[glyph]} ${link.state}`,
      seen: look?.summary ?? glyphs.none,
      latency: look ? formatDuration(look.durationMs) : glyphs.none,
      age: age ?? glyphs.none,
    },
    glyphs,
  );
  return [run(line, slot)];
}

const stateLooks: Readonly<Record<LinkState, { glyph: keyof Glyphs; slot: Slot }>> = {
  culprit: { glyph: 'fail', slot: 'fail' },
  suspect: { glyph: 'warn', slot: 'warn' },
  symptom: { glyph: 'warn', slot: 'warn' },
  failing: { glyph: 'warn', slot: 'warn' },
  cleared: { glyph: 'ok', slot: 'plain' },
  untested: { glyph: 'unknown', slot: 'muted' },
};

const severity: Readonly<Record<Outcome, number>> = { failed: 3, degraded: 2, unknown: 1, ok: 0 };

/** The look that a person wants to see: the worst, and of those the slowest. */
function mostTelling(looks: readonly Observation[]): Observation | undefined {
  return [...looks].sort(
    (a, b) => severity[b.outcome] - severity[a.outcome] || b.durationMs - a.durationMs,
  )[0];
}

function cells(texts: Readonly<Record<keyof typeof columns, string>>, glyphs: Glyphs): string {
  return [
    cell(texts.link, columns.link, glyphs),
    cell(texts.state, columns.state, glyphs),
    cell(texts.seen, columns.seen, glyphs),
    cell(texts.latency, columns.latency, glyphs, 'right'),
    cell(texts.age, columns.age, glyphs, 'right'),
  ].join(' ');
}
