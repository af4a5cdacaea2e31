import type { DrillReport, DrillResult } from '../../drill/types.ts';
import { code, plain, table } from '../markup.ts';
import { instant } from '../words.ts';
import { scoreCells } from './score-cells.ts';
import { shareWords, type Times, totalsOf } from './totals.ts';
import { countLine, nameOf, oneLine, reasonOf, shortTime, statusLooks } from './words.ts';

/** Rows of the score table: a step summary of GitHub holds 1 MiB, a GitLab note as much. */
const MAX_ROWS = 500;
/** Runs of which it is told why; a page of more is read by nobody. */
const MAX_REASONS = 100;

/** For `$GITHUB_STEP_SUMMARY` and merge requests: the answer, why not, the score table. */
export function markdown(report: DrillReport): string {
  const bad = report.results.filter(({ status }) => status !== 'passed');
  return `${[
    `## ${bad.length === 0 ? 'Drills passed' : 'Drills need a look'}: ${countLine(report)}`,
    `${report.results.length} ${report.results.length === 1 ? 'run' : 'runs'} in ${shortTime(report.durationMs)}, started ${plain(instant(oneLine(report.startedAt)))}, weaklink ${plain(oneLine(report.version))}.`,
    ...reasons(bad),
    ...totalsTable(report),
    resultsTable(report.results),
  ].join('\n\n')}\n`;
}

function reasons(bad: readonly DrillResult[]): readonly string[] {
  if (bad.length === 0) return [];
  const lines = bad.slice(0, MAX_REASONS).map((result) => {
    const { word } = statusLooks[result.status];
    return `- **${word}** ${name(result)} (${plain(oneLine(result.scenario.title))}): ${plain(reasonOf(result))}`;
  });
  const rest = bad.length - MAX_REASONS;
  return [[...lines, ...(rest > 0 ? [`- and ${rest} more`] : [])].join('\n')];
}

/** Nothing where nothing could be asked. */
function totalsTable(report: DrillReport): readonly string[] {
  const totals = totalsOf(report);
  const rows: readonly (readonly [string, string | null])[] = [
    ['right link', shareWords(totals.topLink)],
    ['right mode', shareWords(totals.topMode)],
    ['among the top three', shareWords(totals.topThree)],
    ['both of two named', shareWords(totals.bothNamed)],
    ['all of three named', shareWords(totals.allNamed)],
    ['"not in the chain" right', shareWords(totals.outside)],
    ['"cannot tell" right', shareWords(totals.undetermined)],
    ['healthy, nobody blamed', shareWords(totals.healthy)],
    ['time to detect', times(totals.detectMs)],
    ['time to the right verdict', times(totals.verdictMs)],
    ['no false blame', shareWords(totals.noFalseBlame)],
    ['false alarms', totals.noFalseBlame.asked > 0 ? String(totals.falseAlarms) : null],
    ['recovery noticed', shareWords(totals.recovery)],
    ['undone and verified', shareWords(totals.undo)],
  ];
  const asked = rows.flatMap(([label, value]) => (value === null ? [] : [[label, value]]));
  return asked.length > 0 ? [table(['score', 'value'], asked)] : [];
}

function times(all: Times | null): string | null {
  return all && `median ${shortTime(all.medianMs)}, at most ${shortTime(all.slowestMs)}`;
}

const head = [
  'scenario',
  'status',
  'link',
  'mode',
  'top 3',
  'detected',
  'right verdict',
  'false blame',
  'recovery',
  'undone',
] as const;

function resultsTable(results: readonly DrillResult[]): string {
  const rows = results.slice(0, MAX_ROWS).map((result) => {
    const cells = scoreCells(result);
    const { word } = statusLooks[result.status];
    const status = result.status === 'passed' ? word : `**${word}**`;
    return [name(result), status, ...Object.values(cells).map((cell) => cell ?? '–')];
  });
  const rest = results.length - MAX_ROWS;
  return table(head, rows) + (rest > 0 ? `\n\nand ${rest} more runs` : '');
}

/** A code span keeps a bar or a backslash in a table no better than plain text does. */
function name(result: DrillResult): string {
  const text = nameOf(result);
  return /[|\\]/.test(text) ? plain(text) : code(text);
}
