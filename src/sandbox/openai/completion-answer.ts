import { randomUUID } from 'node:crypto';
import type { Piece } from '../language/language-model.ts';
import type { CompletionRequest } from './completion-request.ts';

export type FinishReason = 'stop' | 'length';

/** Counted as the wire names them. */
export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

/** Writes the JSON documents of one answer in the shape that its request calls for. */
export class CompletionAnswer {
  readonly #request: CompletionRequest;
  readonly #head: { readonly id: string; readonly created: number; readonly model: string };

  /** @param model the name that the answer states, which a wrong deployment gets wrong */
  constructor(request: CompletionRequest, model: string) {
    this.#request = request;
    const prefix = request.kind === 'chat' ? 'chatcmpl' : 'cmpl';
    this.#head = {
      id: `${prefix}-${randomUUID().replaceAll('-', '')}`,
      created: Math.floor(Date.now() / 1_000),
      model,
    };
  }

  whole(pieces: readonly Piece[], finish: FinishReason, usage: Usage | undefined): unknown {
    const text = pieces.map((piece) => piece.text).join('');
    const content =
      this.#request.kind === 'chat' ? { message: { role: 'assistant', content: text } } : { text };
    return {
      ...this.#head,
      object: this.#request.kind === 'chat' ? 'chat.completion' : 'text_completion',
      choices: [{ index: 0, ...content, logprobs: null, finish_reason: finish }],
      usage,
      ...(this.#request.sources ? { sources: sourcesOf(pieces) } : {}),
    };
  }

  /**
   * One event of a stream. The first one of a chat has no text, only the role.
   *
   * @param pieces told with the last one, where the request wants to know the sources
   */
  chunk(text: string | null, finish: FinishReason | null, pieces?: readonly Piece[]): unknown {
    const { kind } = this.#request;
    const delta = text === null ? { role: 'assistant', content: '' } : { content: text };
    const content = kind === 'chat' ? { delta } : { text: text ?? '' };
    return {
      ...this.#head,
      object: kind === 'chat' ? 'chat.completion.chunk' : 'text_completion',
      choices: [{ index: 0, ...content, logprobs: null, finish_reason: finish }],
      ...(pieces && this.#request.sources ? { sources: sourcesOf(pieces) } : {}),
    };
  }

  /** The event behind the last choice that counts the tokens. */
  usageChunk(usage: Usage | undefined): unknown {
    const object = this.#request.kind === 'chat' ? 'chat.completion.chunk' : 'text_completion';
    return { ...this.#head, object, choices: [], usage };
  }
}

/** One document for each word. */
function sourcesOf(pieces: readonly Piece[]): readonly string[] {
  return pieces.map(({ document }) => document);
}
