import { XMLParser } from 'fast-xml-parser';
import type { Claim } from '../../../src/events/types.ts';
import { at, textAt } from '../../data/json.ts';
import { instantOf, latestOf, plainText } from '../plain-text.ts';
import type { StatusSummary } from '../summary.ts';
import { MAX_INCIDENTS, type OpenIncident, type Scope, summaryOf } from './open-incidents.ts';

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  // Entities are read with the text: a document that defines its own cannot make it grow.
  processEntities: false,
  isArray: (name) => ['item', 'category'].includes(name),
});

/** Characters at the start of an item in which it says how it stands. */
const STATE_CHARACTERS = 400;

const over = /\b(?:resolved|mitigated|operating normally|recovered|completed|postmortem)\b/i;
const planned = /\b(?:maintenance|scheduled)\b/i;
const outage = /\b(?:service disruption|major outage|service outage|unavailable)\b/i;

/** One item of a feed. */
interface Item {
  readonly title: string;
  readonly start: string;
  readonly at: string | null;
  readonly categories: readonly string[];
}

/**
 * Status feeds in RSS: Azure's, which lists what is open, one of AWS for one service, which is a
 * history whose newest item is how it stands, and those of status pages. None has a field for how
 * bad it is: an item that does not say that it is over is read as trouble.
 */
export function rssSummary(
  body: string,
  scope: Scope,
  feedUpdatedAt: string | null,
): StatusSummary | undefined {
  const channel = channelIn(body);
  if (channel === undefined) return undefined;
  const page = plainText(unescaped(textAt(channel, 'title') ?? ''));
  const found = at(channel, 'item');
  const items = (Array.isArray(found) ? found : []).slice(0, MAX_INCIDENTS).map(itemOf);
  const isHistory = /service status/i.test(page) && !/azure/i.test(page);
  const newest = items.toSorted((a, b) => Date.parse(b.at ?? '') - Date.parse(a.at ?? ''));
  const telling = isHistory ? newest.slice(0, 1) : items;
  const open = telling.filter(({ title, start }) => !over.test(`${title} ${start}`));
  const built = instantOf(textAt(channel, 'lastBuildDate') ?? textAt(channel, 'pubDate') ?? '');
  const told = latestOf([...items.map((item) => item.at), built, feedUpdatedAt]);
  return summaryOf(
    page,
    open.map((item) => incidentOf(item, scope)),
    scope,
    told,
  );
}

function channelIn(body: string): unknown {
  try {
    return at(parser.parse(body), 'rss', 'channel');
  } catch {
    return undefined;
  }
}

function itemOf(item: unknown): Item {
  const categories = at(item, 'category');
  return {
    title: plainText(unescaped(textAt(item, 'title') ?? '')),
    start: plainText(unescaped(textAt(item, 'description') ?? '')).slice(0, STATE_CHARACTERS),
    at: instantOf(textAt(item, 'pubDate') ?? ''),
    categories: (Array.isArray(categories) ? categories : []).map((one) => plainText(String(one))),
  };
}

/** Items name regions and services in their words alone: those of the scope that are in them. */
function incidentOf({ title, start, at: updatedAt, categories }: Item, scope: Scope): OpenIncident {
  const words = `${title} ${start} ${categories.join(' ')}`.toLowerCase();
  const has = (name: string) => words.includes(name.toLowerCase());
  const says = saysOf(title, start);
  const named = scope.services.filter(has);
  const names = [...new Set([...categories, ...named])];
  const services = names.map((name) => ({ ids: [], name, says, words: title, updatedAt }));
  const elsewhere = scope.regions.length > 0 && !scope.regions.some(has);
  return {
    name: title,
    status: says === 'maintenance' ? 'maintenance' : 'open',
    says,
    updatedAt,
    regions: elsewhere ? ['elsewhere'] : scope.regions.filter(has),
    // Where services are wanted and none is named, it is about others.
    services: services.length > 0 || scope.services.length === 0 ? services : [other(updatedAt)],
  };
}

function other(updatedAt: string | null) {
  return { ids: [], name: '', says: 'unknown' as const, words: '', updatedAt };
}

function saysOf(title: string, start: string): Claim['says'] {
  if (planned.test(title)) return 'maintenance';
  return outage.test(`${title} ${start}`) ? 'down' : 'degraded';
}

/** RSS carries its HTML escaped, or in CDATA. */
function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
