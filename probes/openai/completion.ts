import { type ApiError, apiErrorOf } from './api-error.ts';
import { asCount, asFields, asText, type Fields, parseJson } from './json.ts';
import type { SseEvent } from './sse.ts';

/** Characters of an answer that are kept for judging; canaries have short answers. */
const MAX_TEXT_CHARACTERS = 8_192;
/** Different model names kept of one answer. One is right, two are worth knowing. */
const MAX_MODELS = 4;
/** Characters of a name or a reason kept. */
const MAX_NAME_CHARACTERS = 200;
/** Moments at which parts of the answer came; more than any small answer has. */
const MAX_ARRIVALS = 4_096;

export interface Usage {
  readonly promptTokens: number | undefined;
  readonly completionTokens: number | undefined;
}

/**
 * One answer of a model as it comes in: as a stream of chunks or as one document. Everything in it
 * is from outside, bounded, and not sanitised.
 */
export class Completion {
  text = '';
  /** The model reasoned, or called a tool: it works, even where it says nothing. */
  hasHiddenWork = false;
  finishReason: string | undefined;
  /** The stream said `[DONE]`. */
  isDone = false;
  /** Names under which the model answered, in the order of their appearance. */
  readonly models: string[] = [];
  usage: Usage | undefined;
  /** What the server calls the set-up of weights and code that answered. */
  fingerprint: string | undefined;
  error: ApiError | undefined;
  /** The first thing that was not what the API promises. */
  malformed: string | undefined;
  /** Well-formed parts of the answer. */
  parts = 0;
  /** When parts with content came, in milliseconds since the look began; one for each moment. */
  readonly arrivalsMs: number[] = [];

  /** The answer has come to its end, or cannot go on. */
  get isOver(): boolean {
    return this.isDone || this.error !== undefined;
  }

  get isCompleted(): boolean {
    return this.isDone || this.finishReason !== undefined;
  }

  takeEvent({ name, data, isCutOff }: SseEvent, atMs: number): void {
    if (data.trim() === '[DONE]') {
      this.isDone = true;
      return;
    }
    // Keep-alives of some gateways are events without data, or of a kind of their own.
    if (data.trim() === '' || name === 'ping') return;
    const document = parseJson(data);
    if (document !== undefined) this.takeDocument(document, atMs);
    else if (!isCutOff) this.#refuse(data);
  }

  /** A chunk of a stream, or a whole answer. */
  takeDocument(document: unknown, atMs: number): void {
    const error = apiErrorOf(document);
    if (error) {
      this.error ??= error;
      return;
    }
    const fields = asFields(document);
    if (!fields || !Array.isArray(fields.choices)) {
      this.#refuse(JSON.stringify(document));
      return;
    }
    this.parts += 1;
    this.#takeModel(asText(fields.model));
    this.fingerprint ??= asText(fields.system_fingerprint)?.slice(0, MAX_NAME_CHARACTERS);
    this.#takeUsage(asFields(fields.usage));
    const choice = asFields(fields.choices[0]);
    if (choice) this.#takeChoice(choice, atMs);
  }

  #takeChoice(choice: Fields, atMs: number): void {
    const message = asFields(choice.delta) ?? asFields(choice.message) ?? choice;
    const text = asText(message.content) ?? asText(choice.text) ?? asText(message.refusal) ?? '';
    const reasoning = asText(message.reasoning_content) ?? asText(message.reasoning) ?? '';
    const callsTool = Array.isArray(message.tool_calls) && message.tool_calls.length > 0;
    if (reasoning !== '' || callsTool) this.hasHiddenWork = true;
    if (text !== '' || reasoning !== '' || callsTool) this.#arrive(atMs);
    this.text = (this.text + text).slice(0, MAX_TEXT_CHARACTERS);
    this.finishReason ??= asText(choice.finish_reason)?.slice(0, MAX_NAME_CHARACTERS);
  }

  #takeModel(name: string | undefined): void {
    const short = name?.slice(0, MAX_NAME_CHARACTERS);
    if (!short || this.models.includes(short) || this.models.length >= MAX_MODELS) return;
    this.models.push(short);
  }

  #takeUsage(usage: Fields | undefined): void {
    if (!usage) return;
    this.usage = {
      promptTokens: asCount(usage.prompt_tokens),
      completionTokens: asCount(usage.completion_tokens),
    };
  }

  /** Parts that come in one piece of the network came at one moment. */
  #arrive(atMs: number): void {
    if (this.arrivalsMs.at(-1) === atMs || this.arrivalsMs.length >= MAX_ARRIVALS) return;
    this.arrivalsMs.push(atMs);
  }

  #refuse(text: string): void {
    this.malformed ??= text.slice(0, MAX_NAME_CHARACTERS);
  }
}
