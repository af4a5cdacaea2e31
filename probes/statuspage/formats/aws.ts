import { z } from 'zod';
import type { Claim } from '../../../src/events/types.ts';
import { instantOf, latestOf, plainText } from '../plain-text.ts';
import type { StatusSummary } from '../summary.ts';
import { MAX_INCIDENTS, type OpenIncident, type Scope, summaryOf } from './open-incidents.ts';

const text = z.string().catch('');
/** A text at the top and a number in the log. */
const code = z.union([z.string(), z.number()]).transform(String).catch('');

const eventSchema = z.object({
  arn: z.string(),
  date: code,
  service: text,
  service_name: text,
  region_name: text,
  status: code,
  summary: text,
  event_log: z.array(z.object({ timestamp: z.number() }).catch({ timestamp: 0 })).catch([]),
  impacted_services: z
    .record(z.string(), z.object({ service_name: text, current: code }).catch(nothing))
    .catch({}),
});

function nothing() {
  return { service_name: '', current: '' };
}

/** Services of one event that are read; the largest strike some two hundred. */
const MAX_SERVICES = 500;

/** What the codes mean, as events grow worse from 1 to 3 and end with 0. */
const CODES: Readonly<Record<string, readonly [says: Claim['says'], words: string]>> = {
  '0': ['healthy', 'resolved'],
  '1': ['unknown', 'informational'],
  '2': ['degraded', 'degradation'],
  '3': ['down', 'disruption'],
};

/** The public events of the AWS Health Dashboard that are open now. */
export function awsSummary(
  document: unknown,
  scope: Scope,
  feedUpdatedAt: string | null,
): StatusSummary | undefined {
  if (!Array.isArray(document)) return undefined;
  const read = document.map((entry) => eventSchema.safeParse(entry));
  const events = read.flatMap(({ data }) => (data ? [data] : []));
  if (events.length < document.length) return undefined;
  const open = events.filter(({ status }) => status !== '0').slice(0, MAX_INCIDENTS);
  return summaryOf('AWS', open.map(incidentOf), scope, feedUpdatedAt);
}

function incidentOf(event: z.infer<typeof eventSchema>): OpenIncident {
  // arn:aws:health:REGION::event/SERVICE/TYPE/ID
  const region = event.arn.split(':')[3] ?? '';
  const [says, words] = meaningOf(event.status);
  const times = event.event_log.map(({ timestamp }) =>
    timestamp > 0 ? instantOf(timestamp) : null,
  );
  const updatedAt = latestOf([...times, instantOf(Number(event.date))]);
  const impacted = Object.entries(event.impacted_services).slice(0, MAX_SERVICES);
  const services = impacted.map(([id, { service_name, current }]) => {
    const [of, said] = meaningOf(current);
    return {
      ids: idsOf(id, region),
      name: plainText(service_name),
      says: of,
      words: said,
      updatedAt,
    };
  });
  const own = {
    ids: idsOf(event.service, region),
    name: plainText(event.service_name),
    says,
    words,
    updatedAt,
  };
  return {
    name: plainText(`${event.service_name} (${event.region_name}): ${event.summary}`),
    status: words,
    says,
    updatedAt,
    regions: region === '' ? [] : [region],
    services: [...services, own],
  };
}

function meaningOf(status: string): readonly [Claim['says'], string] {
  return CODES[status] ?? ['unknown', `status ${status}`];
}

/** `bedrock-us-east-1` is also called `bedrock`, within the regions that count. */
function idsOf(id: string, region: string): readonly string[] {
  return id.endsWith(`-${region}`) ? [id, id.slice(0, -region.length - 1)] : [id];
}
