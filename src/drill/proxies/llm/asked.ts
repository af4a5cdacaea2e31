import type { IncomingMessage } from 'node:http';
import { vendorOf } from './dialect.ts';
import type { Asked } from './fault.ts';

/** Bytes of a request that is kept to find the model's name in it. */
const MAX_BODY_BYTES = 8_388_608;

/** Whether a request asks a model; the list of models and health checks do not. */
export const asksModel = ({ method }: IncomingMessage): boolean => method === 'POST';

/**
 * What is asked, with the body that had to be read for it. The body is null where it is too long;
 * then the request cannot go on.
 */
export async function readAsked(
  request: IncomingMessage,
): Promise<{ readonly asked: Asked; readonly body: Buffer | null }> {
  const body = await bodyOf(request);
  const { method = 'GET', url = '/' } = request;
  return {
    asked: { method, path: url, vendor: vendorOf(url), model: modelOf(url, body) },
    body,
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk as Buffer);
  }
  return bytes > MAX_BODY_BYTES ? null : Buffer.concat(chunks);
}

/** Google and Azure name the model in the path, all others in the body. */
function modelOf(path: string, body: Buffer | null): string {
  const inPath = /\/(?:models|deployments)\/([^/:?]+)/.exec(path)?.[1];
  if (inPath !== undefined) return inPath;
  try {
    const { model } = JSON.parse(body?.toString() ?? '') as { model?: unknown };
    return typeof model === 'string' ? model.slice(0, 200) : '';
  } catch {
    return '';
  }
}
