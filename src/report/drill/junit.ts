import type { DrillReport, DrillResult } from '../../drill/types.ts';
import { attribute, escapeXml, seconds } from '../xml.ts';
import { type TestCase, testCasesOf } from './test-cases.ts';
import { nameOf, oneLine, reasonOf, statusLooks } from './words.ts';

/**
 * One suite a run, one case for each thing that was asked of it. Holds to the attributes that the
 * schema of Jenkins' xUnit plugin knows (no `skipped` on `testsuites`, no `file` on `testcase`);
 * GitHub's and GitLab's readers take the same.
 */
export function junit(report: DrillReport): string {
  const suites = report.results.map((result) => ({ result, cases: testCasesOf(result) }));
  const all = suites.flatMap(({ cases }) => cases);
  const totals = [
    attribute('tests', all.length),
    attribute('failures', count(all, 'failure')),
    attribute('errors', count(all, 'error')),
    attribute('time', seconds(report.durationMs)),
  ].join('');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attribute('name', 'weaklink drill')}${totals}>`,
    ...suites.flatMap(({ result, cases }) => suite(result, cases)),
    '</testsuites>',
    '',
  ].join('\n');
}

function suite(result: DrillResult, cases: readonly TestCase[]): readonly string[] {
  const attributes = [
    attribute('name', nameOf(result)),
    attribute('tests', cases.length),
    attribute('failures', count(cases, 'failure')),
    attribute('errors', count(cases, 'error')),
    attribute('skipped', count(cases, 'skipped')),
    attribute('time', seconds(result.durationMs)),
    attribute('timestamp', result.startedAt),
    attribute('file', oneLine(result.scenario.file)),
  ].join('');
  return [
    `  <testsuite${attributes}>`,
    ...properties(result),
    ...cases.flatMap((one) => testCase(result, one)),
    `    <system-out>${escapeXml(summary(result))}</system-out>`,
    '  </testsuite>',
  ];
}

function count(cases: readonly TestCase[], outcome: TestCase['outcome']): number {
  return cases.filter((one) => one.outcome === outcome).length;
}

function summary(result: DrillResult): string {
  const { word } = statusLooks[result.status];
  const why = result.status === 'passed' ? '' : `: ${reasonOf(result)}`;
  return `${oneLine(result.scenario.title)}\n${word}${why}`;
}

/** The score and where the scenario comes from; what was not asked is left out. */
function properties(result: DrillResult): readonly string[] {
  const { scenario, score, status, recording } = result;
  const all: Readonly<Record<string, string | number | boolean | null>> = {
    status,
    'scenario.title': scenario.title,
    'scenario.difficulty': scenario.difficulty,
    'scenario.source': scenario.source,
    'scenario.tags': scenario.tags.join(', '),
    'score.top_link': score.topLink,
    'score.top_mode': score.topMode,
    'score.top_three': score.topThree,
    'score.time_to_detect_ms': score.timeToDetectMs,
    'score.time_to_verdict_ms': score.timeToVerdictMs,
    'score.falsely_blamed': score.falselyBlamed.join(', '),
    'score.false_alarms': score.falseAlarms,
    'score.recovery_noticed': score.recoveryNoticed,
    'score.time_to_recovery_ms': score.timeToRecoveryMs,
    'score.undo_clean': score.undoClean,
    recording,
  };
  const lines = Object.entries(all)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => {
      const shown = oneLine(String(value));
      return `      <property${attribute('name', name)}${attribute('value', shown)}/>`;
    });
  return ['    <properties>', ...lines, '    </properties>'];
}

function testCase(result: DrillResult, one: TestCase): readonly string[] {
  const { name, outcome, message, detail, durationMs } = one;
  const classname = `weaklink.drill.${nameOf(result)}`;
  const open = `    <testcase${attribute('classname', classname)}${attribute('name', name)}${attribute('time', seconds(durationMs))}`;
  if (outcome === 'passed') {
    return detail === ''
      ? [`${open}/>`]
      : [`${open}>`, `      <system-out>${escapeXml(detail)}</system-out>`, '    </testcase>'];
  }
  const what = `${outcome}${attribute('message', message)}${attribute('type', result.status)}`;
  return [`${open}>`, `      <${what}>${escapeXml(detail)}</${outcome}>`, '    </testcase>'];
}
