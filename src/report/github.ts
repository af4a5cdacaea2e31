import type { Culprit } from '../events/verdict.ts';
import type { Report } from './types.ts';
import { percent } from './words.ts';

/** Workflow commands of GitHub Actions, one a line: each becomes an annotation of the run. */
export function github(report: Report): string {
  const { verdict } = report;
  const lines = verdict.culprits.map((culprit) =>
    annotation('error', culprit.link, blame(culprit)),
  );
  if (verdict.status === 'healthy') lines.push(annotation('notice', 'healthy', verdict.headline));
  if (verdict.status === 'undetermined') {
    lines.push(annotation('warning', 'undetermined', verdict.headline));
  }
  for (const { link, state, why } of report.links) {
    if (state === 'suspect') lines.push(annotation('warning', link, why));
  }
  for (const { link, who, words } of verdict.contradictions) {
    lines.push(annotation('notice', link, `${who} says "${words}", which the looks contradict`));
  }
  if (verdict.untested.length > 0) {
    lines.push(annotation('notice', 'untested', verdict.untested.join(', ')));
  }
  return `${lines.join('\n')}\n`;
}

function blame(culprit: Culprit): string {
  const evidence = culprit.evidenceFor.join('\n');
  return `${culprit.title} (${percent(culprit.probability)}, since ${culprit.since})\n${culprit.remedy}\n${evidence}`;
}

function annotation(level: 'error' | 'warning' | 'notice', about: string, message: string): string {
  return `::${level} title=${escapeProperty(`weaklink: ${about}`)}::${escapeData(message)}`;
}

/** GitHub's own escapes: without them a line end in a message would start a new command. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
