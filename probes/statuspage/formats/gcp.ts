import { z } from 'zod';
import type { Claim } from '../../../src/events/types.ts';
import { instantOf, plainText } from '../plain-text.ts';
import type { StatusSummary } from '../summary.ts';
import { MAX_INCIDENTS, type OpenIncident, type Scope, summaryOf } from './open-incidents.ts';

const text = z.string().catch('');
const named = z.object({ title: text, id: text }).catch({ title: '', id: '' });

const incidentSchema = z.object({
  end: z.string().nullish().catch(null),
  external_desc: text,
  service_name: text,
  service_key: text,
  status_impact: text,
  modified: text,
  affected_products: z.array(named).catch([]),
  currently_affected_locations: z.array(named).catch([]),
  most_recent_update: z.object({ when: text, status: text }).catch({ when: '', status: '' }),
});

/** Characters of an incident's description that name it. */
const NAME_CHARACTERS = 160;

/** The history of incidents of Google Cloud (and of Google Workspace): an open one has no end. */
export function gcpSummary(
  document: unknown,
  scope: Scope,
  feedUpdatedAt: string | null,
): StatusSummary | undefined {
  if (!Array.isArray(document)) return undefined;
  const read = document.map((entry) => incidentSchema.safeParse(entry));
  const incidents = read.flatMap(({ data }) => (data ? [data] : []));
  const isFeed = incidents.every(
    ({ status_impact, external_desc }) => status_impact || external_desc,
  );
  if (incidents.length < document.length || !isFeed) return undefined;
  const open = incidents.filter(({ end }) => !end).slice(0, MAX_INCIDENTS);
  return summaryOf('Google Cloud', open.map(incidentOf), scope, feedUpdatedAt);
}

function incidentOf(incident: z.infer<typeof incidentSchema>): OpenIncident {
  const { most_recent_update: update, currently_affected_locations: places } = incident;
  const status = update.status || incident.status_impact;
  const says = saysOf(status);
  const updatedAt = instantOf(update.when || incident.modified);
  const words = status.toLowerCase().replaceAll('_', ' ');
  const products = incident.affected_products.length
    ? incident.affected_products
    : [{ title: incident.service_name, id: incident.service_key }];
  return {
    name: plainText(incident.external_desc).slice(0, NAME_CHARACTERS),
    status: words,
    says,
    updatedAt,
    regions: places.map(({ id }) => id),
    services: products.map(({ title, id }) => ({
      ids: [id],
      name: plainText(title),
      says,
      words,
      updatedAt,
    })),
  };
}

function saysOf(status: string): Claim['says'] {
  switch (status) {
    case 'AVAILABLE':
      return 'healthy';
    case 'SERVICE_DISRUPTION':
      return 'degraded';
    case 'SERVICE_OUTAGE':
      return 'down';
    default:
      return 'unknown';
  }
}
