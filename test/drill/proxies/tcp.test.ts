import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { freePort, type Listener, listenTcp } from '../../support/listeners.ts';
import { type StandingProxy, standBefore } from './standing-proxy.ts';
import { echo, talk } from './tcp-talk.ts';

let upstream: Listener;
let proxy: StandingProxy;
/** What the upstream does with its next connections. */
let serve: (socket: Socket) => void = echo;

beforeAll(async () => {
  upstream = await listenTcp((socket) => serve(socket));
  proxy = await standBefore(upstream.address);
});
afterEach(async () => {
  serve = echo;
  await proxy.heal();
});
afterAll(async () => {
  await proxy.stop();
  await upstream.close();
});

describe('with no toxic', () => {
  test('a megabyte of anything goes both ways unchanged', async () => {
    const bytes = randomBytes(1_048_576);
    const { heard, ended } = await talk(proxy.port, bytes);
    expect(ended).toBe('end');
    expect(heard.equals(bytes)).toBe(true);
  });

  test('a side that has said everything still hears the answer', async () => {
    serve = (socket) => {
      socket.resume();
      socket.on('end', () => setTimeout(() => socket.end('after the end'), 30));
    };
    expect(await talk(proxy.port, 'all')).toMatchObject({
      heard: Buffer.from('after the end'),
      ended: 'end',
    });
  });

  test('a reset on one side is a reset on the other, both ways', async () => {
    serve = (socket) => {
      socket.once('data', () => socket.resetAndDestroy());
    };
    expect((await talk(proxy.port, 'go')).ended).toBe('ECONNRESET');
    const met = Promise.withResolvers<string>();
    serve = (socket) => {
      socket.on('error', (error: NodeJS.ErrnoException) => met.resolve(error.code ?? ''));
      socket.on('end', () => met.resolve('end'));
      socket.resume();
    };
    const client = connect({ port: proxy.port, host: '127.0.0.1' });
    await once(client, 'connect');
    client.write('x');
    await pause(50);
    client.resetAndDestroy();
    expect(await met.promise).toBe('ECONNRESET');
  });

  test('a client that goes away while it is answered is gone for the upstream', async () => {
    const met = Promise.withResolvers<string>();
    serve = (socket) => {
      socket.on('error', (error: NodeJS.ErrnoException) => met.resolve(error.code ?? ''));
      socket.on('end', () => setInterval(() => socket.write('more'), 10).unref());
      socket.resume();
    };
    const client = connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true });
    client.end('all');
    await once(client, 'data');
    client.resetAndDestroy();
    expect(await met.promise).toMatch(/ECONNRESET|EPIPE/);
  });

  test('an upstream that is not there is a reset', async () => {
    const lonely = await standBefore(`127.0.0.1:${await freePort()}`);
    try {
      expect((await talk(lonely.port, 'hello')).ended).toBe('ECONNRESET');
    } finally {
      await lonely.stop();
    }
  });

  test('nothing is kept of a connection that is over', async () => {
    await Promise.all(Array.from({ length: 50 }, () => talk(proxy.port, 'hello')));
    await expect.poll(() => upstream.open(), { timeout: 2_000 }).toBe(0);
  });
});

describe('latency', () => {
  test('delays what is said, on top of what it takes', async () => {
    await proxy.toxic({ type: 'latency', attributes: { latency: 300 } });
    const { tookMs, heard } = await talk(proxy.port, 'hello');
    expect(heard.toString()).toBe('hello');
    expect(tookMs).toBeGreaterThan(295);
    expect(tookMs).toBeLessThan(900);
  });

  test('costs no throughput: pieces on their way do not wait for each other', async () => {
    serve = async (socket) => {
      for (let piece = 0; piece < 20; piece += 1) {
        socket.write('x');
        await pause(10);
      }
      socket.end();
    };
    await proxy.toxic({ type: 'latency', attributes: { latency: 300 } });
    const { tookMs, heard } = await talk(proxy.port, '');
    expect(heard).toHaveLength(20);
    // One after the other they would take 6 s.
    expect(tookMs).toBeLessThan(2_000);
  });

  test('jitter makes it more or less', async () => {
    await proxy.toxic({ type: 'latency', attributes: { latency: 150, jitter: 100 } });
    const took = await Promise.all(
      Array.from({ length: 20 }, async () => (await talk(proxy.port, 'x')).tookMs),
    );
    expect(Math.min(...took)).toBeGreaterThan(45);
    expect(Math.max(...took) - Math.min(...took)).toBeGreaterThan(40);
  });

  test('only in its stream', async () => {
    await proxy.toxic({ type: 'latency', stream: 'upstream', attributes: { latency: 1_500 } });
    serve = (socket) => {
      socket.end('greeting');
      socket.resume();
    };
    expect((await talk(proxy.port, '', { keepsOpen: true })).tookMs).toBeLessThan(1_000);
  });

  test('ends at once for what waits when it is removed', async () => {
    await proxy.toxic({ name: 'slow', type: 'latency', attributes: { latency: 20_000 } });
    const answer = talk(proxy.port, 'hello');
    await pause(150);
    expect((await proxy.call('DELETE', '/proxies/web/toxics/slow')).status).toBe(204);
    const { heard, tookMs } = await answer;
    expect(heard.toString()).toBe('hello');
    expect(tookMs).toBeLessThan(2_000);
  });
});

describe('bandwidth', () => {
  test('is what it says', async () => {
    await proxy.toxic({ type: 'bandwidth', attributes: { rate: 200 } });
    const bytes = randomBytes(100_000);
    const { heard, tookMs } = await talk(proxy.port, bytes);
    expect(heard.equals(bytes)).toBe(true);
    expect(tookMs).toBeGreaterThan(450);
    expect(tookMs).toBeLessThan(1_500);
  });

  test('is felt by the sender: the proxy holds no more than its buffers', async () => {
    let received = 0;
    serve = (socket) => {
      socket.on('data', ({ length }) => {
        received += length;
      });
      socket.on('end', () => socket.end());
    };
    await proxy.toxic({ type: 'bandwidth', stream: 'upstream', attributes: { rate: 100 } });
    const client = connect({ port: proxy.port, host: '127.0.0.1' });
    client.on('error', () => {});
    client.write(Buffer.alloc(64 * 1_048_576));
    await pause(700);
    expect(received).toBeGreaterThan(20_000);
    expect(received).toBeLessThan(200_000);
    // What the sender could hand over: kernel buffers and one buffer of the proxy.
    expect(client.writableLength).toBeGreaterThan(32 * 1_048_576);
    client.destroy();
  });
});

test('slow_close delays the end and nothing else', async () => {
  await proxy.toxic({ type: 'slow_close', attributes: { delay: 1_000 } });
  let heardAt = 0;
  const began = performance.now();
  const client = connect({ port: proxy.port, host: '127.0.0.1' });
  client.once('data', () => {
    heardAt = performance.now() - began;
  });
  client.end('hello');
  await once(client, 'end');
  expect(heardAt).toBeLessThan(800);
  expect(performance.now() - began).toBeGreaterThan(995);
});

describe('timeout', () => {
  test('lets nothing through and closes', async () => {
    await proxy.toxic({ type: 'timeout', attributes: { timeout: 300 } });
    const { heard, tookMs, ended } = await talk(proxy.port, 'hello', { keepsOpen: true });
    expect({ heard: heard.length, ended }).toEqual({ heard: 0, ended: 'end' });
    expect(tookMs).toBeGreaterThan(295);
  });

  test('0: also the end of the stream is silent, until the client gives up', async () => {
    serve = (socket) => {
      socket.resume();
      socket.end('bye');
    };
    await proxy.toxic({ type: 'timeout' });
    const { ended } = await talk(proxy.port, 'x', { keepsOpen: true, patienceMs: 300 });
    expect(ended).toBe('open');
    await expect.poll(() => upstream.open(), { timeout: 2_000 }).toBe(0);
  });

  test('0: silent and open; a connection that lost data ends with the toxic', async () => {
    await proxy.toxic({ name: 'hole', type: 'timeout' });
    const silent = talk(proxy.port, 'hello', { keepsOpen: true, patienceMs: 5_000 });
    const idle = connect({ port: proxy.port, host: '127.0.0.1' });
    await pause(400);
    await proxy.call('DELETE', '/proxies/web/toxics/hole');
    const { heard, ended, tookMs } = await silent;
    expect({ heard: heard.length, ended }).toEqual({ heard: 0, ended: 'end' });
    expect(tookMs).toBeGreaterThan(395);
    // One that lost nothing goes on.
    idle.write('still here');
    expect(String((await once(idle, 'data'))[0])).toBe('still here');
    idle.destroy();
  });
});

describe('reset_peer', () => {
  test('is a real RST', async () => {
    await proxy.toxic({ type: 'reset_peer' });
    const { ended, heard } = await talk(proxy.port, 'hello');
    expect({ heard: heard.length, ended }).toEqual({ heard: 0, ended: 'ECONNRESET' });
  });

  test('after a while', async () => {
    await proxy.toxic({ type: 'reset_peer', attributes: { timeout: 300 } });
    const { ended, tookMs } = await talk(proxy.port, 'hello');
    expect(ended).toBe('ECONNRESET');
    expect(tookMs).toBeGreaterThan(295);
  });

  test('the upstream is reset too', async () => {
    const met = Promise.withResolvers<string>();
    serve = (socket) => {
      socket.on('error', (error: NodeJS.ErrnoException) => met.resolve(error.code ?? ''));
      socket.write('hello');
    };
    await proxy.toxic({ type: 'reset_peer' });
    await talk(proxy.port, '', { keepsOpen: true });
    expect(await met.promise).toBe('ECONNRESET');
  });
});

test('slicer cuts what is said, and loses nothing', async () => {
  const attributes = { average_size: 100, size_variation: 20, delay: 5_000 };
  await proxy.toxic({ type: 'slicer', attributes });
  const bytes = randomBytes(2_000);
  const { heard, pieces, tookMs } = await talk(proxy.port, bytes);
  expect(heard.equals(bytes)).toBe(true);
  expect(pieces.length).toBeGreaterThan(10);
  // Who is read late comes joined with the next.
  expect(Math.min(...pieces.slice(0, 5))).toBeLessThanOrEqual(120);
  // About 20 slices, 5 ms apart.
  expect(tookMs).toBeGreaterThan(70);
});

test.each([0, 1_000, 1_500_000])('limit_data closes after %i bytes', async (limit) => {
  await proxy.toxic({ type: 'limit_data', attributes: { bytes: limit } });
  const bytes = randomBytes(2_000_000);
  serve = (socket) => socket.write(bytes);
  const { heard, ended } = await talk(proxy.port, '', { keepsOpen: true });
  expect(heard.equals(bytes.subarray(0, limit))).toBe(true);
  expect(ended).toBe('end');
});

test('toxics work one after the other', async () => {
  await proxy.toxic({ type: 'latency', attributes: { latency: 200 } });
  await proxy.toxic({ type: 'limit_data', attributes: { bytes: 3 } });
  const { heard, tookMs } = await talk(proxy.port, 'hello');
  expect(heard.toString()).toBe('hel');
  expect(tookMs).toBeGreaterThan(195);
});

test('down: refused, and open connections end', async () => {
  const open = talk(proxy.port, 'hello', { keepsOpen: true });
  await pause(100);
  await proxy.call('POST', '/proxies/web', { enabled: false });
  expect((await open).ended).toBe('ECONNRESET');
  expect((await talk(proxy.port, 'hello')).ended).toBe('ECONNREFUSED');
  await proxy.call('POST', '/proxies/web', { enabled: true });
  expect((await talk(proxy.port, 'hello')).ended).toBe('end');
});

test('toxicity is the share of connections', async () => {
  await proxy.toxic({ type: 'reset_peer', toxicity: 0.5 });
  const ends = await Promise.all(
    Array.from({ length: 100 }, async () => (await talk(proxy.port, 'x')).ended),
  );
  const reset = ends.filter((ended) => ended === 'ECONNRESET').length;
  // Outside this range less than once in a million runs.
  expect(reset).toBeGreaterThan(24);
  expect(reset).toBeLessThan(76);
});

describe('the dead man’s switch', () => {
  test('a toxic ends at its time', async () => {
    await proxy.toxic({ type: 'timeout', ttl: 300 });
    expect((await talk(proxy.port, 'x', { keepsOpen: true, patienceMs: 100 })).ended).toBe('open');
    await pause(300);
    expect((await proxy.call('GET', '/proxies/web/toxics')).document).toEqual([]);
    expect((await talk(proxy.port, 'x')).ended).toBe('end');
  });

  test('a proxy that is down comes up', async () => {
    await proxy.call('POST', '/proxies/web', { enabled: false, ttl: 300 });
    expect((await talk(proxy.port, 'x')).ended).toBe('ECONNREFUSED');
    await expect
      .poll(async () => (await talk(proxy.port, 'x')).ended, { timeout: 2_000 })
      .toBe('end');
  });

  test('a later fault of the same name has its own time', async () => {
    await proxy.toxic({ name: 'one', type: 'timeout', ttl: 150 });
    await proxy.call('DELETE', '/proxies/web/toxics/one');
    await proxy.toxic({ name: 'one', type: 'timeout', ttl: 5_000 });
    await pause(300);
    expect((await proxy.call('GET', '/proxies/web/toxics/one')).status).toBe(200);
  });
});
