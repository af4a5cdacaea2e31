import { apiErrorOf } from '../api-error.ts';
import type { Completion } from '../completion.ts';
import { asCount, asFields, asText, type Fields } from '../json.ts';
import { listedModels } from '../listed-models.ts';
import type { Canary, OpenaiOptions } from '../options.ts';
import { SseReader } from '../sse.ts';
import type { Dialect } from './dialect.ts';
import { documentIn, type StreamEvent } from './stream.ts';
import { below, withParameters } from './write.ts';

/**
 * Chat completions: what OpenAI, vLLM, SGLang, llama.cpp, Ollama, LiteLLM and most others speak.
 * Source: the OpenAPI document of OpenAI, and what these servers really send.
 */
export const chat: Dialect = {
  questionUrl: ({ url }) => below(url, 'chat/completions'),
  listUrl: ({ url }) => below(url, 'models'),
  question: (options, canary) => chatQuestion(options, canary, { model: options.model }),
  keyHeader: (reference) => ['authorization', `Bearer ${reference}`],
  headers: {},
  streamType: 'text/event-stream',
  reader: (take) => new SseReader(take),
  lastEvent: '[DONE]',
  takeEvent: takeChatEvent,
  takeDocument: takeChatDocument,
  namesModel: true,
  modelsIn: listedModels,
  listedAs: (model) => model,
  errorOf: apiErrorOf,
  told: [],
};

export function chatQuestion(
  { stream, parameters }: OpenaiOptions,
  { prompt, maxTokens }: Canary,
  first: Fields,
): Fields {
  return withParameters(
    {
      ...first,
      messages: [{ role: 'user', content: prompt }],
      max_tokens: maxTokens,
      temperature: 0,
      seed: 1,
      stream,
      ...(stream ? { stream_options: { include_usage: true } } : {}),
    },
    parameters,
  );
}

function takeChatEvent(completion: Completion, event: StreamEvent, atMs: number): void {
  if (event.data.trim() === '[DONE]') {
    completion.end();
    return;
  }
  const document = documentIn(completion, event);
  if (document !== undefined) takeChatDocument(completion, document, atMs);
}

/** A chunk of a stream, or a whole answer. */
function takeChatDocument(completion: Completion, document: unknown, atMs: number): void {
  const error = apiErrorOf(document);
  if (error) {
    completion.fail(error);
    return;
  }
  const fields = asFields(document);
  if (!fields || !Array.isArray(fields.choices)) {
    completion.refuse(JSON.stringify(document));
    return;
  }
  completion.takePart(asText(fields.model), asText(fields.system_fingerprint));
  const usage = asFields(fields.usage);
  if (usage) completion.count(asCount(usage.prompt_tokens), asCount(usage.completion_tokens));
  const choice = asFields(fields.choices[0]);
  if (choice) takeChoice(completion, choice, atMs);
}

function takeChoice(completion: Completion, choice: Fields, atMs: number): void {
  const message = asFields(choice.delta) ?? asFields(choice.message) ?? choice;
  const text = asText(message.content) ?? asText(choice.text) ?? asText(message.refusal) ?? '';
  const reasoning = asText(message.reasoning_content) ?? asText(message.reasoning) ?? '';
  const callsTool = Array.isArray(message.tool_calls) && message.tool_calls.length > 0;
  if (reasoning !== '' || callsTool) completion.work(atMs);
  completion.say(text, atMs);
  completion.finish(asText(choice.finish_reason));
}
