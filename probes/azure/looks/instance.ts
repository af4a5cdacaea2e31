import { safe } from '../../../src/text/sanitise.ts';
import { meaningOfStart } from '../../cloud/failed-starts.ts';
import type { Asking, Told } from '../../cloud/look.ts';
import {
  type Announced,
  maintenanceClaims,
  maintenanceJudgements,
} from '../../cloud/maintenance.ts';
import { regionFact } from '../../cloud/region.ts';
import type { CloudSymptom } from '../../cloud/symptoms.ts';
import { CloudTrouble } from '../../cloud/trouble.ts';
import { at, textAt } from '../../data/json.ts';
import type { Judgement } from '../../system/judgement.ts';
import { askAzure } from '../api.ts';
import type { AzureOptions } from '../options.ts';

type Judgements = readonly Judgement<CloudSymptom>[];

/** Power, maintenance and what Azure's Resource Health says of one machine. */
export async function lookAtInstance(options: AzureOptions, asking: Asking): Promise<Told> {
  const { kept } = asking;
  const machine = `/resourceGroups/${options.resourceGroup}/providers/Microsoft.Compute/virtualMachines/${options.vm}`;
  const view = await askAzure(
    'azure virtualMachines instanceView',
    `${machine}/instanceView`,
    options,
    asking,
  );
  const codes = codesOf(view);
  const power = codes.find((code) => code.startsWith('PowerState/'))?.slice('PowerState/'.length);
  if (power === undefined && codes.length === 0) {
    throw new CloudTrouble('cloud.malformed', 'no statuses of the machine');
  }
  const status = await healthOf(machine, options, asking);
  const health = at(status, 'properties');
  const announced = announcedIn(at(view, 'maintenanceRedeployStatus'));
  const state = power ?? 'unknown';
  return {
    judgements: [
      ...powerJudgements(state, codes, asking),
      ...healthJudgements(health, asking),
      ...maintenanceJudgements(announced, kept),
    ],
    well: safe`${kept.fact(state)}`,
    facts: {
      'cloud.state': kept.fact(state),
      'azure.health': kept.fact(textAt(health, 'availabilityState') ?? 'not told'),
      ...regionFact('azure', textAt(status, 'location'), kept),
    },
    claims: [...maintenanceClaims('Azure', announced, kept), ...healthClaims(health, asking)],
  };
}

function codesOf(view: unknown): readonly string[] {
  const statuses = at(view, 'statuses');
  return (Array.isArray(statuses) ? statuses : []).flatMap(
    (status: unknown) => textAt(status, 'code') ?? [],
  );
}

function powerJudgements(power: string, codes: readonly string[], { kept }: Asking): Judgements {
  // `ProvisioningState/failed/AllocationFailed`: it was to run, and nothing was left to run it on.
  const failed = codes.find((code) => code.startsWith('ProvisioningState/failed/'));
  const cause = failed === undefined ? undefined : meaningOfStart(failed.replaceAll('/', ' '));
  const words = safe`the machine is ${kept.fact(power)}`;
  const evidence = safe`${kept.fact(codes.join(', '))}`;
  const isDown = /^(?:stopped|stopping|deallocated|deallocating)$/.test(power);
  return [
    ...(isDown ? [{ symptom: 'cloud.not_running' as const, summary: words, evidence }] : []),
    ...(cause === undefined ? [] : [{ symptom: cause, summary: words, evidence }]),
  ];
}

async function healthOf(machine: string, options: AzureOptions, asking: Asking): Promise<unknown> {
  const path = `${machine}/providers/Microsoft.ResourceHealth/availabilityStatuses/current`;
  try {
    return await askAzure('azure availabilityStatuses get', path, options, asking);
  } catch (error) {
    // Not every subscription has that service; the machine's own state counts without it.
    const isMissing =
      error instanceof CloudTrouble && /^cloud\.(?:denied|missing)$/.test(error.symptom);
    if (isMissing) return undefined;
    throw error;
  }
}

function healthJudgements(health: unknown, { kept }: Asking): Judgements {
  const state = textAt(health, 'availabilityState');
  if (state !== 'Unavailable' && state !== 'Degraded') return [];
  const reason = textAt(health, 'reasonType') ?? '';
  const text = `${textAt(health, 'title') ?? ''} ${textAt(health, 'summary') ?? ''}`.trim();
  const evidence = safe`Resource Health: ${kept.fact(`${state} (${reason}): ${text}`)}`;
  if (/evict|preempt/i.test(text)) {
    return [{ symptom: 'cloud.reclaim', summary: safe`the spot machine was evicted`, evidence }];
  }
  // Who stopped it himself knows that it does not run.
  if (/user|customer/i.test(reason)) return [];
  return [
    { symptom: 'cloud.impaired', summary: safe`Azure calls it ${kept.fact(state)}`, evidence },
  ];
}

/** What the vendor says of the machine is hearsay as well, whichever way it goes. */
function healthClaims(health: unknown, { kept }: Asking): NonNullable<Told['claims']> {
  const state = textAt(health, 'availabilityState');
  if (state === undefined || state === 'Unknown') return [];
  const says = { Available: 'healthy', Degraded: 'degraded', Unavailable: 'down' } as const;
  const updated = Date.parse(textAt(health, 'reportedTime') ?? '');
  return [
    {
      who: safe`Azure Resource Health`,
      says: says[state as keyof typeof says] ?? 'unknown',
      words: kept.fact(textAt(health, 'summary') ?? state),
      updatedAt: Number.isNaN(updated) ? null : new Date(updated).toISOString(),
    },
  ];
}

function announcedIn(status: unknown): readonly Announced[] {
  const notBefore = textAt(status, 'maintenanceWindowStartTime');
  if (notBefore === undefined) return [];
  const words = textAt(status, 'lastOperationMessage') ?? '';
  return [{ what: 'redeploy', words, notBefore }];
}
