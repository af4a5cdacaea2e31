import type { Asking, Told } from '../../cloud/look.ts';
import { regionFact } from '../../cloud/region.ts';
import { type Target, targetsTold } from '../../cloud/targets.ts';
import { CloudTrouble } from '../../cloud/trouble.ts';
import { textAt } from '../../data/json.ts';
import { type Metrics, metricsOf, seriesIn } from '../metrics.ts';
import type { AzureOptions } from '../options.ts';
import { wayIn } from './way-in.ts';

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
  // Where nobody is healthy behind it, Azure's own requests fail for that.
  const isServed = targets.some(({ state }) => state === 'healthy');
  const way = loadBalancer !== undefined && isServed ? await wayIn(options, asking) : [];
  return {
    ...told,
    judgements: [...way, ...told.judgements],
    facts: { ...told.facts, ...region },
  };
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

/** Of a load balancer: one series for each backend and port, in percent of its probes that were answered. */
function backendsIn(document: unknown): readonly Target[] {
  return seriesIn(document).map(({ dimensions, averages }) => {
    const last = averages.at(-1) ?? 0;
    return {
      name: dimensions.join(':'),
      state: last >= HALF ? 'healthy' : 'unhealthy',
      why: `${Math.round(last)} % of its probes were answered`,
    };
  });
}

/** Of an Application Gateway: how many of each pool are healthy and how many are not, and no names. */
function poolBackendsIn(document: unknown): readonly Target[] {
  return seriesIn(document).flatMap(({ metric, dimensions, averages }) => {
    const state = metric === 'HealthyHostCount' ? 'healthy' : 'unhealthy';
    const target: Target = { name: `one of ${dimensions.join(' ')}`, state, why: '' };
    return new Array<Target>(Math.min(MOST_BACKENDS, Math.round(averages.at(-1) ?? 0))).fill(
      target,
    );
  });
}
