import { partOf } from '../../report/flow/amounts.ts';
import { time } from '../../report/flow/link-rows.ts';
import { type Row, run } from '../../terminal/row.ts';
import type { View } from '../view.ts';
import { shownFlow } from './chosen.ts';
import type { Span } from './request-rows.ts';

/** One link of the way of one attempt, beside what is usual there. */
export function spanRows(view: View, { attempt, link }: Span): readonly Row[] {
  const { snapshot, glyphs, show } = view;
  const wanted = `attempt\n${attempt}`;
  const found = snapshot.flow?.attempts(wanted, (one) => one.inference.attempt === attempt, 1);
  const kept = found?.[0];
  const hop = kept?.inference.path.find((one) => one.link === link);
  if (!kept || !hop) return [[run('   it is not remembered any more', 'muted')]];
  const { durationMs, firstTokenMs } = kept.inference;
  const usual = shownFlow(view)?.links.find((one) => one.link === link);
  const part = (ms: number, whole: number) =>
    partOf(BigInt(Math.round(ms * 1_000)), BigInt(Math.round(whole * 1_000)));
  const kind = snapshot.links.get(link)?.link.kind;
  const finding = snapshot.findings.get(link);
  const row = (label: string, text: string): Row => [
    run(`   ${label.padEnd(14)}`, 'muted'),
    run(show(text)),
  ];
  return [
    row('link', kind ? `${link}, ${kind}` : `${link}, not in the chain file`),
    row('held it', `${time(hop.ms, glyphs.none)}, ${part(hop.ms, durationMs)} of the attempt`),
    row(
      'first token',
      hop.firstTokenMs === null
        ? 'nobody measured its part'
        : firstTokenMs === null
          ? time(hop.firstTokenMs, glyphs.none)
          : `${time(hop.firstTokenMs, glyphs.none)}, ${part(hop.firstTokenMs, firstTokenMs)} of the time to it`,
    ),
    row(
      'usual here',
      usual
        ? `p50 ${time(usual.p50Ms, glyphs.none)}, p95 ${time(usual.p95Ms, glyphs.none)} of ${usual.in}; ${usual.lost} lost`
        : 'nothing in this window',
    ),
    row('diagnosis', finding ? `${finding.state}: ${finding.why}` : 'nobody looked'),
    row('attempt', `${attempt}, told by ${kept.inference.source}`),
  ];
}
