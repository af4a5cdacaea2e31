import type {
  InspectedSession,
  Inspection,
  Listing,
  Series,
} from '../../events/recording/inspection.ts';
import { formatDuration } from '../../platform/duration.ts';
import type { SafeText } from '../../text/safe-text.ts';
import { safe } from '../../text/sanitise.ts';
import { counted, kindList } from '../record/held.ts';

/** Lines of each list: a person who wants them all asks for `--json`. */
const LINES = 20;
const LABEL_COLUMNS = 12;

/** The inspection for people, a label and its lines each. */
export function inspectionText(
  path: string,
  inspection: Inspection,
  defects: readonly SafeText[],
): string {
  const { sessions, sessionCount, span, series, flips, faults, changes, claims } = inspection;
  return [
    safe`${path}\n`,
    ...section('sessions', sessions.map(sessionLine), sessionCount),
    ...(span
      ? section('span', [safe`${span.from} to ${span.to}, ${formatDuration(span.ms)}`])
      : []),
    ...section('events', eventLines(inspection)),
    ...section('looks', series.map(seriesLine)),
    ...section('verdicts', linesOf(flips, 'recorded as '), flips.count),
    ...section('faults', linesOf(faults), faults.count),
    ...section('changes', linesOf(changes), changes.count),
    ...section('claims', linesOf(claims), claims.count),
    ...section('state', stateLines(inspection, defects)),
  ].join('');
}

function section(label: string, lines: readonly SafeText[], count = lines.length): string[] {
  const shown = lines.slice(0, LINES);
  const more =
    count > shown.length ? [safe`… and ${counted(count - shown.length, 'more', 'more')}`] : [];
  return [...shown, ...more].map(
    (line, index) => `  ${(index === 0 ? label : '').padEnd(LABEL_COLUMNS)}${line}\n`,
  );
}

function sessionLine({ chain, startedAt, source, version }: InspectedSession): SafeText {
  const models = chain.models.map(({ id }) => id).join(', ');
  return safe`${chain.name}: ${counted(chain.links.length, 'link', 'links')}, models ${models || 'none'}; from ${startedAt}, ${source}, weaklink ${version}`;
}

function eventLines({ summary, kinds, notIncluded }: Inspection): SafeText[] {
  const lines = [safe`${summary.events.toLocaleString('en-US')} (${kindList(kinds)})`];
  for (const [type, count] of summary.unknownTypes) {
    lines.push(safe`${count} of the type ${type}, which this weaklink does not know`);
  }
  if (notIncluded > 0) {
    lines.push(
      safe`a part: ${counted(notIncluded, 'event', 'events')} of its sessions are not in it`,
    );
  }
  return lines;
}

/** `router/http@local  120 looks: 118 ok, 2 failed`. */
function seriesLine({ stream, looks, outcomes }: Series): SafeText {
  const found = Object.entries(outcomes)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${count.toLocaleString('en-US')} ${outcome}`);
  return safe`${stream}  ${counted(looks, 'look', 'looks')}: ${found.join(', ')}`;
}

function linesOf({ first }: Listing, before = ''): SafeText[] {
  return first.map(({ at, what }) => safe`${at}  ${before}${what}`);
}

function stateLines({ summary }: Inspection, defects: readonly SafeText[]): readonly SafeText[] {
  if (defects.length === 0) return [safe`sound: complete, its checksum fits`];
  return [
    safe`damaged; ${counted(summary.events, 'sound event is', 'sound events are')} kept and can be replayed`,
    ...defects,
  ];
}
