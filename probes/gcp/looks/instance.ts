import { safe } from '../../../src/text/sanitise.ts';
import type { Asking, Told } from '../../cloud/look.ts';
import {
  type Announced,
  maintenanceClaims,
  maintenanceJudgements,
} from '../../cloud/maintenance.ts';
import { regionFact, regionOfGcpZone } from '../../cloud/region.ts';
import type { CloudSymptom } from '../../cloud/symptoms.ts';
import { CloudTrouble } from '../../cloud/trouble.ts';
import { at, textAt } from '../../data/json.ts';
import type { Judgement } from '../../system/judgement.ts';
import { askGcp, computePath } from '../api.ts';
import type { GcpOptions } from '../options.ts';

/** States on the way to running, in which nothing is wrong yet. */
const WELL = new Set(['RUNNING', 'PROVISIONING', 'STAGING']);

/** State and upcoming maintenance of one machine; of one that stopped, whether Google took it back. */
export async function lookAtInstance(options: GcpOptions, asking: Asking): Promise<Told> {
  const { kept } = asking;
  const { zone = '', instance = '' } = options;
  const document = await askGcp('gcp compute instances.get', options, asking, {
    path: computePath(options, 'zones', zone, 'instances', instance),
  });
  const status = textAt(document, 'status');
  if (status === undefined) throw new CloudTrouble('cloud.malformed', 'no status of the machine');
  const announced = announcedIn(at(document, 'resourceStatus', 'upcomingMaintenance'));
  const model = textAt(document, 'scheduling', 'provisioningModel') ?? 'STANDARD';
  const state = WELL.has(status) ? [] : await stateJudgements(status, model, options, asking);
  return {
    judgements: [...state, ...maintenanceJudgements(announced, kept)],
    well: safe`${kept.fact(status)}`,
    facts: {
      'cloud.state': kept.fact(status),
      'gcp.provisioning': kept.fact(model),
      ...regionFact('gcp', regionOfGcpZone(textAt(document, 'zone') ?? zone), kept),
      'gcp.machine_type': kept.fact(lastPart(textAt(document, 'machineType') ?? '')),
    },
    claims: maintenanceClaims('Google Cloud', announced, kept),
  };
}

function announcedIn(upcoming: unknown): readonly Announced[] {
  const type = textAt(upcoming, 'type');
  if (type === undefined) return [];
  const words = `${textAt(upcoming, 'maintenanceStatus') ?? ''} until ${textAt(upcoming, 'windowEndTime') ?? '?'}`;
  return [{ what: type, words, notBefore: textAt(upcoming, 'windowStartTime') ?? '' }];
}

async function stateJudgements(
  status: string,
  model: string,
  options: GcpOptions,
  asking: Asking,
): Promise<readonly Judgement<CloudSymptom>[]> {
  const { kept } = asking;
  const words = safe`the machine is ${kept.fact(status)}`;
  if (status === 'REPAIRING') {
    const evidence = safe`REPAIRING: its hardware failed, and Google starts it anew elsewhere`;
    return [{ symptom: 'cloud.impaired', summary: words, evidence }];
  }
  const stopped = { symptom: 'cloud.not_running' as const, summary: words, evidence: words };
  if (model !== 'SPOT' && model !== 'PREEMPTIBLE') return [stopped];
  const when = await preemptedAt(options, asking);
  if (when === undefined) return [stopped];
  const evidence = safe`taken back (compute.instances.preempted) at ${kept.fact(when)}`;
  return [stopped, { symptom: 'cloud.reclaim', summary: words, evidence }];
}

async function preemptedAt(options: GcpOptions, asking: Asking): Promise<string | undefined> {
  const { zone = '', instance = '' } = options;
  const document = await askGcp('gcp compute zoneOperations.list', options, asking, {
    path: computePath(options, 'zones', zone, 'operations'),
    query: {
      filter: 'operationType="compute.instances.preempted"',
      orderBy: 'creationTimestamp desc',
      maxResults: '100',
    },
  }).catch((error: unknown) => {
    if (error instanceof CloudTrouble && error.symptom === 'cloud.denied') return undefined;
    throw error;
  });
  const items = at(document, 'items');
  const own = (Array.isArray(items) ? items : []).find(
    (one: unknown) => lastPart(textAt(one, 'targetLink') ?? '') === instance,
  );
  return own === undefined ? undefined : (textAt(own, 'insertTime') ?? '');
}

function lastPart(link: string): string {
  return link.slice(link.lastIndexOf('/') + 1);
}
