import { safe } from '../../../src/text/sanitise.ts';
import { type Start, startJudgements } from '../../cloud/failed-starts.ts';
import type { Asking, Told } from '../../cloud/look.ts';
import type { CloudSymptom } from '../../cloud/symptoms.ts';
import { at, parseJson, textAt } from '../../data/json.ts';
import { durationMsOf } from '../../data/options.ts';
import type { Judgement } from '../../system/judgement.ts';
import { askAzure } from '../api.ts';
import type { AzureOptions } from '../options.ts';

type Judgements = readonly Judgement<CloudSymptom>[];

/** Operations that start machines. */
const STARTS =
  /^Microsoft\.Compute\/(?:virtualMachines|virtualMachineScaleSets)\/(?:write|start\/action)$/i;

/**
 * Whether the subscription may have machines of a size in a location, and whether machines of a group
 * failed to start of late. Nothing is provoked to find out.
 */
export async function lookAtCapacity(options: AzureOptions, asking: Asking): Promise<Told> {
  const { resourceGroup, size } = options;
  const restrictions = size === undefined ? [] : await sizeJudgements(size, options, asking);
  const starts = resourceGroup === undefined ? [] : await startsOf(resourceGroup, options, asking);
  const { context, kept } = asking;
  return {
    judgements: [
      ...startJudgements(starts, options.within, context.clock.now(), kept),
      ...restrictions,
    ],
    well: safe`no restriction, no failed start in ${options.within}`,
    facts: { 'azure.starts': starts.length },
  };
}

async function sizeJudgements(
  size: string,
  options: AzureOptions,
  asking: Asking,
): Promise<Judgements> {
  const { location = '' } = options;
  const filter = `location eq '${location}'`;
  const path = '/providers/Microsoft.Compute/skus';
  const document = await askAzure('azure skus list', path, options, asking, {
    $filter: filter,
  });
  const listed = at(document, 'value');
  const sku = (Array.isArray(listed) ? listed : []).find(
    (one: unknown) => textAt(one, 'name')?.toLowerCase() === size.toLowerCase(),
  );
  const summary = safe`${size} is not to be had in ${location}`;
  if (sku === undefined) {
    const evidence = safe`${location} lists no size ${size}`;
    return [{ symptom: 'cloud.capacity', summary, evidence }];
  }
  const restrictions = at(sku, 'restrictions');
  return (Array.isArray(restrictions) ? restrictions : [])
    .filter((one: unknown) => textAt(one, 'type') === 'Location')
    .map((one: unknown) => {
      const reason = textAt(one, 'reasonCode') ?? '';
      return {
        symptom: reason === 'QuotaId' ? 'cloud.quota' : 'cloud.capacity',
        summary,
        evidence: safe`${size} in ${location}: ${asking.kept.fact(reason)}`,
      };
    });
}

async function startsOf(
  group: string,
  options: AzureOptions,
  asking: Asking,
): Promise<readonly Start[]> {
  const since = new Date(asking.context.clock.now() - durationMsOf(options.within)).toISOString();
  const filter = `eventTimestamp ge '${since}' and resourceGroupName eq '${group}'`;
  const path = '/providers/Microsoft.Insights/eventtypes/management/values';
  const document = await askAzure('azure activityLogs list', path, options, asking, {
    $filter: filter,
  });
  const events = at(document, 'value');
  return (Array.isArray(events) ? events : []).flatMap(startOf);
}

function startOf(event: unknown): readonly Start[] {
  const status = textAt(event, 'status', 'value');
  const isStart = STARTS.test(textAt(event, 'operationName', 'value') ?? '');
  const atMs = Date.parse(textAt(event, 'eventTimestamp') ?? '');
  if (!isStart || (status !== 'Failed' && status !== 'Succeeded') || Number.isNaN(atMs)) return [];
  // The vendor writes the error as JSON within the JSON.
  const message = textAt(event, 'properties', 'statusMessage') ?? '';
  const error = at(parseJson(message), 'error');
  const words = `${textAt(error, 'code') ?? ''}: ${textAt(error, 'message') ?? message}`;
  return [{ atMs, failed: status === 'Failed', words }];
}
