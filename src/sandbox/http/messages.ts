import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** Bytes of a request body that a hop reads: prompts of the sandbox are a few hundred. */
const MAX_BODY_BYTES = 1_048_576;

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: OutgoingHttpHeaders = {},
): void {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

/** The whole body, so that a hop can send it twice. @throws Error when it breaks off or is too long */
export function readBody(message: IncomingMessage): Promise<Buffer> {
  // By events: an iterator over the message costs more than all else that a hop does with it.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    message.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
      else message.destroy(new Error(`the body is longer than ${MAX_BODY_BYTES} bytes`));
    });
    message.once('error', reject);
    message.once('close', () => {
      if (!message.complete) reject(new Error('the body broke off'));
    });
    message.once('end', () =>
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)),
    );
  });
}

/** The path without the query. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?')[0] ?? '/';
}
