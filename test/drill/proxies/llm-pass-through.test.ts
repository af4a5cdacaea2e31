import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { request } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { type Listener, listenHttp } from '../../support/listeners.ts';
import { everythingOf, modelApi, PIECE_MS } from './llm-upstream.ts';
import { type StandingProxy, standBefore } from './standing-proxy.ts';

let upstream: Listener | undefined;
let proxy: StandingProxy | undefined;
afterEach(async () => {
  await proxy?.stop();
  await upstream?.close();
});

async function before(handler: RequestListener): Promise<StandingProxy> {
  upstream = await listenHttp(handler);
  proxy = await standBefore(upstream.address, 'llm');
  return proxy;
}

interface Answer {
  readonly status: number | undefined;
  readonly words: string | undefined;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly atMs: readonly number[];
}

function send(port: number, path: string, headers: readonly string[], body: Buffer) {
  return new Promise<Answer>((resolve, reject) => {
    const began = performance.now();
    const call = request({
      port,
      host: '127.0.0.1',
      path,
      method: 'POST',
      headers: [...headers],
      agent: false,
    });
    call.on('error', reject);
    call.on('response', (response) => {
      const chunks: Buffer[] = [];
      const atMs: number[] = [];
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        atMs.push(performance.now() - began);
      });
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode: status, statusMessage: words, rawHeaders } = response;
        resolve({ status, words, rawHeaders, body: Buffer.concat(chunks), atMs });
      });
    });
    call.end(body);
  });
}

const withoutConnection = (raw: readonly string[]): readonly string[] =>
  raw.filter((_, index) => !/^(?:connection|keep-alive)$/i.test(raw[index - (index % 2)] ?? ''));

test('a megabyte of anything goes both ways unchanged, and so do the headers', async () => {
  const asked = randomBytes(1_048_576);
  const answered = randomBytes(1_048_576);
  let came: Awaited<ReturnType<typeof everythingOf>> | undefined;
  const answerHeaders = ['X-Odd-CASE', 'a', 'Set-Cookie', 'one=1', 'Set-Cookie', 'two=2'];
  const { port } = await before(async (message, response) => {
    came = await everythingOf(message);
    response.sendDate = false;
    response.writeHead(207, 'Oddly Well', [...answerHeaders, 'Content-Length', '1048576']);
    response.end(answered);
  });
  const headers = ['Host', 'api.example', 'X-Key', 'Sk-1', 'X-Two', 'a', 'X-Two', 'b'];
  const answer = await send(port, '/v1/x?q=%20a', [...headers, 'Content-Length', '1048576'], asked);
  expect(came?.body.equals(asked)).toBe(true);
  expect(came).toMatchObject({ method: 'POST', url: '/v1/x?q=%20a' });
  expect(withoutConnection(came?.rawHeaders ?? [])).toEqual([
    ...headers,
    'Content-Length',
    '1048576',
  ]);
  expect(answer).toMatchObject({ status: 207, words: 'Oddly Well' });
  expect(answer.body.equals(answered)).toBe(true);
  expect(withoutConnection(answer.rawHeaders)).toEqual([
    ...answerHeaders,
    'Content-Length',
    '1048576',
  ]);
});

test('events come in order, each when the model says it', async () => {
  const { port } = await before(modelApi);
  const body = Buffer.from(JSON.stringify({ model: 'small', stream: true }));
  const headers = ['Host', 'api.example', 'Content-Length', String(body.length)];
  const direct = await send(upstream?.port ?? 0, '/v1/chat/completions', headers, body);
  const through = await send(port, '/v1/chat/completions', headers, body);
  expect(through.body.equals(direct.body)).toBe(true);
  expect(through.atMs.length).toBe(direct.atMs.length);
  // Buffered, the first would come with the last, six pieces later.
  expect((through.atMs.at(-1) ?? 0) - (through.atMs[0] ?? 0)).toBeGreaterThan(3 * PIECE_MS);
});

test('adds little: a hundred requests, compared with the same without it', async () => {
  const { port } = await before((message, response) => {
    message.resume();
    response.end('ok');
  });
  const body = Buffer.from('{}');
  const median = async (to: number): Promise<number> => {
    const took: number[] = [];
    for (let count = 0; count < 100; count += 1) {
      const { atMs } = await send(to, '/', ['Host', 'a', 'Content-Length', '2'], body);
      took.push(atMs[0] ?? 0);
    }
    return took.sort((a, b) => a - b)[50] ?? 0;
  };
  const direct = await median(upstream?.port ?? 0);
  const through = await median(port);
  // Milliseconds: well above what it takes, and far below what a look would notice.
  expect(through - direct).toBeLessThan(35);
});

test('an answer that comes before the question is complete is passed on', async () => {
  const { port } = await before((_, response) => {
    response.writeHead(413, { 'content-length': 7 });
    response.end('too big');
  });
  const answer = await new Promise<[number | undefined, string]>((resolve, reject) => {
    const headers = { 'content-length': 50_000_000 };
    const call = request({ port, host: '127.0.0.1', method: 'POST', headers, agent: false });
    call.on('error', reject);
    call.on('response', (response) => {
      response.once('data', (body) => {
        resolve([response.statusCode, String(body)]);
        call.destroy();
      });
    });
    call.write(Buffer.alloc(100_000));
  });
  expect(answer).toEqual([413, 'too big']);
});

test('an answer that breaks off breaks off', async () => {
  const { port } = await before((message, response) => {
    message.resume();
    response.writeHead(200, { 'content-length': 100 });
    response.write('half', () => response.socket?.resetAndDestroy());
  });
  await expect(
    send(port, '/', ['Host', 'a', 'Content-Length', '2'], Buffer.from('{}')),
  ).rejects.toThrow();
});
