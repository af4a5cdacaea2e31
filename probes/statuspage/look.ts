import type { Fact, Measure } from '../../src/events/types.ts';
import { formatDuration } from '../../src/platform/duration.ts';
import { safe, sanitise } from '../../src/text/sanitise.ts';
import { follow } from '../http/follow.ts';
import { httpOptions } from '../http/options.ts';
import type { ExchangeResponse, ExchangeResult } from '../network/http-exchange.ts';
import { KeptText } from '../network/kept-text.ts';
import { PhaseClock, type Phases } from '../network/phase-clock.ts';
import type { Finding, LookContext } from '../probe.ts';
import { claimsOf, missingComponents, overallWords } from './claims.ts';
import { readPage } from './formats/registry.ts';
import { type StatuspageOptions, summaryUrl } from './options.ts';
import { conditionFor, recalled, remember } from './remembered.ts';
import type { StatusSummary } from './summary.ts';

/** Feeds are asked for what they have: an answer in another format is read all the same. */
export const ACCEPT = 'application/json, application/rss+xml;q=0.9, */*;q=0.5';

/** Bytes of a summary that are read; those of large vendors have about 100 kB. */
const MAX_SUMMARY_BYTES = 2_097_152;
const NOT_MODIFIED = 304;
/** Characters of a finding's summary. */
const MAX_WORDS_CHARACTERS = 60;

/**
 * Reads a status page and passes on what it says. A page that cannot be read says nothing about
 * the link, and a page that says "fine" is no proof: both are for others to weigh.
 */
export async function lookAtPage(
  options: StatuspageOptions,
  context: LookContext,
): Promise<Finding> {
  const kept = new KeptText(context.redactor);
  const time = new PhaseClock(context);
  const { resolver, connectTo, ca } = options;
  const request = httpOptions.parse({
    url: summaryUrl(options),
    bodyLimitBytes: MAX_SUMMARY_BYTES,
    resolver,
    connectTo,
    ca,
  });
  const key = JSON.stringify(options);
  const values = { accept: ACCEPT, ...conditionFor(key) };
  const headers = { values, secret: new Set<string>() };
  const { result, stopped } = await follow(request, headers, context, time);
  const why = stopped?.detail ?? whyUnread(result);
  if (result.kind === 'failure' && result.symptom.startsWith('self.')) {
    return unread(result.symptom, kept.fact(result.detail), time.phases(), kept);
  }
  if (result.kind === 'failure' || why !== undefined) {
    return unread('statuspage.unreachable', why ?? '', time.phases(), kept);
  }
  const summary = summaryIn(result, key, options);
  if (!summary) {
    const start = kept.body(result.body);
    return unread('statuspage.malformed', `not a summary: ${start}`, time.phases(), kept);
  }
  return found(summary, options, time.phases(), context.clock.now(), kept);
}

/** What the page says, or said last where nothing has changed since. */
function summaryIn(
  answer: ExchangeResponse,
  key: string,
  { format, regions, services }: StatuspageOptions,
): StatusSummary | undefined {
  if (answer.status === NOT_MODIFIED) return recalled(key);
  const summary = readPage(answer, format, { regions, services });
  if (summary) remember(key, answer.headers, summary);
  return summary;
}

/** Why the answer is no page to read; undefined where it is one. */
function whyUnread(result: ExchangeResult): string | undefined {
  if (result.kind === 'failure') return `${result.symptom}: ${result.detail}`;
  if (result.status !== 200 && result.status !== NOT_MODIFIED) return `status ${result.status}`;
  return result.cut ? `${result.cut.symptom}: ${result.cut.detail}` : undefined;
}

function unread(symptom: string, why: string, phases: Phases, kept: KeptText): Finding {
  const summary = safe`cannot be read`;
  return { outcome: 'unknown', symptom, summary, phases, evidence: [kept.fact(why)] };
}

function found(
  summary: StatusSummary,
  options: StatuspageOptions,
  phases: Phases,
  nowMs: number,
  kept: KeptText,
): Finding {
  const facts: Record<string, Fact> = {
    'statuspage.page': kept.fact(summary.page),
    'statuspage.says': kept.fact(summary.says),
    'statuspage.updated_at': summary.updatedAt === null ? null : kept.fact(summary.updatedAt),
    'statuspage.incidents': summary.incidents.length,
  };
  const measures: Measure[] = [];
  const ageMs = summary.updatedAt === null ? Number.NaN : nowMs - Date.parse(summary.updatedAt);
  // A page from the future has a wrong clock; its age is not known.
  const isAgeKnown = ageMs >= 0;
  if (isAgeKnown) measures.push({ name: 'statuspage.age', value: ageMs, unit: 'ms' });
  const missing = missingComponents(summary, options);
  if (missing.length > 0) facts['statuspage.unknown_components'] = kept.fact(missing.join(', '));
  const age = isAgeKnown ? `, ${formatDuration(ageMs)} old` : '';
  return {
    outcome: 'ok',
    symptom: null,
    summary: sanitise(`says: ${kept.fact(overallWords(summary))}${age}`, {
      maxCharacters: MAX_WORDS_CHARACTERS,
    }),
    phases,
    measures,
    facts,
    evidence: summary.incidents
      .slice(0, 4)
      .map(({ name, status }) => kept.fact(`${name} (${status})`)),
    claims: claimsOf(summary, options, kept),
  };
}
