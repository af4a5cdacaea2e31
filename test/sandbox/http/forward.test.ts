import { once } from 'node:events';
import { createServer, type RequestListener, request, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { forward } from '../../../src/sandbox/http/forward.ts';
import { keepHeader } from '../../../src/sandbox/http/kept-connections.ts';

async function listening(listener: RequestListener): Promise<[Server, number]> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return [server, (server.address() as AddressInfo).port];
}

/** A hop before a server, and the sockets that the server was asked over. */
async function hopBefore(answer: RequestListener) {
  const sockets: Socket[] = [];
  const [, port] = await listening((incoming, response) => {
    sockets.push(incoming.socket);
    answer(incoming, response);
  });
  const [, front] = await listening(async (incoming, response) => {
    const body = Buffer.alloc(0);
    const result = await forward(incoming, response, { to: 'behind', port, body });
    if (result !== 'answered') response.writeHead(502).end(result);
  });
  const ask = (headers: Record<string, string> = {}) =>
    new Promise<number>((resolve, reject) => {
      const sent = request({ port: front, host: '127.0.0.1', agent: false, headers });
      sent.once('error', reject);
      sent.once('response', (got) => {
        got.resume();
        got.once('end', () => resolve(got.statusCode ?? 0));
      });
      sent.end();
    });
  return { ask, sockets };
}

test('each request has a connection of its own, unless who asks wants them kept', async () => {
  const { ask, sockets } = await hopBefore((_, response) => response.end('well'));
  expect([await ask(), await ask()]).toEqual([200, 200]);
  expect(new Set(sockets).size).toBe(2);
  const kept = { [keepHeader]: '1' };
  expect([await ask(kept), await ask(kept), await ask(kept)]).toEqual([200, 200, 200]);
  expect(new Set(sockets).size).toBe(3);
});

test('a kept connection that was closed behind costs nobody an answer', async () => {
  const seen = new WeakSet<Socket>();
  const { ask, sockets } = await hopBefore(({ socket }, response) => {
    // As a server does that gave up on an idle connection just when it was used again.
    if (seen.has(socket)) socket.resetAndDestroy();
    else {
      seen.add(socket);
      response.end('well');
    }
  });
  const kept = { [keepHeader]: '1' };
  expect([await ask(kept), await ask(kept)]).toEqual([200, 200]);
  expect(new Set(sockets).size).toBe(2);
  expect(sockets).toHaveLength(3);
});

test('a server that resets fresh connections as well has failed', async () => {
  const { ask } = await hopBefore(({ socket }) => void socket.resetAndDestroy());
  expect(await ask({ [keepHeader]: '1' })).toBe(502);
});
