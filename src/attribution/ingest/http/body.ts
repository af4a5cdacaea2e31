import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';

/** Bytes of a request as it comes, and after it is unpacked: the Collector's own limit is 20 MiB. */
export const MAX_BODY_BYTES = 20_971_520;
/** What a packed request may grow to: telemetry shrinks tenfold. */
export const MAX_UNPACKED_BYTES = 67_108_864;

export type Body =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'unknown-encoding' }
  /** Packed wrongly, or the sender went away. */
  | { readonly kind: 'broken' };

/** Reads a request's body, unpacked. What is too large is not read to its end. Never throws. */
export async function readBody(request: IncomingMessage): Promise<Body> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding !== 'identity' && encoding !== 'gzip') return { kind: 'unknown-encoding' };
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return { kind: 'too-large' };
  return encoding === 'gzip' ? readGzip(request) : collect(request, MAX_BODY_BYTES);
}

async function readGzip(request: IncomingMessage): Promise<Body> {
  const packed = await collect(request, MAX_BODY_BYTES);
  if (packed.kind !== 'read') return packed;
  const gunzip = createGunzip();
  gunzip.end(packed.bytes);
  return collect(gunzip, MAX_UNPACKED_BYTES);
}

async function collect(source: AsyncIterable<Buffer>, maxBytes: number): Promise<Body> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of source) {
      length += chunk.length;
      if (length > maxBytes) return { kind: 'too-large' };
      chunks.push(chunk);
    }
  } catch {
    return { kind: 'broken' };
  }
  return { kind: 'read', bytes: Buffer.concat(chunks) };
}
