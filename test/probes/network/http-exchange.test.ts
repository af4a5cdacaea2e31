import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type ExchangeRequest, httpExchange } from '../../../probes/network/http-exchange.ts';
import { answering, type Listener, listenHttp, listenTcp } from '../../support/listeners.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

function keep(listener: Listener): Listener {
  closing.push(() => listener.close());
  return listener;
}

function ask({ address }: Listener, more: Partial<ExchangeRequest> = {}) {
  const signal = new AbortController().signal;
  return httpExchange({
    url: new URL(`http://${address}/x?y=1`),
    deadlineMs: 2_000,
    signal,
    ...more,
  });
}

const http = async (handler: RequestListener, more: Partial<ExchangeRequest> = {}) =>
  ask(keep(await listenHttp(handler)), more);
const tcp = async (serve: (socket: Socket) => void, more: Partial<ExchangeRequest> = {}) =>
  ask(keep(await listenTcp(serve)), more);

describe('an answer', () => {
  test('is told whole, with its phases and the address that gave it', async () => {
    const listener = keep(
      await listenHttp((request, response) => {
        response.setHeader('x-echo', `${request.method} ${request.url} ${request.headers.host}`);
        request.pipe(response);
      }),
    );
    const result = await ask(listener, {
      method: 'POST',
      body: 'hello',
      headers: { Accept: 'a/b' },
    });
    expect(result).toMatchObject({
      kind: 'response',
      status: 200,
      complete: true,
      cut: null,
      tls: null,
      headers: { 'x-echo': `POST /x?y=1 ${listener.address}` },
      remote: { host: '127.0.0.1', port: listener.port },
    });
    expect(result.kind === 'response' && result.body.toString()).toBe('hello');
    const { total = 0, ...parts } = result.phases;
    expect(Object.keys(parts)).toEqual(['resolve', 'connect', 'send', 'wait', 'transfer']);
    expect(Object.values(parts).reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(total);
  });

  test('is read up to the limit', async () => {
    const result = await http((_, response) => void response.end(randomBytes(100_000)), {
      bodyLimitBytes: 1_000,
    });
    expect(result).toMatchObject({
      kind: 'response',
      complete: false,
      cut: { symptom: 'http.body_too_large' },
    });
    expect(result.kind === 'response' && result.body.length).toBe(1_000);
  });

  test('comes to the listener in pieces, and ends when that has enough', async () => {
    const enough = new AbortController();
    const heads: number[] = [];
    const pieces: { text: string; atMs: number }[] = [];
    const result = await http(
      (_, response) => {
        response.writeHead(200);
        response.write('one');
        setTimeout(() => response.write('two'), 30);
      },
      {
        enough: enough.signal,
        onHead: ({ status }) => heads.push(status),
        onChunk: (chunk, atMs) => {
          pieces.push({ text: chunk.toString(), atMs });
          if (pieces.length === 2) enough.abort();
        },
      },
    );
    expect(heads).toEqual([200]);
    expect(pieces.map(({ text }) => text)).toEqual(['one', 'two']);
    expect((pieces[1]?.atMs ?? 0) - (pieces[0]?.atMs ?? 0)).toBeGreaterThan(20);
    expect(result).toMatchObject({ kind: 'response', complete: false, cut: null });
  });
});

const head = 'HTTP/1.1 200 OK\r\n';

describe('an answer that breaks off keeps what came', () => {
  test.each([
    ['short of its length', `${head}content-length: 9\r\n\r\nabc`],
    ['between two chunks', `${head}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n`],
    ['within a chunk', `${head}transfer-encoding: chunked\r\n\r\n9\r\nabc`],
  ])('%s', async (_, text) => {
    const result = await tcp(answering(text));
    expect(result).toMatchObject({ kind: 'response', cut: { symptom: 'http.truncated' } });
    expect(result.kind === 'response' && result.body.toString()).toBe('abc');
  });

  test('by a reset', async () => {
    const result = await tcp((socket) => {
      socket.once('data', () => {
        socket.write(`${head}content-length: 9\r\n\r\nabc`, () =>
          setTimeout(() => socket.resetAndDestroy(), 10),
        );
      });
    });
    expect(result).toMatchObject({ kind: 'response', cut: { symptom: 'http.truncated' } });
  });

  test('because time is up', async () => {
    const serve = (socket: Socket) =>
      void socket.once('data', () => socket.write(`${head}content-length: 9\r\n\r\nabc`));
    const result = await tcp(serve, { phaseDeadlinesMs: { transfer: 100 } });
    expect(result).toMatchObject({ kind: 'response', cut: { symptom: 'http.body_timeout' } });
    expect(result.phases.total).toBeLessThan(1_000);
  });
});

describe('no answer', () => {
  test.each([
    ['a FIN', (socket: Socket) => void socket.once('data', () => socket.end()), 'http.closed'],
    ['an RST', (s: Socket) => void s.once('data', () => s.resetAndDestroy()), 'http.reset'],
    ['another protocol', answering('SSH-2.0-x\r\n'), 'http.malformed'],
    ['HTTP/0.9', answering('<html>hello</html>'), 'http.malformed'],
    [
      'two lengths',
      answering(`${head}content-length: 1\r\ncontent-length: 2\r\n\r\na`),
      'http.malformed',
    ],
    [
      'length and chunks at once',
      answering(`${head}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`),
      'http.malformed',
    ],
    ['endless headers', answering(`${head}x: ${'a'.repeat(70_000)}`), 'http.header_overflow'],
    [
      'a switch of protocols',
      answering('HTTP/1.1 101 S\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
      'http.malformed',
    ],
    [
      'nothing but interim answers',
      answering('HTTP/1.1 103 E\r\n\r\n'.repeat(50)),
      'http.malformed',
    ],
  ])('but %s', async (_, serve, symptom) => {
    expect(await tcp(serve)).toMatchObject({ kind: 'failure', symptom });
  });

  test('within the deadline of its phase, whether silent or slow', async () => {
    const slow = (socket: Socket) => {
      const timer = setInterval(() => socket.write('H'), 10);
      socket.on('close', () => clearInterval(timer));
    };
    for (const serve of [() => {}, slow]) {
      const result = await tcp(serve, { phaseDeadlinesMs: { wait: 100 } });
      expect(result.kind).toBe('failure');
      expect(result.phases.total).toBeLessThan(1_000);
    }
    const silent = await tcp(() => {}, { deadlineMs: 100 });
    expect(silent).toMatchObject({ kind: 'failure', phase: 'wait', symptom: 'http.timeout' });
  });

  test('after the session was cancelled, in any phase', async () => {
    const stalling = (socket: Socket) =>
      void socket.once('data', () => socket.write(`${head}content-length: 9\r\n\r\nabc`));
    for (const serve of [() => {}, stalling]) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 50);
      const result = await tcp(serve, { signal: controller.signal });
      expect(result).toMatchObject({ kind: 'failure', symptom: 'self.cancelled' });
      expect(result.phases.total).toBeLessThan(1_000);
    }
    const gone = await tcp(() => {}, { signal: AbortSignal.abort() });
    expect(gone).toMatchObject({ kind: 'failure', symptom: 'self.cancelled' });
  });
});

test('a connection that is cut after any number of bytes is told, never thrown', async () => {
  const whole = Buffer.from(
    `${head}content-type: text/plain\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`,
  );
  const results = await Promise.all(
    Array.from({ length: whole.length }, async (_, bytes) =>
      tcp((socket) => {
        socket.once('data', () =>
          socket.write(whole.subarray(0, bytes), () => socket.resetAndDestroy()),
        );
      }),
    ),
  );
  for (const result of results) {
    const symptom = result.kind === 'failure' ? result.symptom : result.cut?.symptom;
    expect(['http.reset', 'http.closed', 'http.truncated', 'http.malformed']).toContain(symptom);
  }
});

test('a hundred exchanges at once leave no socket behind', async () => {
  const listener = keep(await listenHttp((_, response) => void response.end('ok')));
  const results = await Promise.all(Array.from({ length: 100 }, () => ask(listener)));
  expect(results.every((result) => result.kind === 'response' && result.complete)).toBe(true);
  await expect.poll(() => listener.open()).toBe(0);
});
