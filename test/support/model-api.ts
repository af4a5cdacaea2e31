import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * A fake model API: it speaks the OpenAI protocol and says what a test tells it to. Parts of an
 * answer are written as the vendors write them, so that a test can leave out, spoil or delay any.
 */

/** One event of a stream. */
export const event = (document: unknown): string => `data: ${JSON.stringify(document)}\n\n`;

const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'small' };

/** A chunk with a piece of the answer. */
export const piece = (content: string, more: object = {}): string =>
  event({ ...head, choices: [{ index: 0, delta: { content }, finish_reason: null }], ...more });
export const role = event({
  ...head,
  choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }],
});
export const finish = (reason = 'stop'): string =>
  event({ ...head, choices: [{ index: 0, delta: {}, finish_reason: reason }] });
export const usage = event({
  ...head,
  choices: [],
  usage: { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 },
});
export const done = 'data: [DONE]\n\n';

/** A whole and good answer: `four is right`. */
export const goodStream = [
  role,
  piece('four'),
  piece(' is'),
  piece(' right'),
  finish(),
  usage,
  done,
];

/** What to write next: text or bytes, a pause in milliseconds, or the end of the connection. */
export type Step = string | Buffer | number | 'destroy' | 'hang';

/** Streams the steps. Without `destroy` or `hang` the connection ends in order. */
export function streaming(...steps: readonly Step[]): RequestListener {
  return async (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-served-by': 'replica-7' });
    response.flushHeaders();
    if (await write(response, steps)) response.end();
  };
}

async function write(response: ServerResponse, steps: readonly Step[]): Promise<boolean> {
  for (const step of steps) {
    if (step === 'hang') return false;
    if (step === 'destroy') {
      response.socket?.resetAndDestroy();
      return false;
    }
    if (typeof step === 'number') await pause(step);
    else if (!response.destroyed) response.write(step);
  }
  return !response.destroyed;
}

/** One JSON document. */
export function answering(
  status: number,
  document: unknown,
  headers: Readonly<Record<string, string>> = {},
): RequestListener {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof document === 'string' ? document : JSON.stringify(document));
  };
}

/** A whole answer that is not streamed. */
export const wholeAnswer = (content: unknown, more: object = {}) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'small',
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 },
  ...more,
});

export async function bodyOf(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}
