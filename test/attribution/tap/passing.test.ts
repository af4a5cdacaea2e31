import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { makeIdentity } from '../../support/certificates.ts';
import { type Listener, listenHttp, listenTcp } from '../../support/listeners.ts';
import { answering, bodyOf, goodStream, role, streaming } from '../../support/model-api.ts';
import { needsPrograms } from '../../support/needs-program.ts';
import { startNginx } from '../../support/nginx.ts';
import { asked, digest, post, type Tapped, type TappedOptions, tapped } from './tapped.ts';

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of closing.splice(0).reverse()) await one.close();
});

function ending<T extends { close(): Promise<void> }>(one: T): T {
  closing.push(one);
  return one;
}

async function before(
  handler: Parameters<typeof listenHttp>[0],
  options: TappedOptions = {},
): Promise<{ readonly tap: Tapped; readonly api: Listener }> {
  const api = ending(await listenHttp(handler));
  return { tap: ending(await tapped(`http://${api.address}`, options)), api };
}

const MEGABYTE = 1_048_576;
const long = { timeout: 60_000, interval: 20 };

describe('what passes a tap', () => {
  it('is handed on byte for byte, header for header', async () => {
    const seen: string[] = [];
    // A server that writes what no library would.
    const api = ending(
      await listenTcp((socket) => {
        socket.on('data', (bytes) => {
          seen.push(bytes.toString());
          if (!seen.join('').includes('"stream":true}')) return;
          socket.write(
            'HTTP/1.1 200 Fine\r\nX-oDd-CaSe: a,b\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n' +
              'Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n' +
              '3\r\nabc\r\n1;ext=1\r\n\n\r\n0\r\nX-Trailer: t\r\n\r\n',
          );
        });
      }),
    );
    const tap = ending(await tapped(`http://${api.address}/prefix`));
    const got = await post(`${tap.url}/v1/chat/completions?a=%20b`, asked({ stream: true }), {
      headers: { 'X-CaSe': 'Kept', 'accept-encoding': 'zstd, x' },
    });
    const told = seen.join('');
    expect(told).toContain('POST /prefix/v1/chat/completions?a=%20b HTTP/1.1\r\n');
    expect(told).toContain('X-CaSe: Kept\r\n');
    expect(told).toContain('accept-encoding: zstd, x\r\n');
    expect(told).toContain(`Host: ${api.address}\r\n`);
    expect(told.split('\r\n\r\n')[1]).toBe(asked({ stream: true }));
    expect(got.body.toString()).toBe('abc\n');
    expect(got.rawHeaders.join('|')).toContain(
      'X-oDd-CaSe|a,b|Set-Cookie|a=1|Set-Cookie|b=2|Content-Type|text/event-stream',
    );
    expect(got.rawHeaders).not.toContain('Date');
  });

  it('is handed on in both directions at ten megabytes, and still measured', async () => {
    const answer = Buffer.from(
      JSON.stringify({
        data: [{ embedding: randomBytes(5 * MEGABYTE).toString('hex') }],
        model: 'big',
        usage: { prompt_tokens: 9, total_tokens: 9 },
      }),
    );
    let received = '';
    const { tap } = await before(async (incoming, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk);
      received = digest(Buffer.concat(chunks));
      response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
    });
    const body = Buffer.from(
      JSON.stringify({ input: randomBytes(5 * MEGABYTE).toString('hex'), model: 'big' }),
    );
    const got = await post(`${tap.url}/v1/embeddings`, body);
    expect(received).toBe(digest(body));
    expect(digest(got.body)).toBe(digest(answer));
    const [one] = await tap.until(1);
    expect(one).toMatchObject({ isRead: true, inference: { model: 'big', promptTokens: 9 } });
  });

  it('goes on one connection for one of the client', async () => {
    const { tap, api } = await before(streaming(...goodStream));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let round = 0; round < 5; round += 1) {
      await post(`${tap.url}/v1/chat/completions`, asked({ stream: true }), { agent });
    }
    expect(api.open()).toBe(1);
    agent.destroy();
    await vi.waitFor(() => expect(api.open()).toBe(0), long);
    expect(await tap.until(5)).toHaveLength(5);
  });

  it('ends where the API hangs up on an idle connection', async () => {
    const { tap } = await before((incoming, response) => {
      response.once('finish', () => setTimeout(() => incoming.socket.destroy(), 50));
      answering(200, {})(incoming, response);
    });
    const socket = connect(Number(tap.port), '127.0.0.1');
    socket.write('GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n');
    socket.resume();
    await once(socket, 'close');
  });

  it('is changed only where a wish for usage is asked for', async () => {
    const bodies: unknown[] = [];
    const { tap } = await before(
      async (incoming, response) => {
        bodies.push(await bodyOf(incoming));
        streaming(...goodStream)(incoming, response);
      },
      { includeUsage: true },
    );
    const own = asked({ stream: true, stream_options: { include_usage: false } });
    for (const body of [asked({ stream: true }), asked(), own]) {
      await post(`${tap.url}/v1/chat/completions`, body);
    }
    expect(bodies).toEqual([
      { ...JSON.parse(asked({ stream: true })), stream_options: { include_usage: true } },
      JSON.parse(asked()),
      JSON.parse(own),
    ]);
  });
});

describe('whoever goes away or is slow', () => {
  it('a client that hangs up: the API learns it, and nobody knows whether it is billed', async () => {
    let isGone = false;
    const { tap } = await before((incoming, response) => {
      response.once('close', () => {
        isGone = true;
      });
      streaming(role, goodStream[1] ?? '', 'hang')(incoming, response);
    });
    const sent = request(`${tap.url}/v1/chat/completions`, { method: 'POST' });
    sent.on('error', () => {});
    sent.end(asked({ stream: true }));
    const [answer] = await once(sent, 'response');
    await once(answer, 'data');
    sent.destroy();
    const [one] = await tap.until(1);
    expect(one?.inference).toMatchObject({
      outcome: 'aborted',
      error: 'client closed',
      billed: 'unknown',
      model: 'small',
    });
    await vi.waitFor(() => expect(isGone).toBe(true), long);
  });

  it('a client that does not read: the API is held back, and the tap holds little', async () => {
    const block = Buffer.alloc(MEGABYTE, 'data: {"choices":[]}\n\n');
    let written = 0;
    const { tap } = await before((incoming, response) => {
      incoming.resume();
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const more = (target: ServerResponse) => {
        while (written < 300) {
          written += 1;
          if (!target.write(block)) return;
        }
        target.end();
      };
      response.on('drain', () => more(response));
      more(response);
    });
    const socket = connect(Number(tap.port), '127.0.0.1');
    const body = asked({ stream: true });
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    socket.pause();
    // It settles: what the kernel and the tap hold is full.
    let before_ = -1;
    await vi.waitFor(
      () => {
        const isStill = written === before_ && written > 0;
        before_ = written;
        expect(isStill).toBe(true);
      },
      { timeout: 60_000, interval: 500 },
    );
    expect(written).toBeLessThan(100);
    // Then it reads on, and everything comes.
    let read = 0;
    socket.on('data', (chunk) => {
      read += chunk.length;
    });
    socket.resume();
    await vi.waitFor(() => expect(read).toBeGreaterThan(300 * MEGABYTE), long);
    socket.destroy();
    await tap.until(1);
  });

  it('a tap that is closed tells of what was on its way', async () => {
    const { tap } = await before(streaming(role, goodStream[1] ?? '', 'hang'));
    const got = post(`${tap.url}/v1/chat/completions`, asked({ stream: true }));
    got.catch(() => {});
    await vi.waitFor(() => expect(tap.measured).toHaveLength(0));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await tap.close();
    closing.splice(closing.indexOf(tap), 1);
    expect(tap.measured[0]?.inference).toMatchObject({ outcome: 'aborted', error: 'tap stopped' });
  });
});

describe.skipIf(!needsPrograms('nginx'))('nginx', () => {
  it('may stand behind over TLS, and in front', async () => {
    const ca = await makeIdentity({ subject: 'tap test authority', authority: true });
    const identity = await makeIdentity({
      subject: 'localhost',
      issuer: ca,
      addresses: ['127.0.0.1'],
    });
    const api = ending(await listenHttp(streaming(...goodStream)));
    const behind = ending(
      await startNginx(`location / { proxy_pass http://${api.address}; }`, identity),
    );
    const tap = ending(await tapped(`https://127.0.0.1:${behind.tlsPort}`, { ca: ca.pem }));
    const front = ending(
      await startNginx(`location / { proxy_pass http://${tap.address}; }`, identity),
    );
    const url = `http://127.0.0.1:${front.port}/v1/chat/completions`;
    const got = await post(url, asked({ stream: true }));
    expect(got.body.toString()).toBe(goodStream.join(''));
    const untrusting = ending(await tapped(`https://127.0.0.1:${behind.tlsPort}`));
    expect((await post(`${untrusting.url}/v1/completions`, asked())).status).toBe(502);
    const [one] = await tap.until(1);
    expect(one?.inference).toMatchObject({ outcome: 'ok', completionTokens: 3 });
    expect((await untrusting.until(1))[0]?.inference.outcome).toBe('failed');
  });
});
