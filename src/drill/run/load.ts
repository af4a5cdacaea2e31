import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Load } from '../types.ts';

/** Requests at the same time: a target that hangs must not fill our memory. */
const MOST_OPEN = 64;
/** Milliseconds that one request may take. */
const REQUEST_MS = 10_000;
/** Tokens asked for: the load is the number of requests, not their length. */
const MAX_TOKENS = 8;

/**
 * Asks a model so many times a second, beside weaklink's own looks, until the returned function is
 * called. What is answered does not matter, and late answers are given up.
 */
export function startLoad({ url, model, perSecond }: Load): () => void {
  const target = new URL(`${url.replace(/\/$/, '')}/chat/completions`);
  const send = target.protocol === 'https:' ? requestHttps : requestHttp;
  const messages = [{ role: 'user', content: 'ping' }];
  const body = JSON.stringify({ model, messages, max_tokens: MAX_TOKENS });
  const open = new Set<ReturnType<typeof send>>();
  const timer = setInterval(() => {
    if (open.size >= MOST_OPEN) return;
    const headers = { 'content-type': 'application/json' };
    const request = send(target, { method: 'POST', headers, timeout: REQUEST_MS });
    open.add(request);
    request.on('response', (response) => response.resume());
    request.on('timeout', () => request.destroy());
    // A broken target is what drills are about.
    request.on('error', () => {});
    request.on('close', () => open.delete(request));
    request.end(body);
  }, 1_000 / perSecond);
  return () => {
    clearInterval(timer);
    for (const request of open) request.destroy();
  };
}
