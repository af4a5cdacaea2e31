import type { Observation } from '../events/types.ts';
import type { Culprit } from '../events/verdict.ts';
import { code, plain, table } from './markup.ts';
import { nextLookWords } from './next-look.ts';
import { policyMarkdown } from './policy/markdown.ts';
import type { Report } from './types.ts';
import { admitted, changed, instant, percent, wrongBefore } from './words.ts';

/** A hand-over note or a comment on a pull request: the answer first, the commands to repeat it last. */
export function markdown(report: Report): string {
  const { verdict } = report;
  return [
    `## ${statusWords[verdict.status]}: ${plain(verdict.headline)}`,
    `Chain ${code(report.chain.name)}, seen ${instant(report.startedAt)} to ${instant(report.endedAt)} by weaklink ${plain(report.version)}.`,
    ...verdict.culprits.flatMap(culpritParagraphs),
    ...nextLook(report),
    ...list('Cleared', verdict.cleared),
    ...list('Untested', verdict.untested),
    ...verdict.contradictions.map(
      ({ link, who, words, since, ...how }) =>
        `${plain(who)} says ${code(words)} about ${code(link)}; ${how.kind === 'alarms' ? 'it has looked fine' : 'the looks contradict it'} since ${instant(since)}${wrongBefore(how)}.`,
    ),
    ...(verdict.admissions ?? []).map((one) => `${plain(admitted(one))}.`),
    linkTable(report),
    ...(report.policies ? [policyMarkdown(report.policies)] : []),
    ...commands(report.observations),
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}

const statusWords = {
  healthy: 'Healthy',
  fault: 'Broken',
  undetermined: 'Undetermined',
} as const;

function culpritParagraphs(culprit: Culprit): readonly string[] {
  const evidence = [
    ...culprit.evidenceFor.map((sentence) => `- for: ${plain(sentence)}`),
    ...culprit.evidenceAgainst.map((sentence) => `- against: ${plain(sentence)}`),
    ...(culprit.change ? [`- changed: ${plain(changed(culprit.change))}`] : []),
    ...culprit.mayHide.map((link) => `- may hide a fault of ${code(link)}`),
  ];
  return [
    `**${code(culprit.link)} ${plain(culprit.title)}**, ${percent(culprit.probability)}, since ${instant(culprit.since)} (${code(culprit.mode)})`,
    `**Do:** ${plain(culprit.remedy)}`,
    ...(evidence.length > 0 ? [evidence.join('\n')] : []),
  ];
}

function nextLook({ verdict }: Report): readonly string[] {
  const { next } = verdict;
  if (!next) return [];
  const words = nextLookWords(next, verdict);
  const command = next.command ? `: ${code(next.command)}` : '';
  return [`**Next look:** ${plain(next.why)}${words === '' ? '' : ` (${words})`}${command}`];
}

function list(title: string, links: readonly string[]): readonly string[] {
  return links.length > 0 ? [`**${title}:** ${links.map(code).join(', ')}`] : [];
}

function linkTable(report: Report): string {
  const rows = report.links.map(({ link, kind, state, why, owner }) => [
    code(link),
    kind,
    state,
    plain(why),
    owner === null ? '' : plain(owner),
  ]);
  return table(['link', 'kind', 'state', 'why', 'owner'], rows);
}

function commands(observations: readonly Observation[]): readonly string[] {
  const bad = observations.filter(({ outcome }) => outcome !== 'ok');
  if (bad.length === 0) return [];
  const rows = bad.map(
    ({ stream, summary, command }) => `- ${code(stream)}: ${plain(summary)}\n  ${code(command)}`,
  );
  return ['What failed, and how to repeat it by hand:', rows.join('\n')];
}
