import type { Asking } from '../cloud/look.ts';
import { at, numberAt, textAt } from '../data/json.ts';
import { askAzure } from './api.ts';
import type { AzureOptions } from './options.ts';

/** Azure Monitor has a value for each minute, some minutes late. */
const WINDOW_MS = 10 * 60_000;

/** Metrics of one resource of `Microsoft.Network`. */
export interface Metrics {
  /** `loadBalancers/name` */
  readonly resource: string;
  readonly names: string;
  /** By which dimensions values are told apart. */
  readonly filter: string;
}

/** The averages of the last minutes, as Azure Monitor writes them. @throws CloudTrouble */
export async function metricsOf(
  { resource, names, filter }: Metrics,
  options: AzureOptions,
  asking: Asking,
): Promise<unknown> {
  const nowMs = asking.context.clock.now();
  const [from, to] = [nowMs - WINDOW_MS, nowMs].map((ms) => new Date(ms).toISOString());
  const path = `/resourceGroups/${options.resourceGroup}/providers/Microsoft.Network/${resource}/providers/Microsoft.Insights/metrics`;
  return askAzure('azure metrics list', path, options, asking, {
    metricnames: names,
    aggregation: 'Average',
    interval: 'PT1M',
    timespan: `${from}/${to}`,
    $filter: filter,
  });
}

/** What is told apart by its dimensions, and what the minutes say of it that have a value. */
export interface Series {
  readonly metric: string;
  readonly dimensions: readonly string[];
  /** Never empty, the newest last. */
  readonly averages: readonly number[];
}

export function seriesIn(document: unknown): readonly Series[] {
  return listAt(document, 'value').flatMap((metric) =>
    listAt(metric, 'timeseries').flatMap((series): readonly Series[] => {
      const averages = listAt(series, 'data').flatMap((one) => numberAt(one, 'average') ?? []);
      // By name the address comes before the port, in whatever order Azure writes them.
      const dimensions = listAt(series, 'metadatavalues')
        .toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)))
        .flatMap((one) => textAt(one, 'value') ?? []);
      return averages.length === 0 ? [] : [{ metric: nameOf(metric), dimensions, averages }];
    }),
  );
}

function nameOf(entry: unknown): string {
  return textAt(entry, 'name', 'value') ?? '';
}

function listAt(document: unknown, name: string): readonly unknown[] {
  const list = at(document, name);
  return Array.isArray(list) ? list : [];
}
