import type { Asking, Told } from '../../cloud/look.ts';
import { regionFact } from '../../cloud/region.ts';
import { type Target, targetsTold } from '../../cloud/targets.ts';
import { CloudTrouble } from '../../cloud/trouble.ts';
import { at, numberAt, textAt } from '../../data/json.ts';
import { askAzure } from '../api.ts';
import type { AzureOptions } from '../options.ts';

/** Azure Monitor has a value for each minute, some minutes late. */
const WINDOW_MS = 10 * 60_000;
/** Percent of a minute in which a backend answered its probe: one that was up for half of it is up, or about to be. */
const HALF = 50;
/** Backends of one pool; an Application Gateway takes 1,200 at most. */
const MOST_BACKENDS = 1_200;

/**
 * What a load balancer or an Application Gateway thinks of its backends, as Azure Monitor has it of the
 * last minutes. The health itself is handed out only by an action that starts an operation, and nothing
 * is started to look.
 */
export async function lookAtTargets(options: AzureOptions, asking: Asking): Promise<Told> {
  const { loadBalancer, applicationGateway } = options;
  const document = await metricsOf(whatIsAsked(options), options, asking);
  const targets =
    applicationGateway === undefined ? backendsIn(document) : poolBackendsIn(document);
  if (targets.length === 0 && seriesIn(document).length === 0) {
    const name = loadBalancer ?? applicationGateway;
    throw new CloudTrouble('cloud.malformed', `Azure Monitor has no health of ${name} of late`);
  }
  const told = targetsTold(targets, asking.kept);
  const region = regionFact('azure', textAt(document, 'resourceregion'), asking.kept);
  return { ...told, facts: { ...told.facts, ...region } };
}

interface Metrics {
  readonly resource: string;
  readonly names: string;
  /** By which dimensions values are told apart. */
  readonly filter: string;
}

/** What is asked of Azure Monitor for the balancer that the options name. */
export function whatIsAsked({ loadBalancer, applicationGateway }: AzureOptions): Metrics {
  return applicationGateway === undefined
    ? {
        resource: `loadBalancers/${loadBalancer}`,
        names: 'DipAvailability',
        filter: "BackendIPAddress eq '*' and BackendPort eq '*'",
      }
    : {
        resource: `applicationGateways/${applicationGateway}`,
        names: 'HealthyHostCount,UnhealthyHostCount',
        filter: "BackendSettingsPool eq '*'",
      };
}

async function metricsOf(
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

/** One backend, or one pool, and what the last minute that has a value says of it. */
interface Series {
  readonly metric: string;
  readonly dimensions: readonly string[];
  readonly last: number;
}

function seriesIn(document: unknown): readonly Series[] {
  return listAt(document, 'value').flatMap((metric) =>
    listAt(metric, 'timeseries').flatMap((series): readonly Series[] => {
      const last = listAt(series, 'data').findLast((one) => numberAt(one, 'average') !== undefined);
      // By name the address comes before the port, in whatever order Azure writes them.
      const dimensions = listAt(series, 'metadatavalues')
        .toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)))
        .flatMap((one) => textAt(one, 'value') ?? []);
      return last === undefined
        ? []
        : [{ metric: nameOf(metric), dimensions, last: numberAt(last, 'average') ?? 0 }];
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

/** Of a load balancer: one series for each backend and port, in percent of its probes that were answered. */
function backendsIn(document: unknown): readonly Target[] {
  return seriesIn(document).map(({ dimensions, last }) => ({
    name: dimensions.join(':'),
    state: last >= HALF ? 'healthy' : 'unhealthy',
    why: `${Math.round(last)} % of its probes were answered`,
  }));
}

/** Of an Application Gateway: how many of each pool are healthy and how many are not, and no names. */
function poolBackendsIn(document: unknown): readonly Target[] {
  return seriesIn(document).flatMap(({ metric, dimensions, last }) => {
    const state = metric === 'HealthyHostCount' ? 'healthy' : 'unhealthy';
    const target: Target = { name: `one of ${dimensions.join(' ')}`, state, why: '' };
    return new Array<Target>(Math.min(MOST_BACKENDS, Math.round(last))).fill(target);
  });
}
