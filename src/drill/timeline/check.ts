import { selfSymptoms } from '../../../probes/probe.ts';
import type { Path } from '../../chain/document.ts';
import { shortestIntervalMs } from '../../chain/grammar.ts';
import { nearest } from '../../chain/nearest.ts';
import { allowedWords, shown } from '../../chain/shown.ts';
import type { Chain } from '../../chain/types.ts';
import type { PlannedLook } from '../../probing/plan.ts';
import type { Findings } from '../scenario/findings.ts';
import { momentMs } from '../scenario/grammar.ts';
import { checkLink, knownOf } from '../scenario/known-chain.ts';
import { spellsOf, type TimelineEntry } from '../scenario/timeline-schema.ts';
import { isMeant, msOr, nameOfLook, type TimedSeries } from './series.ts';

/** Events of one timeline: a replay of them takes a second or two and some 100 MB. */
export const maxEvents = 100_000;

const at = (...path: Path): Path => ['source', 'timeline', ...path];

export interface TimelineParts {
  readonly chain: Chain;
  readonly looks: readonly PlannedLook[];
  readonly series: readonly TimedSeries[];
  readonly findings: Findings;
}

/** What the parts of a timeline say about each other and about the chain. */
export function checkTimeline(timeline: TimelineEntry, parts: TimelineParts): void {
  const { findings, looks } = parts;
  const lastsMs = momentMs(timeline.lasts) ?? 0;
  if (lastsMs === 0) findings.add(at('lasts'), 'E_TIME', 'nothing lasts no time');
  const names = [...new Set(looks.map(nameOfLook))];
  (timeline.series ?? []).forEach((entry, index) => {
    const path = at('series', index);
    const meant = looks.filter((look) => isMeant(entry.looks, look));
    if (meant.length === 0) findings.unknown([...path, 'looks'], 'series', entry.looks, names);
    checkSpan(entry, path, lastsMs, findings);
    const [first] = meant;
    if (first && entry.symptom) checkSymptom(entry.symptom, first, path, findings);
    if (entry['served-by'] !== undefined) {
      checkLink(entry['served-by'], [...path, 'served-by'], knownOf(parts.chain), findings);
    }
  });
  for (const name of Object.keys(timeline.usual ?? {})) {
    const kinds = looks.map(({ probe }) => probe);
    if (names.includes(name) || kinds.includes(name)) continue;
    findings.unknown(at('usual', name), 'probe', name, [...new Set([...kinds, ...names])]);
  }
  checkMarks(timeline, lastsMs, parts);
  checkSpells(timeline, lastsMs, findings);
  checkSize(parts, lastsMs);
}

function checkSpan(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  path: Path,
  lastsMs: number,
  findings: Findings,
): void {
  const [fromMs, toMs] = [msOr(from, 0), msOr(to, lastsMs)];
  if (toMs > lastsMs) findings.add([...path, 'to'], 'E_TIME', `${shown(to)} is after the end`);
  else if (fromMs >= toMs) {
    const message = `it begins at ${shown(from ?? '0s')} and ends at ${shown(to ?? 'the end')}`;
    findings.add([...path, 'from'], 'E_TIME', message, 'Let it begin before it ends.');
  }
}

/** Each begins after the one before has ended. */
function checkSpells(timeline: TimelineEntry, lastsMs: number, findings: Findings): void {
  const isList = Array.isArray(timeline.fault);
  let endMs = Number.NEGATIVE_INFINITY;
  spellsOf(timeline).forEach((spell, index) => {
    const path = isList ? at('fault', index) : at('fault');
    checkSpan(spell, path, lastsMs, findings);
    if (msOr(spell.from, 0) <= endMs) {
      const message = `it begins at ${shown(spell.from)}, before the spell before it has ended`;
      findings.add([...path, 'from'], 'E_TIME', message, 'Write the spells one after another.');
    }
    endMs = msOr(spell.to, lastsMs);
  });
}

function checkSymptom(
  symptom: string,
  { probe, symptoms }: PlannedLook,
  path: Path,
  findings: Findings,
): void {
  const known = [...symptoms, ...Object.keys(selfSymptoms)];
  if (known.includes(symptom)) return;
  const near = nearest(symptom, known);
  const message = `the probe ${probe} cannot show ${shown(symptom)}`;
  const hint = near ? `Did you mean "${near}"?` : allowedWords(known);
  findings.add([...path, 'symptom'], 'E_DANGLING', message, hint);
}

function checkMarks(timeline: TimelineEntry, lastsMs: number, parts: TimelineParts): void {
  const { findings, chain } = parts;
  const known = knownOf(chain);
  for (const key of ['changes', 'claims', 'notes'] as const) {
    (timeline[key] ?? []).forEach((mark, index) => {
      const path = at(key, index);
      if (msOr(mark.at, 0) > lastsMs) {
        findings.add([...path, 'at'], 'E_TIME', `${shown(mark.at)} is after the end`);
      }
      if (mark.link) checkLink(mark.link, [...path, 'link'], known, findings);
    });
  }
}

function checkSize({ series, findings }: TimelineParts, lastsMs: number): void {
  if (series.some(({ everyMs }) => everyMs < shortestIntervalMs)) {
    const message = `nothing is looked at more often than every ${shortestIntervalMs} ms`;
    findings.add(at('every'), 'E_TIME', message);
    return;
  }
  const events = series.reduce((sum, { everyMs }) => sum + Math.ceil(lastsMs / everyMs), 0);
  if (events <= maxEvents) return;
  const message = `${events} looks are more than ${maxEvents}`;
  findings.add(at('every'), 'E_LIMIT', message, 'Let them be further apart, or last shorter.');
}
