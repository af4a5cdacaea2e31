import { apiErrorOf } from '../api-error.ts';
import type { Completion } from '../completion.ts';
import { asCount, asFields, asText, type Fields } from '../json.ts';
import { listedModels } from '../listed-models.ts';
import type { Canary, OpenaiOptions } from '../options.ts';
import { SseReader } from '../sse.ts';
import type { Dialect } from './dialect.ts';
import { documentIn, type StreamEvent } from './stream.ts';
import { below, reasonIn, withParameters } from './write.ts';

/** The only version of the API so far. */
const API_VERSION = '2023-06-01';
/** Models on one page of the list: the most that the API gives. */
const PAGE_MODELS = '1000';

/** What stop reasons mean. */
const REASONS: Readonly<Record<string, string>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  refusal: 'content_filter',
};

/** Anthropic's Messages API. Source: its reference, pages "Errors", "Streaming" and "Rate limits". */
export const anthropic: Dialect = {
  questionUrl: ({ url }) => below(url, 'messages'),
  listUrl: ({ url }) => below(url, 'models', { limit: PAGE_MODELS }),
  question: (options, canary) =>
    messagesQuestion(options, canary, { model: options.model, stream: options.stream }),
  keyHeader: (reference) => ['x-api-key', reference],
  headers: { 'anthropic-version': API_VERSION },
  streamType: 'text/event-stream',
  reader: (take) => new SseReader(take),
  lastEvent: 'message_stop',
  takeEvent: takeMessagesEvent,
  takeDocument: takeMessage,
  namesModel: true,
  modelsIn: listedModels,
  listedAs: (model) => model,
  errorOf: apiErrorOf,
  told: [
    [/reached your specified (?:workspace )?API usage limits/i, 'llm.spend_limit'],
    [/\bauthentication_error\b/, 'llm.auth'],
    [/\bbilling_error\b/, 'llm.quota_exhausted'],
    [/\bpermission_error\b/, 'llm.permission'],
    // The network in front of the API says it, by the size of the request in bytes.
    [/\brequest_too_large\b/, 'http.413'],
    [/\brate_limit_error\b/, 'limit'],
    [/\btimeout_error\b/, 'http.504'],
    [/\boverloaded_error\b/, 'llm.overloaded'],
    [/\bapi_error\b/, 'llm.engine_error'],
  ],
};

export function messagesQuestion(
  { parameters }: OpenaiOptions,
  { prompt, maxTokens }: Canary,
  first: Fields,
): Fields {
  const messages = [{ role: 'user', content: prompt }];
  return withParameters({ ...first, max_tokens: maxTokens, temperature: 0, messages }, parameters);
}

export function takeMessagesEvent(completion: Completion, event: StreamEvent, atMs: number): void {
  const document = documentIn(completion, event);
  if (document !== undefined) takeMessagesChunk(completion, document, atMs);
}

function takeMessagesChunk(completion: Completion, document: unknown, atMs: number): void {
  const fields = asFields(document);
  switch (fields?.type) {
    case 'ping':
      return;
    case 'message_start':
      takeHead(completion, asFields(fields.message) ?? {});
      return;
    case 'content_block_start':
      completion.takePart();
      takeBlock(completion, asFields(fields.content_block) ?? {}, atMs);
      return;
    case 'content_block_delta':
      completion.takePart();
      takeBlock(completion, asFields(fields.delta) ?? {}, atMs);
      return;
    case 'message_delta':
      takeUsage(completion, fields);
      completion.finish(reasonIn(REASONS, asText(asFields(fields.delta)?.stop_reason)));
      return;
    case 'message_stop':
      completion.end();
      return;
    default:
      takeOther(completion, document, fields);
  }
}

/** New kinds of events may be added; what has no kind is no event of this API. */
function takeOther(completion: Completion, document: unknown, fields: Fields | undefined): void {
  const error = apiErrorOf(document);
  if (error) completion.fail(error);
  else if (typeof fields?.type !== 'string') completion.refuse(JSON.stringify(document));
}

/** A message in one piece. */
export function takeMessage(completion: Completion, document: unknown, atMs: number): void {
  const fields = asFields(document);
  const error = apiErrorOf(document);
  if (error) {
    completion.fail(error);
  } else if (!fields || !Array.isArray(fields.content)) {
    completion.refuse(JSON.stringify(document));
  } else {
    takeHead(completion, fields);
    for (const block of fields.content) takeBlock(completion, asFields(block) ?? {}, atMs);
    completion.finish(reasonIn(REASONS, asText(fields.stop_reason)));
  }
}

function takeHead(completion: Completion, message: Fields): void {
  completion.takePart(asText(message.model));
  takeUsage(completion, message);
}

/** A block of content or a piece of one: text, or thinking, or the call of a tool. */
function takeBlock(completion: Completion, block: Fields, atMs: number): void {
  const isWork = ['thinking', 'partial_json', 'input'].some((name) => name in block);
  if (isWork && block.thinking !== '') completion.work(atMs);
  completion.say(asText(block.text) ?? '', atMs);
}

function takeUsage(completion: Completion, { usage }: Fields): void {
  const counts = asFields(usage);
  if (counts) completion.count(asCount(counts.input_tokens), asCount(counts.output_tokens));
}
