import { z } from 'zod';
import type { Claim } from '../../src/events/types.ts';

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

export interface StatusComponent {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly updatedAt: string | null;
}

export interface StatusSummary {
  readonly page: string;
  /** When the page was last changed, in ISO form; null where it does not tell. */
  readonly updatedAt: string | null;
  readonly indicator: string;
  readonly description: string;
  readonly components: readonly StatusComponent[];
  /** Incidents not yet resolved. */
  readonly incidents: readonly { readonly name: string; readonly status: string }[];
}

/** The body of `summary.json`, or undefined where it is none. All texts are from outside. */
export function parseSummary(body: Buffer): StatusSummary | undefined {
  let document: unknown;
  try {
    document = JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
  const parsed = summarySchema.safeParse(document);
  if (!parsed.success) return undefined;
  const { page, status, components, incidents } = parsed.data;
  if (!status && components.length === 0) return undefined;
  return {
    page: plainText(page.name),
    updatedAt: instantOf(page.updated_at),
    indicator: status?.indicator ?? '',
    description: plainText(status?.description ?? ''),
    components: components.slice(0, MAX_COMPONENTS).map(({ updated_at, ...component }) => ({
      ...component,
      name: plainText(component.name),
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

function instantOf(value: string): string | null {
  const ms = Date.parse(value);
  return Number.isFinite(ms) ? new Date(ms).toISOString() : null;
}

/** Longest tag taken out; what is longer is text with a lone `<`. */
const TAG = /<\/?[a-z!][^<>]{0,500}>/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
  '&amp;': '&',
};

/** Incident texts carry HTML; what is left is one line of text. */
function plainText(html: string): string {
  return html
    .replace(TAG, ' ')
    .replace(/&(?:lt|gt|quot|#39|nbsp|amp);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/\s+/g, ' ')
    .trim();
}

/** What a component's status, or the page's indicator, says. Unknown words say nothing. */
export function saysOf(status: string): Claim['says'] {
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
