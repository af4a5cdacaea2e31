import type { Inference } from '../../../events/types.ts';
import { attemptKey } from '../attempt-key.ts';
import { type IngestContext, inferenceOf, instantOf, nanosOf } from '../inference.ts';
import { type JsonObject, numberOf, objectOf, parseJson, textOf, valueAt } from '../json.ts';
import { billedOf, outcomeOf } from '../outcome.ts';
import { providerName } from '../providers.ts';
import { secondsOrDate } from '../time.ts';
import { countOf, noUsage, type Usage, usageOf } from '../usage.ts';
import { splitByHour, usageOfVendor } from '../vendor-usage.ts';

/** LiteLLM's names of calls → OpenTelemetry's names of operations. The asynchronous ones begin with `a`. */
const operations: Readonly<Record<string, string>> = {
  completion: 'chat',
  text_completion: 'text_completion',
  embedding: 'embeddings',
  responses: 'chat',
  anthropic_messages: 'chat',
  generate_content: 'generate_content',
};

/**
 * What LiteLLM logs of one call: its `StandardLoggingPayload` (callbacks, the generic webhook, files) or a
 * row of its table `LiteLLM_SpendLogs`. The two differ in a few names.
 *
 * LiteLLM brings every vendor's usage into OpenAI's sense: cached tokens are among the prompt's.
 *
 * @returns null for what is neither
 */
export function inferenceOfLiteLlm(entry: unknown, context: IngestContext): Inference | null {
  const row = objectOf(entry);
  if (row === null) return null;
  const startMs = secondsOrDate(row.startTime);
  const id = textOf(row.id) ?? textOf(row.request_id);
  const startedAt = instantOf(startMs);
  if (startMs === null || startedAt === null || id === null) return null;
  const metadata = jsonObject(row.metadata) ?? {};
  const usage = usageOfRow(row, metadata);
  const error = errorOf(row, metadata);
  const outcome = outcomeOf({ failed: hasFailed(row, metadata), error });
  const fromCache = isTrue(row.cache_hit);
  const provider = textOf(row.custom_llm_provider) ?? '';
  const endMs = secondsOrDate(row.endTime) ?? startMs;
  const told = costOf(row, usage, fromCache);
  return inferenceOf(
    {
      source: 'litellm',
      link:
        context.linkOf({
          service: textOf(row.model_id),
          address: hostOf(textOf(row.api_base)),
          provider,
          model: textOf(row.model_group),
        }) ??
        (providerName(provider) || 'litellm'),
      provider,
      model: textOf(row.model_group) ?? textOf(row.model) ?? 'unknown',
      responseModel: textOf(valueAt(objectOf(row.response), 'model')) ?? textOf(row.model),
      ...requestOf(row),
      attempt: keyOf(row, outcome, provider, id),
      operation: operationOf(textOf(row.call_type)),
      outcome,
      error: outcome === 'ok' ? null : error,
      startedAt,
      durationMs: Math.max(0, endMs - startMs),
      firstTokenMs: firstTokenOf(row, startMs, endMs),
      ...usage,
      billed: fromCache ? 'no' : billedOf(outcome, error, usage.completionTokens),
      costNanos: told,
      currency: told === null ? null : 'USD',
      consumer: consumerOf(row, metadata),
      environment: environmentOf(row, metadata),
      citations: [],
      output: context.keepOutput ? outputOf(row.response) : null,
    },
    context,
  );
}

/** Payloads name the answer of the vendor where there is one; of a failure, LiteLLM's own call. */
function keyOf(
  row: JsonObject,
  outcome: Inference['outcome'],
  provider: string,
  id: string,
): string {
  const answered = outcome === 'ok' || /^(?:chatcmpl|cmpl|msg_|resp_|gen-)/.test(id);
  // Retries of one call bear its id, each on another deployment.
  const deployment = textOf(row.model_id) ?? textOf(row.model) ?? '';
  const names = answered ? { provider, responseId: id } : { requestId: `${id}@${deployment}` };
  return attemptKey(names) ?? id;
}

/** What groups retries and fallbacks; without it, nothing is known of other attempts. */
function requestOf(row: JsonObject): { readonly request?: string } {
  const trace = textOf(row.trace_id) ?? textOf(row.session_id);
  return trace === null ? {} : { request: `litellm:${trace}` };
}

function operationOf(callType: string | null): string {
  const type = callType ?? 'completion';
  return operations[type] ?? operations[type.replace(/^a/, '')] ?? type;
}

function usageOfRow(row: JsonObject, metadata: JsonObject): Usage {
  const object = jsonObject(metadata.usage_object) ?? jsonObject(valueAt(row.response, 'usage'));
  const detailed = usageOfVendor(object);
  const counts = [row.prompt_tokens, row.completion_tokens].map(countOf);
  // Columns of its table are 0 where nothing was counted; only the vendor's own usage can say 0.
  if (detailed === null && counts.every((count) => (count ?? 0) === 0)) return usageOf(noUsage);
  const [input = null, output = null] = counts;
  // Their own counts go before those of the vendor: LiteLLM's are in OpenAI's sense for sure.
  return usageOf(
    splitByHour({
      ...(detailed ?? noUsage),
      input: input ?? detailed?.input ?? null,
      output: output ?? detailed?.output ?? null,
      total: countOf(row.total_tokens) ?? detailed?.total ?? null,
      cachedApart: false,
    }),
  );
}

/**
 * What LiteLLM says that it costs. It says 0 where it knows no price or lost the usage: with tokens, and
 * not out of its own cache, that is no price but an unknown one.
 */
function costOf(row: JsonObject, usage: Usage, fromCache: boolean): number | null {
  const cost = numberOf(row.response_cost) ?? numberOf(row.spend);
  if (cost === null || cost < 0) return null;
  if (cost > 0 || fromCache) return nanosOf(cost);
  if (objectOf(row.response_cost_failure_debug_info) !== null) return null;
  const tokens = (usage.promptTokens ?? 0) + (usage.completionTokens ?? 0);
  return tokens > 0 ? null : 0;
}

function hasFailed(row: JsonObject, metadata: JsonObject): boolean {
  const status = textOf(row.status) ?? textOf(metadata.status);
  return status !== null && status !== 'success';
}

function errorOf(row: JsonObject, metadata: JsonObject): string | null {
  const known = objectOf(row.error_information) ?? jsonObject(metadata.error_information);
  const told = textOf(known?.error_code) ?? textOf(known?.error_class);
  // Whoever went away tells more than the code that stands for it.
  const name = textOf(known?.error_class);
  if (name !== null && outcomeOf({ failed: true, error: name }) === 'aborted') return name;
  return told ?? (typeof known?.error_code === 'number' ? String(known.error_code) : null);
}

function firstTokenOf(row: JsonObject, startMs: number, endMs: number): number | null {
  const firstMs = secondsOrDate(row.completionStartTime);
  // Where nothing was streamed, LiteLLM repeats the end.
  if (firstMs === null || firstMs <= startMs || firstMs >= endMs) return null;
  return firstMs - startMs;
}

/** A team or the alias of a key; never a key nor its hash, and no person's name. */
function consumerOf(row: JsonObject, metadata: JsonObject): string | null {
  return (
    textOf(metadata.user_api_key_alias) ??
    textOf(metadata.user_api_key_team_alias) ??
    textOf(metadata.user_api_key_team_id) ??
    textOf(row.team_id) ??
    null
  );
}

function environmentOf(row: JsonObject, metadata: JsonObject): string | null {
  const said = jsonObject(metadata.spend_logs_metadata) ?? {};
  const requester = jsonObject(metadata.requester_metadata) ?? {};
  const tags =
    typeof row.request_tags === 'string' ? parseJson(row.request_tags) : row.request_tags;
  const tag = Array.isArray(tags)
    ? tags.map((one) => /^(?:env|environment):(.+)$/.exec(String(one))?.[1]).find(Boolean)
    : undefined;
  const of = (object: JsonObject) => textOf(object.environment) ?? textOf(object.env);
  return of(said) ?? of(requester) ?? tag ?? null;
}

function outputOf(response: unknown): string | null {
  const message = valueAt(response, 'choices.0.message.content');
  return textOf(message) ?? textOf(valueAt(response, 'choices.0.text')) ?? textOf(response);
}

function hostOf(url: string | null): string | null {
  return url?.replace(/^[a-z]+:\/\//i, '').replace(/[/?#].*$/, '') ?? null;
}

/** An object, also one that a column holds as JSON. */
function jsonObject(value: unknown): JsonObject | null {
  return objectOf(typeof value === 'string' ? parseJson(value) : value);
}

function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}
