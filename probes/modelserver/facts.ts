import type { Fact, Measure } from '../../src/events/types.ts';
import type { KeptText } from '../network/kept-text.ts';
import { isSameModel } from '../openai/served-model.ts';
import type { SinceThen } from './earlier.ts';
import type { Quantity } from './metrics/names.ts';
import type { ServerMeters } from './metrics/read.ts';
import type { ModelserverOptions, ServerName } from './options.ts';
import type { Described, ServedModel } from './servers/server.ts';

/** Names of one list that become a fact. */
const SHOWN_NAMES = 12;

/** What the server is: what changes here, somebody changed. */
export function identityFacts(
  name: ServerName,
  { version, models, facts = {} }: Described,
  options: ModelserverOptions,
  kept: KeptText,
): Readonly<Record<string, Fact>> {
  const told: Record<string, Fact> = { 'server.kind': kept.fact(name) };
  const text = (fact: string, value: string | undefined) => {
    if (value !== undefined && value !== '') told[fact] = kept.fact(value);
  };
  text('server.version', version);
  if (models) {
    text('server.models', list(models.filter(({ base }) => base === undefined)));
    text('server.adapters', list(models.filter(({ base }) => base !== undefined)));
    const { model } = options;
    const own = models.find((one) => model === undefined || isSameModel(model, one.name));
    text('server.root', own?.root);
    text('server.revision', own?.revision);
    if (own?.context !== undefined) told['server.context'] = own.context;
  }
  for (const [fact, value] of Object.entries(facts)) {
    if (typeof value === 'string') text(fact, value);
    else told[fact] = value;
  }
  return told;
}

/** In one order, whatever order the server has: else each look would see a change. */
function list(models: readonly ServedModel[]): string {
  const names = [...new Set(models.map(({ name }) => name))].toSorted();
  const more = names.length > SHOWN_NAMES ? ` and ${names.length - SHOWN_NAMES} more` : '';
  return `${names.slice(0, SHOWN_NAMES).join(', ')}${more}`;
}

/** What of its page of metrics has a meaning here, and what has none. */
export function meterFacts(
  { aliased, known, unknown }: ServerMeters,
  unreadLines: number,
  kept: KeptText,
): Readonly<Record<string, Fact>> {
  const facts: Record<string, Fact> = { 'metrics.known': known.length };
  if (aliased.size > 0) facts['metrics.aliased'] = kept.fact([...aliased.values()].join(', '));
  if (unknown.length > 0) {
    const names = unknown.slice(0, SHOWN_NAMES).join(', ');
    facts['metrics.without_meaning'] = unknown.length;
    facts['metrics.unknown'] = kept.fact(names);
  }
  if (unreadLines > 0) facts['metrics.unread_lines'] = unreadLines;
  return facts;
}

/** As they stand on the page. */
const gauges: readonly (readonly [Quantity, string, string, number])[] = [
  ['running', 'server.running', 'count', 1],
  ['waiting', 'server.waiting', 'count', 1],
  ['kv_used', 'server.kv_used', '%', 100],
  ['preemptions', 'server.preemptions', 'count', 1],
];
/** Means since the look before. */
const means: readonly (readonly [Quantity, string])[] = [
  ['first_token', 'server.first_token'],
  ['token_gap', 'server.token_gap'],
];
/** Rates since the look before. */
const rates: readonly (readonly [Quantity, string, string])[] = [
  ['output_tokens', 'server.speed', 'tokens/s'],
  ['prompt_tokens', 'server.prompt_speed', 'tokens/s'],
  ['requests', 'server.requests', '1/s'],
  ['errors', 'server.errors', '1/s'],
];

export function meterMeasures({ values }: ServerMeters, since: SinceThen): readonly Measure[] {
  const measures: Measure[] = gauges.flatMap(([quantity, name, unit, factor]) => {
    const value = values.get(quantity);
    return value === undefined ? [] : [{ name, value: rounded(value * factor), unit }];
  });
  const { ms } = since;
  if (ms === null || ms <= 0) return measures;
  for (const [quantity, name] of means) {
    const mean = since.mean(quantity);
    if (mean !== undefined) measures.push({ name, value: rounded(mean * 1_000), unit: 'ms' });
  }
  for (const [quantity, name, unit] of rates) {
    if (!values.has(quantity)) continue;
    measures.push({ name, value: rounded((1_000 * since.grew(quantity)) / ms), unit });
  }
  const queries = since.grew('prefix_queries');
  // Some tell of hits only from the first on: until then nobody knows whether they count them.
  if (queries > 0 && values.has('prefix_hits')) {
    const value = rounded((100 * since.grew('prefix_hits')) / queries);
    measures.push({ name: 'server.cache_hits', value, unit: '%' });
  }
  return measures;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
