import { subjectOf } from '../events/policy-words.ts';
import type { Culprit } from '../events/verdict.ts';
import type { Report } from './types.ts';
import { admitted, percent } from './words.ts';
import { type AnnotationLevel, annotation } from './workflow-command.ts';

/** Workflow commands of GitHub Actions, one a line: each becomes an annotation of the run. */
export function github(report: Report): string {
  const { verdict } = report;
  const lines = verdict.culprits.map((culprit) => tell('error', culprit.link, blame(culprit)));
  if (verdict.status === 'healthy') lines.push(tell('notice', 'healthy', verdict.headline));
  if (verdict.status === 'undetermined') {
    lines.push(tell('warning', 'undetermined', verdict.headline));
  }
  for (const { link, state, why } of report.links) {
    if (state === 'suspect' || state === 'failing') lines.push(tell('warning', link, why));
  }
  for (const { link, who, words, kind } of verdict.contradictions) {
    const what = kind === 'alarms' ? 'and it looks fine' : 'which the looks contradict';
    lines.push(tell('notice', link, `${who} says "${words}", ${what}`));
  }
  for (const one of verdict.admissions ?? []) lines.push(tell('notice', one.link, admitted(one)));
  for (const ruling of report.policies ?? []) {
    const words = `${ruling.seen ?? 'not seen'}; wanted: ${ruling.wanted}`;
    const about = `policy ${ruling.rule}: ${subjectOf(ruling)}`;
    if (ruling.state === 'broken') lines.push(tell('error', about, words));
    if (ruling.state === 'unknown') lines.push(tell('notice', about, `cannot tell: ${words}`));
  }
  if (verdict.untested.length > 0) {
    lines.push(tell('notice', 'untested', verdict.untested.join(', ')));
  }
  return `${lines.join('\n')}\n`;
}

function blame(culprit: Culprit): string {
  const evidence = culprit.evidenceFor.join('\n');
  return `${culprit.title} (${percent(culprit.probability)}, since ${culprit.since})\n${culprit.remedy}\n${evidence}`;
}

function tell(level: AnnotationLevel, about: string, message: string): string {
  return annotation(level, `weaklink: ${about}`, message);
}
