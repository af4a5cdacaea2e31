import { safe } from '../../../src/text/sanitise.ts';
import type { Asking, Told } from '../../cloud/look.ts';
import {
  type Announced,
  maintenanceClaims,
  maintenanceJudgements,
} from '../../cloud/maintenance.ts';
import { regionFact, regionOfAwsZone } from '../../cloud/region.ts';
import type { CloudSymptom } from '../../cloud/symptoms.ts';
import { CloudTrouble } from '../../cloud/trouble.ts';
import { at, textAt } from '../../data/json.ts';
import type { Judgement } from '../../system/judgement.ts';
import { query } from '../api.ts';
import type { AwsOptions } from '../options.ts';

type Judgements = readonly Judgement<CloudSymptom>[];

/** The checks of one instance, and who answers for each. */
const checks = [
  ['systemStatus', 'system', 'the hardware or the network under it (its cloud must act)'],
  ['instanceStatus', 'instance', 'its own system (kernel, network settings, memory)'],
  ['attachedEbsStatus', 'attached EBS', 'its disks'],
] as const;

/** State, system and instance checks, and scheduled events of one instance. */
export async function lookAtInstance(options: AwsOptions, asking: Asking): Promise<Told> {
  const { kept } = asking;
  const document = await query('aws ec2 DescribeInstanceStatus', options, asking, {
    'InstanceId.1': options.instance ?? '',
    IncludeAllInstances: 'true',
  });
  const status = at(document, 'DescribeInstanceStatusResponse', 'instanceStatusSet', 'item', 0);
  if (status === undefined) {
    throw new CloudTrouble('cloud.missing', `${options.instance}: no status; it is gone`);
  }
  const state = textAt(status, 'instanceState', 'name') ?? 'unknown';
  const announced = announcedIn(at(status, 'eventsSet', 'item'));
  const stopped =
    state === 'running' || state === 'pending' ? [] : await whyStopped(options, asking, state);
  const zone = textAt(status, 'availabilityZone') ?? '';
  return {
    judgements: [
      ...stopped,
      ...(state === 'running' ? impairments(status, asking) : []),
      ...maintenanceJudgements(announced, kept),
    ],
    well: safe`${kept.fact(state)}, checks passed`,
    facts: {
      'cloud.state': kept.fact(state),
      'aws.zone': kept.fact(zone),
      ...regionFact('aws', regionOfAwsZone(zone), kept),
      ...Object.fromEntries(
        checks.map(([member, name]) => [
          `aws.${name.replace(' ', '_').toLowerCase()}_status`,
          kept.fact(textAt(status, member, 'status') ?? 'none'),
        ]),
      ),
    },
    claims: maintenanceClaims('AWS', announced, kept),
  };
}

function impairments(status: unknown, { kept }: Asking): Judgements {
  return checks.flatMap(([member, name, of]) => {
    if (textAt(status, member, 'status') !== 'impaired') return [];
    const since = textAt(status, member, 'details', 'item', 0, 'impairedSince') ?? '';
    return [
      {
        symptom: 'cloud.impaired' as const,
        summary: safe`${name} status check failed`,
        evidence: safe`the ${name} check fails${since === '' ? '' : ` since ${kept.fact(since)}`}: ${of}`,
      },
    ];
  });
}

/** What is done or called off stays listed for a while, marked so. */
function announcedIn(events: unknown): readonly Announced[] {
  return (Array.isArray(events) ? events : [])
    .map((event: unknown) => ({
      what: textAt(event, 'code') ?? 'event',
      words: textAt(event, 'description') ?? '',
      notBefore: textAt(event, 'notBefore') ?? '',
    }))
    .filter(({ words }) => !/^\[(?:Completed|Canceled)\]/i.test(words));
}

/** Why it does not run, where weaklink may ask: `Server.SpotInstanceTermination: …`. */
async function whyStopped(options: AwsOptions, asking: Asking, state: string): Promise<Judgements> {
  const { kept } = asking;
  const why = await reasonOf(options, asking);
  const stopped = {
    symptom: 'cloud.not_running' as const,
    summary: safe`the instance is ${kept.fact(state)}`,
    evidence: safe`${kept.fact(state)}${why === '' ? '' : `: ${kept.fact(why)}`}`,
  };
  const cause = /Spot/.test(why)
    ? ('cloud.reclaim' as const)
    : /InsufficientInstanceCapacity/.test(why)
      ? ('cloud.capacity' as const)
      : undefined;
  return cause === undefined ? [stopped] : [stopped, { ...stopped, symptom: cause }];
}

async function reasonOf(options: AwsOptions, asking: Asking): Promise<string> {
  try {
    const document = await query('aws ec2 DescribeInstances', options, asking, {
      'InstanceId.1': options.instance ?? '',
    });
    const path = ['DescribeInstancesResponse', 'reservationSet', 'item', 0];
    const reason = at(document, ...path, 'instancesSet', 'item', 0, 'stateReason');
    return [textAt(reason, 'code'), textAt(reason, 'message')].filter(Boolean).join(': ');
  } catch (error) {
    if (error instanceof CloudTrouble && !error.symptom.startsWith('self.')) return '';
    throw error;
  }
}
