/** What a client asked for, of either `/v1/chat/completions` or `/v1/completions`. */
export interface CompletionRequest {
  readonly kind: 'chat' | 'text';
  readonly model: string;
  readonly prompt: string;
  readonly stream: boolean;
  /** A last chunk with the count of tokens (`stream_options.include_usage`). */
  readonly streamUsage: boolean;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly seed: number;
  /** Beside the standard: tell from which documents the words come (`"sources": true`). */
  readonly sources: boolean;
  /** Beside the standard: tokens of an event of the stream after the first, as vLLM's option of that name. */
  readonly streamInterval: number;
}

/** Tokens of an answer when the client names no limit, and the most it may name. */
const DEFAULT_TOKENS = 64;
const MOST_TOKENS = 512;

/** @returns the request, or what is wrong with it in one sentence */
export function parseCompletionRequest(
  kind: CompletionRequest['kind'],
  body: Buffer,
): CompletionRequest | string {
  const fields = parseObject(body);
  if (fields === undefined) return 'The body is not a JSON object.';
  const { model } = fields;
  if (typeof model !== 'string') return 'You must name a model: "model" is missing.';
  const prompt = kind === 'chat' ? lastMessage(fields.messages) : fields.prompt;
  if (typeof prompt !== 'string') {
    return kind === 'chat' ? '"messages" holds no text.' : '"prompt" is missing.';
  }
  const options = isObject(fields.stream_options) ? fields.stream_options : {};
  const maxTokens = numberOr(fields.max_completion_tokens ?? fields.max_tokens, DEFAULT_TOKENS);
  return {
    kind,
    model,
    prompt,
    stream: fields.stream === true,
    streamUsage: options.include_usage === true,
    maxTokens: Math.min(Math.max(1, maxTokens), MOST_TOKENS),
    temperature: Math.min(Math.max(0, numberOr(fields.temperature, 1)), 2),
    seed: numberOr(fields.seed, Math.floor(Math.random() * 2 ** 32)),
    sources: fields.sources === true,
    streamInterval: Math.min(Math.max(1, numberOr(fields.stream_interval, 1)), MOST_TOKENS),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseObject(body: Buffer): Fields | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function lastMessage(messages: unknown): unknown {
  const last: unknown = Array.isArray(messages) ? messages.at(-1) : undefined;
  return isObject(last) ? last.content : undefined;
}

function numberOr(value: unknown, fallback: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback;
}
