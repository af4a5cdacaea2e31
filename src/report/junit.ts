import { policyCase } from './policy/junit.ts';
import { countOf } from './policy/types.ts';
import type { LinkReport, Report } from './types.ts';
import { between, percent } from './words.ts';
import { attribute, escapeXml, seconds } from './xml.ts';

/**
 * One test case a link. Only what is blamed fails; what suffers from it, and what nobody looked
 * at, is skipped with the reason, so that the number of failures is the number of causes.
 */
export function junit(report: Report): string {
  const count = (result: Result) => report.links.filter((link) => resultOf(link) === result).length;
  const policies = report.policies ?? [];
  const totals = [
    attribute('tests', report.links.length + policies.length),
    attribute('failures', count('failure') + countOf(policies, 'broken')),
    attribute('errors', 0),
    attribute('skipped', count('skipped') + countOf(policies, 'unknown')),
    attribute('time', seconds(between(report.startedAt, report.endedAt))),
  ].join('');
  const suite = `${attribute('name', report.chain.name)}${totals}${attribute('timestamp', report.startedAt)}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attribute('name', 'weaklink')}${totals}>`,
    `  <testsuite${suite}>`,
    ...report.links.flatMap((link) => testCase(report, link)),
    ...policies.flatMap((ruling) => policyCase(report.chain.name, ruling)),
    `    <system-out>${escapeXml(report.verdict.headline)}</system-out>`,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

type Result = 'passed' | 'failure' | 'skipped';

function resultOf({ state }: LinkReport): Result {
  if (state === 'culprit' || state === 'suspect') return 'failure';
  return state === 'cleared' ? 'passed' : 'skipped';
}

function testCase(report: Report, link: LinkReport): readonly string[] {
  const looks = report.observations.filter((observation) => observation.link === link.link);
  const durationMs = looks.reduce((sum, look) => sum + look.durationMs, 0);
  const name = `${link.link} (${link.kind})`;
  const open = `    <testcase${attribute('classname', report.chain.name)}${attribute('name', name)}${attribute('time', seconds(durationMs))}`;
  const result = resultOf(link);
  if (result === 'passed') return [`${open}/>`];
  if (result === 'skipped') {
    const message = `${link.state}: ${link.why}`;
    return [`${open}>`, `      <skipped${attribute('message', message)}/>`, '    </testcase>'];
  }
  return [
    `${open}>`,
    `      <failure${attribute('message', link.why)}${attribute('type', link.state)}>${escapeXml(detail(report, link))}</failure>`,
    '    </testcase>',
  ];
}

function detail(report: Report, link: LinkReport): string {
  const culprit = report.verdict.culprits.find((one) => one.link === link.link);
  if (!culprit) return `${link.state}, ${percent(link.probability)}`;
  return [
    `${culprit.title} (${percent(culprit.probability)}, since ${culprit.since})`,
    `Do: ${culprit.remedy}`,
    ...culprit.evidenceFor.map((sentence) => `For: ${sentence}`),
    ...culprit.evidenceAgainst.map((sentence) => `Against: ${sentence}`),
  ].join('\n');
}
