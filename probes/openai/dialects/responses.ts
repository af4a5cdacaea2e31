import { type ApiError, apiErrorOf } from '../api-error.ts';
import type { Completion } from '../completion.ts';
import { asCount, asFields, asText, type Fields } from '../json.ts';
import { chat } from './chat.ts';
import type { Dialect } from './dialect.ts';
import { documentIn, type StreamEvent } from './stream.ts';
import { below, withParameters } from './write.ts';

/** The API refuses a smaller limit. */
const LEAST_TOKENS = 16;

/** What `incomplete_details.reason` means. */
const REASONS: Readonly<Record<string, string>> = {
  max_output_tokens: 'length',
  content_filter: 'content_filter',
};

/** OpenAI's Responses API. A stream ends with `response.completed`, `.incomplete` or `.failed`. */
export const responses: Dialect = {
  ...chat,
  questionUrl: ({ url }) => below(url, 'responses'),
  question: ({ model, stream, parameters }, { prompt, maxTokens }) =>
    withParameters(
      {
        model,
        input: prompt,
        max_output_tokens: Math.max(LEAST_TOKENS, maxTokens),
        temperature: 0,
        store: false,
        stream,
      },
      parameters,
    ),
  lastEvent: 'response.completed',
  takeEvent: takeResponsesEvent,
  takeDocument: takeResponse,
};

function takeResponsesEvent(completion: Completion, event: StreamEvent, atMs: number): void {
  const document = documentIn(completion, event);
  if (document === undefined) return;
  const fields = asFields(document) ?? {};
  const type = asText(fields.type) ?? '';
  if (type === 'error') {
    completion.fail(errorIn(fields));
  } else if (/^response\.(?:completed|incomplete|failed)$/.test(type)) {
    takeEnd(completion, asFields(fields.response) ?? {});
  } else if (type === '') {
    takeResponse(completion, document, atMs);
  } else {
    const { model } = asFields(fields.response) ?? {};
    completion.takePart(asText(model));
    takeDelta(completion, type, asText(fields.delta) ?? '', atMs);
  }
}

function takeDelta(completion: Completion, type: string, delta: string, atMs: number): void {
  if (/^response\.(?:output_text|refusal)\.delta$/.test(type)) completion.say(delta, atMs);
  else if (/\.delta$/.test(type) && delta !== '') completion.work(atMs);
}

/** The last event of a stream repeats the whole answer: its text is known by then. */
function takeEnd(completion: Completion, response: Fields): void {
  completion.takePart(asText(response.model));
  takeUsage(completion, response);
  const error = asFields(response.error);
  if (error) completion.fail(errorIn({ error }));
  completion.finish(reasonOf(response));
  completion.end();
}

/** An answer in one piece. */
function takeResponse(completion: Completion, document: unknown, atMs: number): void {
  const fields = asFields(document);
  const error = fields?.error === null ? undefined : apiErrorOf(document);
  if (error) {
    completion.fail(error);
    return;
  }
  if (!fields || !Array.isArray(fields.output)) {
    completion.refuse(JSON.stringify(document));
    return;
  }
  completion.takePart(asText(fields.model));
  takeUsage(completion, fields);
  for (const item of fields.output) takeItem(completion, asFields(item) ?? {}, atMs);
  completion.finish(reasonOf(fields));
}

function takeItem(completion: Completion, item: Fields, atMs: number): void {
  if (item.type !== 'message') completion.work(atMs);
  const parts = Array.isArray(item.content) ? item.content : [];
  for (const part of parts.map(asFields)) {
    completion.say(asText(part?.text) ?? asText(part?.refusal) ?? '', atMs);
  }
}

function takeUsage(completion: Completion, { usage }: Fields): void {
  const counts = asFields(usage);
  if (counts) completion.count(asCount(counts.input_tokens), asCount(counts.output_tokens));
}

function reasonOf({ status, incomplete_details }: Fields): string | undefined {
  if (status === 'completed') return 'stop';
  const reason = asText(asFields(incomplete_details)?.reason);
  return reason === undefined ? undefined : (REASONS[reason] ?? reason);
}

/** An error event holds the error, or is one itself. */
function errorIn(fields: Fields): ApiError {
  const { type, ...own } = fields;
  return apiErrorOf(asFields(fields.error) ? fields : { error: own }) as ApiError;
}
