import type { ApiError } from './api-error.ts';

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
 * One answer of a model as it comes in, whatever its dialect: as a stream or as one document.
 * Everything in it is from outside, bounded, and not sanitised.
 */
export class Completion {
  text = '';
  /** The model reasoned, or called a tool: it works, even where it says nothing. */
  hasHiddenWork = false;
  /** In the words of chat completions where they have one: `stop`, `length`, `content_filter`. */
  finishReason: string | undefined;
  /** The stream said that it is over: `[DONE]`, `message_stop` … */
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

  /** A well-formed part of the answer, and what it says of its origin. */
  takePart(model?: string | undefined, fingerprint?: string | undefined): void {
    this.parts += 1;
    this.fingerprint ??= fingerprint?.slice(0, MAX_NAME_CHARACTERS);
    const short = model?.slice(0, MAX_NAME_CHARACTERS);
    if (!short || this.models.includes(short) || this.models.length >= MAX_MODELS) return;
    this.models.push(short);
  }

  say(text: string, atMs: number): void {
    if (text !== '') this.#arrive(atMs);
    this.text = (this.text + text).slice(0, MAX_TEXT_CHARACTERS);
  }

  /** It reasoned or called a tool. */
  work(atMs: number): void {
    this.hasHiddenWork = true;
    this.#arrive(atMs);
  }

  /** Some APIs count the prompt in the first part and the answer in the last. */
  count(promptTokens: number | undefined, completionTokens: number | undefined): void {
    this.usage = {
      promptTokens: promptTokens ?? this.usage?.promptTokens,
      completionTokens: completionTokens ?? this.usage?.completionTokens,
    };
  }

  finish(reason: string | undefined): void {
    this.finishReason ??= reason?.slice(0, MAX_NAME_CHARACTERS);
  }

  end(): void {
    this.isDone = true;
  }

  fail(error: ApiError): void {
    this.error ??= error;
  }

  refuse(text: string): void {
    this.malformed ??= text.slice(0, MAX_NAME_CHARACTERS);
  }

  /** Parts that come in one piece of the network came at one moment. */
  #arrive(atMs: number): void {
    if (this.arrivalsMs.at(-1) === atMs || this.arrivalsMs.length >= MAX_ARRIVALS) return;
    this.arrivalsMs.push(atMs);
  }
}
