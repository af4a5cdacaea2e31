import type { Explanation, Reconciliation } from '../../attribution/ingest/totals/reconcile.ts';
import { safe } from '../../text/sanitise.ts';
import { costTable } from '../cost/table.ts';
import { grouped } from '../cost/text.ts';
import { counted } from '../record/held.ts';

/** Models for people: a script asks for `--json`. */
const modelsShown = 30;

export interface FoundTotals {
  readonly servers: readonly string[];
  readonly attempts: number;
  /** Attempts that did not fit into memory. */
  readonly leftOut: number;
  readonly models: readonly Reconciliation[];
}

/** A row for each model and total, and under it why the two sides differ. */
export function totalsText({ servers, attempts, leftOut, models }: FoundTotals): string {
  const shown = models.slice(0, modelsShown);
  const cells = shown.flatMap(({ model, totals }) =>
    totals.map(({ kind, server, told, difference }, index) => [
      index === 0 ? model : '',
      words[kind],
      server === null ? '?' : grouped(server),
      grouped(told),
      difference === null ? '?' : signed(difference),
    ]),
  );
  const [head = '', ...lines] = costTable([
    ['MODEL', '', 'SERVER', 'TOLD', 'DIFFERENCE'],
    ...cells,
  ]).split('\n');
  const rows = shown.flatMap(({ totals, explanations, explained }, at) => [
    ...lines.slice(at * totals.length, (at + 1) * totals.length),
    ...explanations.map((one) => `      ${because(one)}`),
    ...(explained ? [] : ['      nothing known explains all of the difference']),
  ]);
  const title = safe`TOTALS  ${servers.join(', ')} beside ${counted(attempts, 'attempt', 'attempts')} told of`;
  return [
    `${title}\n\n${head}\n`,
    ...rows.map((line) => `${line}\n`),
    ...(models.length > shown.length
      ? [`  … and ${counted(models.length - shown.length, 'model', 'models')} more (--json)\n`]
      : []),
    ...(leftOut > 0 ? [`  ${counted(leftOut, 'older attempt', 'older attempts')} left out\n`] : []),
  ].join('');
}

const words = {
  requests: 'requests',
  prompt: 'prompt tokens',
  completion: 'answer tokens',
} as const;

function because(one: Explanation): string {
  switch (one.reason) {
    case 'restarted':
      return 'the server was restarted in between: what it counted before is gone';
    case 'missing':
      return `${counted(one.requests, 'request', 'requests')} of the server nobody told of`;
    case 'elsewhere':
      return `${counted(one.requests, 'attempt', 'attempts')} told of that the server did not count`;
    case 'aborted':
      return `${counted(one.requests, 'stream', 'streams')} cut off, ${one.withoutUsage} of them without usage`;
    case 'without usage':
      return `${counted(one.requests, 'answer', 'answers')} of which nobody told the usage`;
  }
}

function signed(difference: number): string {
  return `${difference > 0 ? '+' : ''}${grouped(difference)}`;
}
