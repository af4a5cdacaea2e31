import { relative } from 'node:path';
import { sanitise } from '../../src/text/sanitise.ts';
import type { Annotation } from './annotations.ts';
import { junitCounts } from './junit-counts.ts';
import type { JobResult, StepResult } from './run-job.ts';

/** Lines of the summary that are shown; the rest stays in its file. */
const SUMMARY_LINES = 30;
/** GitHub shows so many of a level and a step, and drops the rest without a word. */
const SHOWN_OF_A_LEVEL = 10;

/** What GitHub's page of the run would show, as lines of text. */
export function tellJob(result: JobResult, workspace: string): readonly string[] {
  const files = result.steps.flatMap((step) => step.files);
  return [
    'Steps',
    ...result.steps.map((step) => `  ${stepWords(step)}`),
    '',
    'Annotations',
    ...orNone(result.steps.flatMap(annotationLines)),
    '',
    'Summary',
    ...orNone(summaryLines(result.summary)),
    '',
    'JUnit',
    ...orNone(
      files.filter((file) => file.endsWith('.xml')).map((file) => junitLine(file, workspace)),
    ),
    '',
    result.exitCode === 0 ? 'The job passed' : `The job failed with exit code ${result.exitCode}`,
  ];
}

function stepWords({ title, exitCode, skipped }: StepResult): string {
  const state = exitCode === null ? 'skipped' : exitCode === 0 ? 'passed' : `exit ${exitCode}`;
  return `${state.padEnd(8)} ${sanitise(title)}${skipped === '' ? '' : ` (${skipped})`}`;
}

function annotationLines({ annotations, annotationsDropped }: StepResult): readonly string[] {
  const levels = ['error', 'warning', 'notice'] as const;
  const lines = levels.flatMap((level) => {
    const all = annotations.filter((one) => one.level === level);
    const rest = all.length - SHOWN_OF_A_LEVEL;
    const more = rest > 0 ? [`  (GitHub would not show ${rest} more of level ${level})`] : [];
    return [...all.slice(0, SHOWN_OF_A_LEVEL).map(annotationWords), ...more];
  });
  return annotationsDropped > 0 ? [...lines, `  (and ${annotationsDropped} more)`] : lines;
}

function annotationWords({ level, title, file, line, message }: Annotation): string {
  const place = file === null ? '' : `${sanitise(file)}${line === null ? '' : `:${line}`} `;
  const words = message.split(/\r?\n/).map((one) => `\n      ${sanitise(one)}`);
  return `  ${level.padEnd(8)} ${place}${sanitise(title)}${words.join('')}`;
}

function summaryLines(summary: string): readonly string[] {
  const lines = summary.trimEnd().split('\n');
  if (lines.length === 1 && lines[0] === '') return [];
  const rest = lines.length - SUMMARY_LINES;
  const shown = lines.slice(0, SUMMARY_LINES).map((line) => `  ${sanitise(line)}`);
  return rest > 0 ? [...shown, `  (and ${rest} more lines)`] : shown;
}

function junitLine(file: string, workspace: string): string {
  const { suites, tests, failures, errors, skipped } = junitCounts(file);
  const inside = relative(workspace, file);
  const shown = inside.startsWith('..') ? file : inside;
  return `  ${shown}: ${suites} suites, ${tests} tests, ${failures} failures, ${errors} errors, ${skipped} skipped`;
}

function orNone(lines: readonly string[]): readonly string[] {
  return lines.length > 0 ? lines : ['  none'];
}
