import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { sendJson } from '../http/messages.ts';
import type { LanguageModel, Piece } from '../language/language-model.ts';
import { CompletionAnswer, type FinishReason, type Usage } from './completion-answer.ts';
import type { CompletionRequest } from './completion-request.ts';
import type { EngineMetrics } from './engine-metrics.ts';
import { openaiErrors } from './errors.ts';

/** How an engine answers: its model, its pace, and what it does wrong on the way. */
export interface Speaking {
  readonly model: LanguageModel;
  /** The name that answers state. */
  readonly modelName: string;
  readonly metrics: EngineMetrics;
  /** Milliseconds per token. */
  readonly tokenMs: number;
  /** Break off in the middle, without a finish reason and without `[DONE]`. */
  readonly truncate: boolean;
  /** Fall silent in the middle, connection open. */
  readonly stall: boolean;
  /** End in the middle with an error, after status 200. */
  readonly errorInside: boolean;
  /** Say nothing of the tokens used: whoever bills by usage sees an answer for nothing. */
  readonly hideUsage: boolean;
}

/** Answers one request that is already known to be for this model. */
export async function serveCompletion(
  request: CompletionRequest,
  response: ServerResponse,
  speaking: Speaking,
): Promise<void> {
  const { metrics, model } = speaking;
  const startedAt = performance.now();
  const promptTokens = model.countTokens(request.prompt);
  metrics.running += 1;
  metrics.promptTokens += promptTokens;
  // A client that goes away ends its request, however the engine stands.
  response.once('close', () => {
    metrics.running -= 1;
  });
  const answer = new CompletionAnswer(request, speaking.modelName);
  const writer = request.stream ? new StreamWriter(response, answer) : undefined;
  // Who wants few events wants few packets: the head waits for the first word.
  if (request.streamInterval === 1) writer?.flush();
  const { pieces, finish } = speak(request, speaking.model);
  const breaks = speaking.truncate || speaking.stall || speaking.errorInside;
  const breakAt = breaks ? Math.ceil(pieces.length / 2) : Infinity;

  for (let index = 0; index < pieces.length; ) {
    if (response.destroyed) break;
    if (index === breakAt) {
      if (speaking.errorInside) writer?.fail();
      const isCut = speaking.truncate || (speaking.errorInside && !writer);
      if (isCut) breakOff(response, writer, answer, pieces.slice(0, index));
      return;
    }
    // The first word at once, then as many as an event is to hold; a break comes between two events.
    const end = Math.min(index + (index === 0 ? 1 : request.streamInterval), pieces.length);
    const said = pieces.slice(index, index < breakAt ? Math.min(end, breakAt) : end);
    await delay(speaking.tokenMs * said.length);
    if (index === 0) metrics.firstTokenAfter(performance.now() - startedAt);
    metrics.generatedTokens += said.length;
    writer?.pieces(said);
    index += said.length;
    if (index < pieces.length) writer?.flush();
  }
  const usage = usageOf(promptTokens, pieces.length);
  const told = speaking.hideUsage ? undefined : usage;
  if (writer) writer.end(finish, request.streamUsage ? told : undefined, pieces);
  else sendJson(response, 200, answer.whole(pieces, finish, told));
  metrics.finished(response.destroyed ? 'abort' : finish, performance.now() - startedAt);
}

function speak(request: CompletionRequest, model: LanguageModel) {
  const words = model.generate(request.prompt, request);
  const pieces: Piece[] = [];
  for (let next = words.next(); ; next = words.next()) {
    if (next.done) return { pieces, finish: next.value };
    pieces.push(next.value);
  }
}

function usageOf(promptTokens: number, completionTokens: number): Usage {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}

/** A stream just ends; a whole answer ends before its declared length. */
function breakOff(
  response: ServerResponse,
  writer: StreamWriter | undefined,
  answer: CompletionAnswer,
  pieces: readonly Piece[],
): void {
  if (writer) {
    writer.cut();
    return;
  }
  const whole = Buffer.from(
    JSON.stringify(answer.whole(pieces, 'stop', usageOf(0, pieces.length))),
  );
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': whole.length });
  response.write(whole.subarray(0, whole.length / 2), () => response.destroy());
}

/** Server-sent events, as the model APIs use them. */
class StreamWriter {
  readonly #response: ServerResponse;
  readonly #answer: CompletionAnswer;
  /** Events that go out in one piece. */
  #waiting = '';

  constructor(response: ServerResponse, answer: CompletionAnswer) {
    this.#response = response;
    this.#answer = answer;
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    this.#write(answer.chunk(null, null));
  }

  pieces(said: readonly Piece[]): void {
    this.#write(this.#answer.chunk(said.map(({ text }) => text).join(''), null));
  }

  end(finish: FinishReason, usage: Usage | undefined, pieces: readonly Piece[]): void {
    this.#write(this.#answer.chunk('', finish, pieces));
    if (usage) this.#write(this.#answer.usageChunk(usage));
    this.#response.end(`${this.#waiting}data: [DONE]\n\n`);
  }

  fail(): void {
    this.#write(openaiErrors.engineDead('The server had an error while it answered.').body);
    this.cut();
  }

  /** The stream just ends. */
  cut(): void {
    this.#response.end(this.#waiting);
  }

  flush(): void {
    this.#response.write(this.#waiting);
    this.#waiting = '';
  }

  #write(event: unknown): void {
    this.#waiting += `data: ${JSON.stringify(event)}\n\n`;
  }
}
