import type { ModelRisk } from '../../attribution/concentration/stoppers.ts';
import {
  type Traffic,
  type TrafficMeasure,
  trafficMeasures,
} from '../../attribution/concentration/traffic.ts';
import { indexScale, indexWords, modelRiskRows } from '../../report/risks/rows.ts';
import { labelled, plainLook, type TextLook } from '../../report/text.ts';
import { glyphsFor } from '../../terminal/glyphs.ts';
import { paintRow, plainRow } from '../../terminal/paint.ts';
import { cell, emptyRow, type Row, run } from '../../terminal/row.ts';

export interface Risks {
  readonly chain: string;
  /** One sentence of the worst single point. */
  readonly worst: string;
  readonly models: readonly ModelRisk[];
  /** Null where no recording was given. */
  readonly traffic: Traffic | null;
}

/** Columns of a provider and of a measure. */
const columns = { provider: 30, measure: 15 } as const;

/**
 * What stops models, at most 80 columns wide, the worst in the first line:
 *
 *     RISKS     acme-prod: each of 5 links alone stops every model: name, cert …
 *
 *     chat      stopped by any one of
 *     link      name, cert, path, gateway, router
 *     region    eu-1
 *     Unknown   provider of 3 of 11 links, GPU type of 2 of 2
 *
 *     PROVIDER    REQUESTS   TOKENS   VALUE
 */
export function risksText(risks: Risks, look: TextLook = plainLook): string {
  const write = look.terminal ? paintRow : plainRow;
  const isWarned = risks.models.some(({ stoppedBy }) => stoppedBy.length > 0);
  const rows: readonly Row[] = [
    ...labelled('RISKS', `${risks.chain}: ${risks.worst}`, isWarned ? 'warn' : 'ok'),
    ...risks.models.flatMap((model) => [emptyRow, ...modelRiskRows(model)]),
    ...(risks.traffic === null ? [] : [emptyRow, ...trafficRows(risks.traffic, look)]),
  ];
  return rows.map((row) => `${write(row, look)}\n`).join('');
}

function trafficRows(traffic: Traffic, look: TextLook): readonly Row[] {
  if (traffic.attempts === 0) return labelled('Traffic', 'the recording holds no inference');
  const glyphs = glyphsFor(look);
  const line = (first: string, measures: readonly string[]) =>
    [
      cell(first, columns.provider, glyphs),
      ...measures.map((one) => cell(one, columns.measure, glyphs, 'right')),
    ].join(' ');
  const value = traffic.currency === null ? 'VALUE' : `VALUE ${traffic.currency}`;
  return [
    [run(line('PROVIDER', ['REQUESTS', 'TOKENS', value]), 'muted')],
    ...traffic.providers.map(({ provider, shares }): Row => {
      return [
        run(
          line(
            provider,
            trafficMeasures.map((measure) => part(shares[measure])),
          ),
        ),
      ];
    }),
    [
      run(
        line(
          'Herfindahl index',
          trafficMeasures.map((measure) => indexWords(traffic.index[measure])),
        ),
        'strong',
      ),
    ],
    ...labelled('', indexScale),
    ...labelled('Unknown', unknownWords(traffic)),
  ];
}

function unknownWords({ attempts, leftOut, unknownProvider, untold }: Traffic): string {
  const words = [
    ...(unknownProvider > 0 ? [`the provider of ${unknownProvider}`] : []),
    ...(['tokens', 'value'] as const satisfies readonly TrafficMeasure[])
      .filter((measure) => untold[measure] > 0)
      .map((measure) => `${measure} of ${untold[measure]}`),
    ...(leftOut > 0 ? [`everything of ${leftOut} more`] : []),
  ];
  return words.length === 0
    ? `nothing of ${attempts} attempts`
    : `${words.join(', ')}, of ${attempts} attempts`;
}

function part(share: number | null): string {
  if (share === null) return '-';
  return `${(share * 100).toFixed(1)} %`;
}
