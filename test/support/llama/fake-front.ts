import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type Listener, listenOn } from '../listeners.ts';

export interface Front {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * A fake front of the kind that vLLM has: a process of its own, which answers the pages of health and
 * metrics (here those of llama.cpp's server) and hands questions to a real engine in another process.
 * It counts the tokens that the engine really sends.
 */
export async function startFakeFront(engineUrl: string): Promise<Front> {
  const counted = { running: 0, tokens: 0 };
  const pages: Readonly<Record<string, () => string>> = {
    '/health': () => JSON.stringify({ status: 'ok' }),
    '/v1/models': () => JSON.stringify({ data: [{ id: 'tiny-llama', owned_by: 'llamacpp' }] }),
    '/props': () => JSON.stringify({ total_slots: 1, default_generation_settings: { n_ctx: 256 } }),
    '/metrics': () =>
      `llamacpp:requests_processing ${counted.running}\nllamacpp:n_decode_total ${counted.tokens}\n`,
  };
  const handOn = (incoming: IncomingMessage, response: ServerResponse) => {
    counted.running += 1;
    const upstream = request(new URL(incoming.url ?? '/', engineUrl), { method: incoming.method });
    upstream.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('data', (chunk: Buffer) => {
        counted.tokens += String(chunk).split('"content"').length - 1;
      });
      answer.pipe(response);
    });
    upstream.on('error', () => response.destroy());
    response.on('close', () => {
      counted.running -= 1;
      upstream.destroy();
    });
    incoming.pipe(upstream);
  };
  const listener: Listener = await listenOn(
    createServer((incoming, response) => {
      const page = pages[incoming.url ?? ''];
      if (page) response.end(page());
      else if (incoming.method === 'POST') handOn(incoming, response);
      else response.writeHead(404).end();
    }),
  );
  return { url: `http://${listener.address}`, close: () => listener.close() };
}
