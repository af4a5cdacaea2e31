import { createHash } from 'node:crypto';
import type { Inference } from '../../../events/types.ts';
import { attemptKey } from '../attempt-key.ts';
import { type IngestContext, inferenceOf, instantOf, nanosOf } from '../inference.ts';
import { numberOf, objectOf, parseJson, valueAt } from '../json.ts';
import { billedOf, outcomeOf } from '../outcome.ts';
import { countsCacheApart, providerName } from '../providers.ts';
import { usageOfStream } from '../stream-usage.ts';
import { spanMs } from '../time.ts';
import { countOf, noUsage, type ToldUsage, type Usage, usageOf } from '../usage.ts';
import { splitByHour, usageOfVendor } from '../vendor-usage.ts';
import type { LoadedMapping } from './load-mapping.ts';
import type { Field, Mapping, Paths } from './mapping-schema.ts';
import { momentMs } from './moment.ts';

/** Characters of a line that a pattern is tried on: what takes longer to match is no line of a log. */
const PATTERN_CHARACTERS = 16_384;

export type LineRead =
  | { readonly kind: 'inference'; readonly inference: Inference }
  /** Left out on purpose: an empty line, or one that the mapping does not keep. */
  | { readonly kind: 'left-out' }
  /** Why, in words of ours: nothing of the line. */
  | { readonly kind: 'unread'; readonly why: string };

/**
 * One line of a log, by a mapping.
 *
 * @param again how often this very line stood before in what is read: two that are the same to the last
 *   letter are two calls where no id tells
 */
export function readLine(
  line: string,
  again: number,
  mapping: LoadedMapping,
  context: IngestContext,
): LineRead {
  if (line.trim() === '') return { kind: 'left-out' };
  const data = dataOf(line, mapping);
  if (data === null) {
    return { kind: 'unread', why: mapping.pattern ? 'the pattern does not fit' : 'no JSON object' };
  }
  const { keep } = mapping;
  if (keep && !keep.matches.test(String(valueAt(data, keep.path) ?? ''))) {
    return { kind: 'left-out' };
  }
  const times = timesOf(data, mapping.fields);
  if (times === null) return { kind: 'unread', why: 'no time in it' };
  const digest = createHash('sha256').update(line).digest('hex').slice(0, 32);
  const name = again === 0 ? digest : `${digest}-${again}`;
  return { kind: 'inference', inference: build({ data, times, name }, mapping, context) };
}

function dataOf(line: string, { pattern }: LoadedMapping): object | null {
  if (pattern === null) return objectOf(parseJson(line));
  const groups = line.length > PATTERN_CHARACTERS ? undefined : pattern.exec(line)?.groups;
  return groups ? { ...groups } : null;
}

interface Times {
  readonly startedAt: string;
  readonly durationMs: number;
  readonly firstTokenMs: number | null;
}

function timesOf(data: object, fields: Mapping['fields']): Times | null {
  const startMs = momentMs(data, fields.startedAt);
  const endMs = momentMs(data, fields.endedAt);
  const told = spanOf(data, fields.duration);
  const durationMs = told ?? (startMs !== null && endMs !== null ? endMs - startMs : 0);
  const startedAt = instantOf(startMs ?? (endMs === null ? null : endMs - durationMs));
  if (startedAt === null || durationMs < 0) return null;
  const firstTokenMs = spanOf(data, fields.firstToken);
  return { startedAt, durationMs, firstTokenMs };
}

function spanOf(data: object, span: Mapping['fields']['duration']): number | null {
  const ms = span === undefined ? null : spanMs(first(data, span.path), span.unit);
  return ms !== null && ms >= 0 ? ms : null;
}

interface Line {
  readonly data: object;
  readonly times: Times;
  readonly name: string;
}

function build({ data, times, name }: Line, mapping: LoadedMapping, context: IngestContext) {
  const { fields } = mapping;
  const word = (field: Field | undefined) => wordAt(data, field);
  const provider = word(fields.provider);
  const status = word(fields.status);
  const error = word(fields.error) ?? ((numberOf(status) ?? 0) >= 400 ? status : null);
  const outcome = outcomeOf({ failed: error !== null, error });
  const usage = usageAt(data, mapping, provider);
  const model = word(fields.model) ?? word(fields.responseModel) ?? 'unknown';
  const costNanos = nanosOf(numberOf(word(fields.cost)));
  const attempt =
    attemptKey({
      provider,
      responseId: word(fields.responseId),
      requestId: word(fields.attempt),
    }) ?? `line:${name}`;
  const link = word(fields.link);
  return inferenceOf(
    {
      source: 'access-log',
      link:
        context.linkOf({ service: link, address: link, provider, model }) ??
        (link || providerName(provider ?? '') || 'unknown'),
      provider,
      model,
      responseModel: word(fields.responseModel),
      request: word(fields.request) ?? attempt,
      attempt,
      operation: word(fields.operation) ?? 'chat',
      outcome,
      error,
      used: truthOf(word(fields.used)),
      final: truthOf(word(fields.final)) ?? true,
      ...times,
      ...usage,
      billed: billedOf(outcome, error, usage.completionTokens),
      costNanos,
      currency: costNanos === null ? null : (word(fields.currency) ?? 'USD'),
      consumer: word(fields.consumer),
      environment: word(fields.environment),
      adapter: word(fields.adapter),
      output: word(fields.output),
    },
    context,
  );
}

/** A usage object goes before the chunks of a stream, and single counts before both. */
function usageAt(data: object, mapping: LoadedMapping, provider: string | null): Usage {
  const { fields, cached } = mapping;
  const object = fields.usage === undefined ? null : usageOfVendor(first(data, fields.usage));
  const stream = fields.stream === undefined ? null : usageOfStream(first(data, fields.stream));
  const known = object ?? stream;
  const count = (field: Field | undefined) => countOf(wordAt(data, field));
  const apart = cached === null ? countsCacheApart(provider) : cached === 'exclusive';
  const told: ToldUsage = {
    input: count(fields.promptTokens) ?? known?.input ?? null,
    output: count(fields.completionTokens) ?? known?.output ?? null,
    total: count(fields.totalTokens) ?? known?.total ?? null,
    cacheRead: count(fields.cacheReadTokens) ?? known?.cacheRead ?? null,
    cacheWrite: count(fields.cacheWriteTokens) ?? known?.cacheWrite ?? null,
    cacheWriteHour: count(fields.cacheWriteHourTokens) ?? known?.cacheWriteHour ?? null,
    reasoning: count(fields.reasoningTokens) ?? known?.reasoning ?? null,
    // A vendor's own object says by its form whose sense it is in, unless the mapping knows better.
    cachedApart: cached === null && known !== null ? known.cachedApart : apart,
  };
  return usageOf(splitByHour({ ...noUsage, ...told }));
}

function wordAt(data: object, field: Field | undefined): string | null {
  if (field === undefined) return null;
  const value =
    typeof field === 'string' || Array.isArray(field) ? first(data, field) : field.value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  // `-` is how logs of HTTP servers write what is not there.
  return typeof value === 'string' && value !== '' && value !== '-' ? value : null;
}

function first(data: object, paths: Paths): unknown {
  for (const path of typeof paths === 'string' ? [paths] : paths) {
    const value = valueAt(data, path);
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return undefined;
}

function truthOf(word: string | null): boolean | null {
  if (word === null) return null;
  return !/^(?:false|0|no)$/i.test(word);
}
