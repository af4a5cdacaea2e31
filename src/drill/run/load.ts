import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Chain } from '../../chain/types.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { resolveSecret, type SecretLearner } from '../../platform/secrets.ts';
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
 *
 * @throws WeaklinkError E_DRILL_LOAD, E_SECRET
 */
export async function startLoad(
  load: Load,
  chain: Chain,
  redactor: SecretLearner,
): Promise<() => void> {
  const { model, perSecond, key } = load;
  const target = new URL(`${baseOf(load, chain).replace(/\/$/, '')}/chat/completions`);
  const secret = key === null ? null : await resolveSecret(key, redactor);
  const headers = {
    'content-type': 'application/json',
    ...(secret === null ? {} : { authorization: `Bearer ${secret}` }),
  };
  const send = target.protocol === 'https:' ? requestHttps : requestHttp;
  const messages = [{ role: 'user', content: 'ping' }];
  const body = JSON.stringify({ model, messages, max_tokens: MAX_TOKENS });
  const open = new Set<ReturnType<typeof send>>();
  const timer = setInterval(() => {
    if (open.size >= MOST_OPEN) return;
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

/** The URL as it stands, or that of the link. */
function baseOf({ url, link }: Load, chain: Chain): string {
  if (url !== null) return url;
  const address = chain.links.find(({ id }) => id === link)?.address ?? '';
  if (/^https?:\/\//.test(address)) return new URL('/v1', address).href;
  throw new WeaklinkError({
    code: 'E_DRILL_LOAD',
    message: `load: the link "${link}" has no http address in the chain`,
    hint: 'Name another link, or give a url.',
  });
}
