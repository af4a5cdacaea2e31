import { type LinkId, linkKinds } from '../chain/types.ts';
import { isByHand } from '../report/by-hand.ts';
import { changed, percent } from '../report/words.ts';
import { smallestChart } from '../terminal/charts/line-chart.ts';
import { type Row, type Run, run } from '../terminal/row.ts';
import { labelled, section } from './detail-rows.ts';
import { clockTime, clockTimeOf, shortAge } from './format.ts';
import type { Layout } from './layout.ts';
import { hasLatency, shownLook, stateOf } from './link-state.ts';
import { lookRows } from './look-rows.ts';
import { policyDetail } from './policy-rows.ts';
import type { LinkView, Look } from './snapshot.ts';
import type { View } from './view.ts';

/** From the answer down to the raw facts. */
export function linkDetail(link: LinkView, view: View, place: Layout): readonly Row[] {
  const state = view.snapshot.findings.get(link.link.id)?.state;
  const main = shownLook(link, state);
  const looks = main ? [main, ...link.looks.filter((look) => look !== main)] : [];
  return [
    ...aboutRows(link, view, place),
    ...judgedRows(link, view, place),
    ...policyDetail(link.link.id, view, place.columns),
    ...saidRows(link, view),
    ...section('Looks', looks.length === 0 ? [[run('   nobody looked yet', 'muted')]] : []),
    ...looks.flatMap((look) => lookRows(look, view, place.columns)),
    ...(main && hasLatency(link) ? chartRows(main, view, place) : []),
    ...looks.flatMap((look) => factRows(look, view)),
  ];
}

function aboutRows({ link }: LinkView, view: View, { columns }: Layout): readonly Row[] {
  const { show, snapshot, glyphs } = view;
  const state = stateOf(snapshot, link.id);
  const finding = snapshot.findings.get(link.id);
  const head: Run[] = [
    run(` ${glyphs[state.glyph]} ${state.word}`, state.slot),
    run(`  ${show(link.id)}`, 'strong'),
    run(`  ${linkKinds[link.kind].title}`, 'muted'),
  ];
  if (finding && state.word !== 'stale') {
    head.push(run(`  at fault with ${percent(finding.probability)}`, 'muted'));
  }
  const { owner, environment, region, provider } = link;
  const labels = Object.entries(link.labels).map(([key, value]) => `${key}=${value}`);
  const place = [owner, environment, region, provider, ...labels];
  return [
    head,
    ...(finding ? labelled('Why', show(finding.why), columns) : []),
    ...(link.address === undefined ? [] : labelled('Address', show(link.address), columns)),
    ...labelled('Owner', show(place.filter(Boolean).join(', ')), columns),
  ];
}

/** The verdict's own words about this link. */
function judgedRows({ link }: LinkView, view: View, { columns }: Layout): readonly Row[] {
  const { show, snapshot } = view;
  const culprit = snapshot.verdict?.culprits.find((one) => one.link === link.id);
  if (!culprit) return [];
  return [
    ...labelled('Fault', `${show(culprit.title)} (${culprit.mode})`, columns),
    ...labelled('Since', clockTimeOf(culprit.since), columns),
    ...labelled('Do', show(culprit.remedy), columns),
    ...(culprit.change ? labelled('Changed', show(changed(culprit.change)), columns) : []),
    ...culprit.evidenceFor.flatMap((sentence) => labelled('For', show(sentence), columns)),
    ...culprit.evidenceAgainst.flatMap((sentence) => labelled('Against', show(sentence), columns)),
    ...decidingRows(link.id, view, columns),
  ];
}

/** What decides, where that is a check of this link by hand: the bar has no room for it. */
function decidingRows(id: LinkId, { show, snapshot }: View, columns: number): readonly Row[] {
  const next = snapshot.verdict?.next;
  if (!next || next.link !== id || !isByHand(next)) return [];
  return labelled('Decide', show(next.why), columns);
}

/** Claims stand apart from what was seen, and say who contradicts them. */
function saidRows({ link, claims }: LinkView, view: View): readonly Row[] {
  if (claims.length === 0) return [];
  const { show, snapshot } = view;
  const contradicted = snapshot.verdict?.contradictions.filter((one) => one.link === link.id) ?? [];
  const admitted = snapshot.verdict?.admissions?.filter((one) => one.link === link.id) ?? [];
  const rows = claims.map(({ claim, atMs }): Row => {
    const wrong = contradicted.some(({ who }) => who === claim.who);
    const late = admitted.find(({ who }) => who === claim.who);
    return [
      run(`   ${show(claim.who)} says ${claim.says}: "${show(claim.words)}"`),
      run(`  ${clockTime(atMs)}, ${shortAge(snapshot.nowMs - atMs)} ago`, 'muted'),
      ...(wrong ? [run('  contradicted by what is seen', 'warn')] : []),
      ...(late ? [run(`  ${shortAge(late.afterMs)} after it was seen`, 'warn')] : []),
    ];
  });
  return section('Said', rows);
}

/** Rows of the chart: enough to read a value off, small enough to leave the looks in sight. */
function chartHeight(rows: number): number {
  return Math.max(smallestChart.rows, Math.min(12, Math.floor(rows / 4)));
}

function chartRows(look: Look, view: View, place: Layout): readonly Row[] {
  const columns = Math.min(place.columns - 4, 160);
  const points = look.history.until(view.snapshot.nowMs, columns);
  const [oldest, newest] = [points[0], points.at(-1)];
  if (points.length < 2 || !oldest || !newest) return [];
  const values = points.map(({ durationMs }) => durationMs);
  const chart = view.charts.drawLine({
    series: [{ title: 'latency', values, slot: 'ok' }],
    columns,
    rows: chartHeight(place.rows),
    unit: 'ms',
    glyphs: view.glyphs,
  });
  const failed = points.filter(({ outcome }) => outcome === 'failed').length;
  const caption = `ms a look, ${clockTime(oldest.atMs)} to ${clockTime(newest.atMs)}`;
  const title = `Latency of the last ${points.length} looks, ${failed} failed`;
  return section(title, [
    ...chart.map((row) => [run('   '), ...row]),
    [run(`   ${caption}`, 'muted')],
  ]);
}

function factRows(look: Look, view: View): readonly Row[] {
  const { measures, facts, stream } = look.observation;
  const rows = [
    ...measures.map(({ name, value, unit }) => [name, `${value} ${unit}`] as const),
    ...Object.entries(facts).map(([name, value]) => [name, String(value ?? '–')] as const),
  ];
  if (rows.length === 0) return [];
  const width = Math.min(32, Math.max(...rows.map(([name]) => name.length)));
  return section(
    `Facts of ${view.show(stream)}`,
    rows.map(([name, value]) => [
      run(`   ${view.show(name).padEnd(width)}  `, 'muted'),
      run(view.show(value)),
    ]),
  );
}
