import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import {
  answering,
  bodyOf,
  done,
  finish,
  piece,
  role,
  wholeAnswer,
} from '../../support/model-api.ts';

/** Milliseconds between two pieces of a streamed answer. */
export const PIECE_MS = 15;
export const words = ['four', ' is', ' right'];

const costing = `data: ${JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  model: 'small',
  choices: [],
  usage: { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8, cost: 0.002 },
})}\n\n`;

/** A model API that answers `four is right`, or the request's own `say`, streamed or whole. */
export const modelApi: RequestListener = async (request, response) => {
  if (request.method === 'GET') {
    return answering(200, { object: 'list', data: [{ id: 'small', object: 'model' }] })(
      request,
      response,
    );
  }
  const body = await bodyOf(request);
  const said = typeof body.say === 'string' ? [body.say] : words;
  if (request.url?.endsWith('/messages')) return sendMessages(response, said);
  if (body.stream === true) return sendStream(response, said);
  const usage = { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8, cost: 0.002 };
  answering(
    200,
    { ...wholeAnswer(said.join('')), usage },
    { 'X-LiteLLM-Response-Cost': '0.002' },
  )(request, response);
};

async function sendStream(response: ServerResponse, said: readonly string[]): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'X-Served-By': 'replica-7' });
  for (const text of [role, ...said.map((one) => piece(one)), finish(), costing, done]) {
    if (response.destroyed) return;
    response.write(text);
    await pause(PIECE_MS);
  }
  response.end();
}

/** Anthropic's events. */
async function sendMessages(response: ServerResponse, said: readonly string[]): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const events = [
    { type: 'message_start', message: { model: 'small', usage: { input_tokens: 5 } } },
    ...said.map((text) => ({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'text_delta', text },
    })),
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } },
    { type: 'message_stop' },
  ];
  for (const event of events) {
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    await pause(PIECE_MS);
  }
  response.end();
}

/** The raw headers and the body of what came: for comparing what a proxy passed on. */
export async function everythingOf(request: IncomingMessage) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method, url, rawHeaders } = request;
  return { method, url, rawHeaders, body: Buffer.concat(chunks) };
}
