import { safe } from '../../../src/text/sanitise.ts';
import type { Asking, Told } from '../../cloud/look.ts';
import { maintenanceClaims, maintenanceJudgements } from '../../cloud/maintenance.ts';
import { regionFact } from '../../cloud/region.ts';
import { CloudTrouble } from '../../cloud/trouble.ts';
import { at, parseJson, textAt } from '../../data/json.ts';
import { METADATA, METADATA_HEADERS } from '../metadata.ts';
import type { AzureOptions } from '../options.ts';

/** Of both questions to the metadata service. */
const VERSION = '2020-07-01';
/** `eastus`, `East US 2`; what answers there with a page is no metadata service. */
const LOCATION = /^[A-Za-z][A-Za-z0-9 ]{0,60}$/;

interface Event {
  readonly type: string;
  readonly words: string;
  readonly notBefore: string;
}

/**
 * Whether the machine that the look stands on is about to be taken back or worked on: Azure's Scheduled
 * Events say so half a minute to a quarter of an hour before.
 */
export async function lookAtReclaim(options: AzureOptions, asking: Asking): Promise<Told> {
  const { caller, kept } = asking;
  const url = new URL('/metadata/scheduledevents', options.metadata ?? METADATA);
  url.searchParams.set('api-version', VERSION);
  const request = { url, headers: METADATA_HEADERS };
  const answer = await caller.sendNearby('azure metadata scheduledEvents', request);
  const document = answer && parseJson(answer.body);
  // What answers there without JSON is something else, a proxy say.
  if (!answer || document === undefined) {
    throw new CloudTrouble('cloud.unreachable', 'no metadata service of Azure answers there');
  }
  const listed = at(document, 'Events');
  if (answer.status !== 200 || !Array.isArray(listed)) {
    const symptom = answer.status >= 500 ? 'cloud.api_error' : 'cloud.malformed';
    throw new CloudTrouble(
      symptom,
      `scheduled events: ${answer.status} ${answer.body.toString('utf8')}`,
    );
  }
  const events = listed.filter((event: unknown) => isOf(event, options.vm)).map(eventOf);
  const taken = events.filter(({ type }) => type === 'Preempt');
  const others = events
    .filter(({ type }) => type !== 'Preempt')
    .map(({ type, words, notBefore }) => ({ what: type, words, notBefore }));
  return {
    judgements: [
      ...taken.map(({ notBefore, words }) => ({
        symptom: 'cloud.reclaim' as const,
        summary: safe`evicted, not before ${kept.fact(notBefore)}`,
        evidence: safe`Preempt, not before ${kept.fact(notBefore)}: ${kept.fact(words)}`,
      })),
      ...maintenanceJudgements(others, kept),
    ],
    well: safe`no notice`,
    facts: {
      'azure.events': events.length,
      ...regionFact('azure', await locationOf(options, asking), kept),
    },
    claims: maintenanceClaims('Azure', others, kept),
  };
}

/** Where the machine stands, by the same service; undefined where it does not tell. */
async function locationOf(options: AzureOptions, { caller }: Asking): Promise<string | undefined> {
  const url = new URL('/metadata/instance/compute/location', options.metadata ?? METADATA);
  url.searchParams.set('api-version', VERSION);
  url.searchParams.set('format', 'text');
  const answer = await caller.sendNearby('azure metadata get', { url, headers: METADATA_HEADERS });
  const said = answer?.status === 200 ? answer.body.toString('utf8').trim() : '';
  return LOCATION.test(said) ? said : undefined;
}

/** Events of a placement group name other machines too. */
function isOf(event: unknown, vm: string | undefined): boolean {
  const resources = at(event, 'Resources');
  return vm === undefined || !Array.isArray(resources) || resources.includes(vm);
}

function eventOf(event: unknown): Event {
  return {
    type: textAt(event, 'EventType') ?? 'event',
    words: textAt(event, 'Description') ?? '',
    notBefore: textAt(event, 'NotBefore') ?? '',
  };
}
