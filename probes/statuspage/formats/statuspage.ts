import { z } from 'zod';
import type { Claim } from '../../../src/events/types.ts';
import { instantOf, plainText } from '../plain-text.ts';
import type { StatusSummary } from '../summary.ts';

/** Components and incidents read of one page; the largest vendors list about 150 components. */
const MAX_COMPONENTS = 1_000;
const MAX_INCIDENTS = 50;

const text = z.string().catch('');

/** Everything is optional: vendors add and leave out, and a missing part must not hide the rest. */
const summarySchema = z.object({
  page: z.object({ name: text, updated_at: text }).catch({ name: '', updated_at: '' }),
  status: z.object({ indicator: text, description: text }).optional().catch(undefined),
  components: z
    .array(z.object({ id: text, name: text, status: text, updated_at: text }).catch(nothing))
    .catch([]),
  incidents: z.array(z.object({ name: text, status: text }).catch(nothing)).catch([]),
});

function nothing() {
  return { id: '', name: '', status: '', updated_at: '' };
}

/**
 * A `summary.json` of Statuspage, or undefined where it is none. incident.io serves the same, with
 * null where it has no incidents.
 */
export function statuspageSummary(document: unknown): StatusSummary | undefined {
  const parsed = summarySchema.safeParse(document);
  if (!parsed.success) return undefined;
  const { page, status, components, incidents } = parsed.data;
  if (!status && components.length === 0) return undefined;
  return {
    page: plainText(page.name),
    updatedAt: instantOf(page.updated_at),
    says: saysOf(status?.indicator ?? ''),
    words: plainText(status?.description ?? '') || (status?.indicator ?? ''),
    listsAll: true,
    components: components
      .slice(0, MAX_COMPONENTS)
      .map(({ id, name, status: said, updated_at }) => ({
        ids: [id],
        name: plainText(name),
        says: saysOf(said),
        words: said.replaceAll('_', ' '),
        updatedAt: instantOf(updated_at),
      })),
    incidents: incidents
      .filter(({ name, status: stage }) => name !== '' && !isOver(stage))
      .slice(0, MAX_INCIDENTS)
      .map((incident) => ({ ...incident, name: plainText(incident.name) })),
  };
}

function isOver(stage: string): boolean {
  return ['resolved', 'postmortem', 'completed'].includes(stage);
}

/** What a component's status, or the page's indicator, says. Unknown words say nothing. */
function saysOf(status: string): Claim['says'] {
  switch (status) {
    case 'none':
    case 'operational':
      return 'healthy';
    // Statuspage words the indicator "major" as "partial system outage".
    case 'minor':
    case 'major':
    case 'degraded_performance':
    case 'partial_outage':
      return 'degraded';
    case 'critical':
    case 'major_outage':
      return 'down';
    case 'maintenance':
    case 'under_maintenance':
      return 'maintenance';
    default:
      return 'unknown';
  }
}
