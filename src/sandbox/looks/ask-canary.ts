import { type ClientRequest, type IncomingMessage, type RequestOptions, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Canary } from '../canaries.ts';
import { slowMs } from '../faults/slow.ts';
import { readBody } from '../http/messages.ts';
import { loopback } from '../layout.ts';

/** Milliseconds from which an answer of a few words counts as slow: less than any slow fault adds. */
const SLOW_FROM_MS = slowMs - 300;

export interface CanaryTarget {
  readonly port: number;
  readonly key?: string;
  /** Trust and name for a service behind TLS. */
  readonly tls?: { readonly ca: Buffer; readonly servername: string };
}

/**
 * Asks a model its canary, streaming, and says in a few words what came: `ok`, `slow`, `refused`,
 * `silent`, `reset`, `closed`, a status with its code (`429 insufficient_quota`), `truncated`,
 * `error inside`, `stalled`, `wrong model`, `wrong answer`, `no usage`, or the code of a failed TLS handshake.
 */
export function askCanary(
  target: CanaryTarget,
  canary: Canary,
  deadlineMs: number,
): Promise<string> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    const asking = open(target);
    let began = false;
    const deadline = setTimeout(() => {
      resolve(began ? 'stalled' : 'silent');
      asking.destroy();
    }, deadlineMs);
    const end = (word: string): void => {
      clearTimeout(deadline);
      resolve(word);
    };
    asking.on('error', (error: NodeJS.ErrnoException) => end(errorWord(error)));
    asking.once('response', (answer) => {
      answer.once('data', () => {
        began = true;
      });
      readBody(answer).then(
        (body) => end(answerWord(answer, body.toString(), canary, performance.now() - startedAt)),
        () => end('truncated'),
      );
    });
    asking.end(bodyOf(canary));
  });
}

function open({ port, key, tls }: CanaryTarget): ClientRequest {
  const options: RequestOptions = {
    host: loopback,
    port,
    method: 'POST',
    path: '/v1/chat/completions',
    agent: false,
    headers: {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    },
  };
  if (!tls) return request(options);
  return secureRequest({
    ...options,
    ...tls,
    headers: { ...options.headers, host: tls.servername },
  });
}

function bodyOf({ model, prompt, maxTokens }: Canary): string {
  return JSON.stringify({
    model,
    messages: [{ role: 'user', content: prompt }],
    max_tokens: maxTokens,
    temperature: 0,
    stream: true,
    stream_options: { include_usage: true },
  });
}

function errorWord({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ECONNREFUSED') return 'refused';
  // Node gives one code to both; only RST has a system call.
  if (code === 'ECONNRESET') return message.includes('hang up') ? 'closed' : 'reset';
  return code ?? message;
}

function answerWord(
  answer: IncomingMessage,
  body: string,
  canary: Canary,
  durationMs: number,
): string {
  if (answer.statusCode !== 200) return `${answer.statusCode} ${codeIn(body)}`;
  const events = body
    .split('\n\n')
    .filter((event) => event.startsWith('data: '))
    .map((event) => event.slice('data: '.length));
  if (events.at(-1)?.startsWith('{"error"')) return 'error inside';
  if (events.at(-1) !== '[DONE]') return 'truncated';
  const chunks = events.slice(0, -1).map((event) => JSON.parse(event));
  if (chunks.some(({ model }) => model !== canary.model)) return 'wrong model';
  const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
  if (text !== canary.answer) return 'wrong answer';
  if (chunks.every(({ usage }) => !usage)) return 'no usage';
  return durationMs >= SLOW_FROM_MS ? 'slow' : 'ok';
}

function codeIn(body: string): string {
  try {
    const { error } = JSON.parse(body);
    return String(error.code ?? error.type ?? '');
  } catch {
    return '';
  }
}
