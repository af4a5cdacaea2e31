import { safe } from '../../../src/text/sanitise.ts';
import type { Asking, Told } from '../../cloud/look.ts';
import { quotaFacts, quotaJudgements, quotaMeasures } from '../../cloud/quota.ts';
import { CloudTrouble } from '../../cloud/trouble.ts';
import { at, numberAt, textAt } from '../../data/json.ts';
import { askInJson, query } from '../api.ts';
import type { AwsOptions } from '../options.ts';

/** Instances of a page, and pages that are counted: beyond, the use is told as unknown. */
const PAGE = 1_000;
const MOST_PAGES = 5;

/**
 * Quotas of processors whose use can be counted from the list of instances: the types that count, and
 * whether they are lent at a spot price. Source: the list of EC2 quotas.
 */
const counted: Readonly<
  Record<string, { readonly types: readonly string[]; readonly spot: boolean }>
> = {
  'L-417A185B': { types: ['p*'], spot: false },
  'L-DB2E81BA': { types: ['g*', 'vt*'], spot: false },
  'L-3819A6DF': { types: ['g*', 'vt*'], spot: true },
  'L-7212CCBC': { types: ['p4*', 'p3*', 'p2*'], spot: true },
};

/** What a quota allows, and how much of it is in use where that can be counted. */
export async function lookAtQuota(options: AwsOptions, asking: Asking): Promise<Told> {
  const { kept } = asking;
  const { service, quota: code = '', needs } = options;
  const target = 'ServiceQuotasV20190624.GetServiceQuota';
  const question = { ServiceCode: service, QuotaCode: code };
  const action = 'aws servicequotas GetServiceQuota';
  const answer = await askInJson(action, target, options, asking, question);
  const limit = numberAt(answer, 'Quota', 'Value');
  if (limit === undefined) throw new CloudTrouble('cloud.malformed', `no value of ${code}`);
  const name = textAt(answer, 'Quota', 'QuotaName') ?? code;
  const used = await usedOf(code, options, asking);
  const quota = { id: code, name: `${code} ${name}`, limit, used };
  const left = limit - (quota.used ?? 0);
  return {
    judgements: quotaJudgements(quota, needs, kept),
    well: quota.used === undefined ? safe`${limit} allowed` : safe`${left} of ${limit} left`,
    facts: quotaFacts(quota, kept),
    measures: quotaMeasures(quota),
  };
}

async function usedOf(
  code: string,
  options: AwsOptions,
  asking: Asking,
): Promise<number | undefined> {
  const kind = counted[code];
  if (!kind || options.service !== 'ec2') return undefined;
  try {
    return await processorsOf(kind, options, asking);
  } catch (error) {
    // Without that permission the limit alone is told.
    if (error instanceof CloudTrouble && error.symptom === 'cloud.denied') return undefined;
    throw error;
  }
}

async function processorsOf(
  { types, spot }: { readonly types: readonly string[]; readonly spot: boolean },
  options: AwsOptions,
  asking: Asking,
): Promise<number | undefined> {
  let [count, next]: [number, string | undefined] = [0, undefined];
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const document: unknown = await query('aws ec2 DescribeInstances', options, asking, {
      MaxResults: String(PAGE),
      'Filter.1.Name': 'instance-type',
      ...Object.fromEntries(types.map((type, at) => [`Filter.1.Value.${at + 1}`, type])),
      'Filter.2.Name': 'instance-state-name',
      'Filter.2.Value.1': 'pending',
      'Filter.2.Value.2': 'running',
      ...(next === undefined ? {} : { NextToken: next }),
    });
    const reservations = at(document, 'DescribeInstancesResponse', 'reservationSet', 'item');
    for (const instance of listOf(reservations).flatMap((one) =>
      listOf(at(one, 'instancesSet', 'item')),
    )) {
      if ((textAt(instance, 'instanceLifecycle') === 'spot') === spot)
        count += processorsIn(instance);
    }
    next = textAt(document, 'DescribeInstancesResponse', 'nextToken');
    if (next === undefined || next === '') return count;
  }
  return undefined;
}

function processorsIn(instance: unknown): number {
  const cores = Number(textAt(instance, 'cpuOptions', 'coreCount') ?? 0);
  return cores * Number(textAt(instance, 'cpuOptions', 'threadsPerCore') ?? 0);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
