import { groupKinds } from '../../attribution/concentration/groups.ts';
import type { Concentration } from '../../attribution/concentration/index-of.ts';
import type { ModelRisk } from '../../attribution/concentration/stoppers.ts';
import {
  type Traffic,
  type TrafficMeasure,
  trafficMeasures,
} from '../../attribution/concentration/traffic.ts';
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

/** Names that a line lists before it only counts them. */
const MAX_LISTED = 30;
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
    ...risks.models.flatMap((model) => [emptyRow, ...modelRows(model)]),
    ...(risks.traffic === null ? [] : [emptyRow, ...trafficRows(risks.traffic, look)]),
  ];
  return rows.map((row) => `${write(row, look)}\n`).join('');
}

function modelRows({ model, links, stoppedBy, told }: ModelRisk): readonly Row[] {
  const head =
    stoppedBy.length === 0
      ? `nothing alone stops it, as far as the ${links} links behind it say`
      : `stopped by any one of these, of ${links} links behind it`;
  const unknown = told
    .filter(({ told: count, of }) => count < of)
    .map(({ told: count, of, kind }) => `${kind} of ${of - count} of ${of} links`);
  return [
    ...labelled('Model', `${model}: ${head}`, 'strong'),
    ...groupKinds.flatMap((kind) => {
      const names = stoppedBy.filter((one) => one.kind === kind).map(({ name }) => name);
      return names.length === 0 ? [] : labelled(kind, listed(names));
    }),
    ...(unknown.length === 0 ? [] : labelled('Unknown', unknown.join(', '))),
  ];
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
    ...labelled('', '10,000: all with one provider; 2,500: four alike'),
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

function indexWords(index: Concentration | null): string {
  if (index === null) return '-';
  const [least, most] = [index.least, index.most].map((one) => one.toLocaleString('en-US'));
  return least === most ? `${least}` : `${least}-${most}`;
}

function listed(names: readonly string[]): string {
  const more = names.length - MAX_LISTED;
  return `${names.slice(0, MAX_LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
