import { safe } from '../../../src/text/sanitise.ts';
import type { Asking } from '../../cloud/look.ts';
import type { CloudSymptom } from '../../cloud/symptoms.ts';
import { CloudTrouble } from '../../cloud/trouble.ts';
import type { Judgement } from '../../system/judgement.ts';
import { type Metrics, metricsOf, seriesIn } from '../metrics.ts';
import type { AzureOptions } from '../options.ts';

/** Percent of Azure's own requests through a frontend below which it calls the frontend degraded, … */
const WELL = 90;
/** … when so many minutes in a row were below. */
const BAD_MINUTES = 2;

/**
 * What Azure finds of the way from its region through each frontend of a load balancer to the machines behind, by
 * requests of its own (`VipAvailability`).
 */
export async function wayIn(
  options: AzureOptions,
  asking: Asking,
): Promise<readonly Judgement<CloudSymptom>[]> {
  const document = await metricsOf(frontends(options), options, asking).catch((error: unknown) => {
    // A balancer that has no such metric is judged by its backends alone.
    if (error instanceof CloudTrouble && error.symptom === 'cloud.malformed') return undefined;
    throw error;
  });
  const broken = seriesIn(document).filter(({ averages }) => {
    const newest = averages.slice(-BAD_MINUTES);
    return newest.length === BAD_MINUTES && newest.every((percent) => percent < WELL);
  });
  if (broken.length === 0) return [];
  const summary = safe`the way in is broken, and backends are healthy`;
  const named = broken.map(
    ({ dimensions, averages }) =>
      `${dimensions.join(':')}: ${Math.round(averages.at(-1) ?? 0)} % of Azure's own requests came through`,
  );
  const evidence = safe`VipAvailability: ${asking.kept.fact(named.join(', '))}`;
  return [{ symptom: 'cloud.impaired', summary, evidence }];
}

function frontends({ loadBalancer }: AzureOptions): Metrics {
  return {
    resource: `loadBalancers/${loadBalancer}`,
    names: 'VipAvailability',
    filter: "FrontendIPAddress eq '*' and FrontendPort eq '*'",
  };
}
