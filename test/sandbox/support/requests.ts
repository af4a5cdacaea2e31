import { readFileSync } from 'node:fs';
import { type IncomingHttpHeaders, type RequestOptions, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Sandbox } from '../../../src/sandbox/types.ts';

/** What a plain client got, or the code of the error that it met. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Set when there was no whole answer: `ECONNREFUSED`, `TIMEOUT` … */
  readonly error?: string;
}

/** Milliseconds that a client of these tests waits. */
const PATIENCE_MS = 1_500;

/** Addresses of the links, as the sandbox's own chain file states them. */
export function addressOf(sandbox: Sandbox, link: string): URL {
  return new URL(parse(sandbox.chainYaml).links[link].address);
}

export function keyOf(sandbox: Sandbox, owner: 'gateway' | 'vendor'): string {
  return readFileSync(join(sandbox.directory, 'keys', owner), 'utf8');
}

/** One request to a link; the edge is asked under its name, over TLS, trusting the sandbox's authority. */
export function ask(
  sandbox: Sandbox,
  link: string,
  path: string,
  options: { readonly body?: unknown; readonly key?: string } = {},
): Promise<Reply> {
  const { protocol, hostname, port } = addressOf(sandbox, link);
  const plain: RequestOptions = {
    host: '127.0.0.1',
    port,
    path,
    method: options.body === undefined ? 'GET' : 'POST',
    agent: false,
    headers: options.key === undefined ? {} : { authorization: `Bearer ${options.key}` },
  };
  const ca = () => readFileSync(join(sandbox.directory, 'ca.pem'));
  const open = () =>
    protocol === 'https:'
      ? secureRequest({ ...plain, servername: hostname, ca: ca() })
      : request(plain);
  return new Promise((resolve) => {
    let reply: Reply = { status: 0, headers: {}, text: '' };
    const asking = open();
    const fail = (error: NodeJS.ErrnoException): void =>
      resolve({ ...reply, error: error.code ?? error.message });
    asking.setTimeout(PATIENCE_MS, () => {
      fail(Object.assign(new Error(), { code: 'TIMEOUT' }));
      asking.destroy();
    });
    asking.on('error', fail);
    asking.once('response', (answer) => {
      reply = { status: answer.statusCode ?? 0, headers: answer.headers, text: '' };
      answer.setEncoding('utf8');
      answer.on('data', (text: string) => {
        reply = { ...reply, text: reply.text + text };
      });
      answer.on('error', fail);
      answer.once('end', () => resolve(reply));
    });
    asking.end(options.body === undefined ? undefined : JSON.stringify(options.body));
  });
}

export interface Question {
  readonly model?: string;
  readonly prompt?: string;
  readonly stream?: boolean;
  readonly [more: string]: unknown;
}

/** A chat completion at temperature 0. */
export function chat(
  sandbox: Sandbox,
  link: string,
  { prompt = 'The jury produced no evidence that any', ...more }: Question = {},
  key?: string,
): Promise<Reply> {
  const messages = [{ role: 'user', content: prompt }];
  const body = { model: 'chat', messages, temperature: 0, max_tokens: 12, ...more };
  return ask(sandbox, link, '/v1/chat/completions', {
    body,
    ...(key === undefined ? {} : { key }),
  });
}

/** Events of a stream, without the last `[DONE]`. */
export function eventsIn(text: string): readonly { readonly [key: string]: unknown }[] {
  return text
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice('data: '.length)));
}
