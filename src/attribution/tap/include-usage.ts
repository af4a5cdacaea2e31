import type { IncomingMessage } from 'node:http';
import { FieldReader } from './fields.ts';

/** Bytes of a body that is held to ask for usage; a longer one passes as it is. */
export const MAX_HELD_BYTES = 16_777_216;

const ask = Buffer.from('"stream_options":{"include_usage":true},');

/**
 * The body with a wish for usage, where it asks for a stream and has no wishes of its own; else as it was.
 * Only what is missing is put in; the rest stays byte for byte.
 */
export function withUsageAsked(body: Buffer): Buffer {
  const fields = new FieldReader(['stream', 'stream_options'], 4_096);
  fields.feed(body);
  if (!fields.isWhole || fields.found.get('stream') !== true) return body;
  if (fields.found.has('stream_options')) return body;
  const brace = body.indexOf(0x7b);
  return Buffer.concat([body.subarray(0, brace + 1), ask, body.subarray(brace + 1)]);
}

/** A body in whole, or what came of it when it was too long to hold; the rest is still to come. */
export interface Held {
  readonly kind: 'whole' | 'part';
  readonly body: Buffer;
}

/** @returns null when the client goes away meanwhile */
export function hold(request: IncomingMessage): Promise<Held | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (held: Held | null): void => {
      request.off('data', take).off('end', whole).off('close', gone);
      resolve(held);
    };
    const take = (chunk: Buffer): void => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes <= MAX_HELD_BYTES) return;
      request.pause();
      settle({ kind: 'part', body: Buffer.concat(chunks) });
    };
    const whole = (): void => settle({ kind: 'whole', body: Buffer.concat(chunks) });
    const gone = (): void => settle(null);
    request.on('data', take).once('end', whole).once('close', gone);
  });
}
