import type { DrillReport, DrillResult } from '../../drill/types.ts';
import { type AnnotationLevel, annotation } from '../workflow-command.ts';
import { shareWords, totalsOf } from './totals.ts';
import { countLine, nameOf, oneLine, reasonOf, statusLooks } from './words.ts';

/**
 * Annotations of each level that GitHub shows of one step; it drops the rest without a word, so
 * what is left out is counted in the summary. Source: GitHub's documentation of workflow commands.
 */
export const ANNOTATIONS_OF_A_LEVEL = 10;
/** Runs named as left out; more are counted. */
const LEFT_OUT_NAMED = 20;

/** Errors at the scenario files, warnings for what proved nothing, and a notice of the summary. */
export function github(report: DrillReport): string {
  const of = (level: AnnotationLevel) =>
    report.results.filter((result) => levelOf(result) === level);
  const [errors, warnings] = [of('error'), of('warning')];
  const shown = [errors, warnings].flatMap((all) => all.slice(0, ANNOTATIONS_OF_A_LEVEL));
  const leftOut = [errors, warnings].flatMap((all) => all.slice(ANNOTATIONS_OF_A_LEVEL));
  const lines = [
    ...shown.map(resultLine),
    annotation('notice', 'weaklink drill', summaryOf(report)),
    ...leftOutLine(leftOut),
  ];
  return `${lines.join('\n')}\n`;
}

function levelOf({ status }: DrillResult): AnnotationLevel | null {
  if (status === 'passed') return null;
  return status === 'inconclusive' || status === 'interrupted' ? 'warning' : 'error';
}

function resultLine(result: DrillResult): string {
  const { scenario, status } = result;
  const title = `drill ${statusLooks[status].word}: ${nameOf(result)}`;
  const message = `${oneLine(scenario.title)}\n${reasonOf(result)}`;
  const place = { file: oneLine(scenario.file).replace(/^\.\//, ''), line: 1 };
  return annotation(levelOf(result) ?? 'notice', title, message, place);
}

function summaryOf(report: DrillReport): string {
  const totals = totalsOf(report);
  const link = shareWords(totals.topLink);
  const mode = shareWords(totals.topMode);
  return [
    countLine(report),
    ...(link === null ? [] : [`right link: ${link}`]),
    ...(mode === null ? [] : [`right mode: ${mode}`]),
  ].join('\n');
}

function leftOutLine(results: readonly DrillResult[]): readonly string[] {
  if (results.length === 0) return [];
  const named = results.slice(0, LEFT_OUT_NAMED).map(nameOf).join(', ');
  const more = results.length > LEFT_OUT_NAMED ? ' and more' : '';
  const message = `${results.length} more not annotated, since GitHub shows ${ANNOTATIONS_OF_A_LEVEL} a step: ${named}${more}`;
  return [annotation('notice', 'weaklink drill: left out', message)];
}
