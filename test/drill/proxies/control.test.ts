import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { freePort, type Listener, listenTcp } from '../../support/listeners.ts';
import { type StandingProxy, standBefore } from './standing-proxy.ts';
import { echo, talk } from './tcp-talk.ts';

let upstream: Listener;
let proxy: StandingProxy;

beforeAll(async () => {
  upstream = await listenTcp(echo);
  proxy = await standBefore(upstream.address);
});
afterEach(() => proxy.heal());
afterAll(async () => {
  await proxy.stop();
  await upstream.close();
});

const shown = () => ({
  name: 'web',
  listen: proxy.address,
  upstream: upstream.address,
  enabled: true,
  toxics: [],
});

describe('proxies', () => {
  test('are listed by name', async () => {
    expect(await proxy.call('GET', '/proxies')).toEqual({
      status: 200,
      document: { web: shown() },
    });
    expect(await proxy.call('GET', '/proxies/web')).toEqual({ status: 200, document: shown() });
  });

  test('are made, changed, moved and deleted', async () => {
    const listen = `127.0.0.1:${await freePort()}`;
    const made = await proxy.call('POST', '/proxies', {
      name: 'more',
      listen,
      upstream: upstream.address,
    });
    expect(made).toEqual({ status: 201, document: { ...shown(), name: 'more', listen } });
    expect((await talk(Number(listen.split(':')[1]), 'hello')).heard.toString()).toBe('hello');
    const port = await freePort();
    const moved = await proxy.call('POST', '/proxies/more', { listen: `127.0.0.1:${port}` });
    expect(moved).toMatchObject({ status: 200, document: { listen: `127.0.0.1:${port}` } });
    expect((await talk(port, 'hello')).heard.toString()).toBe('hello');
    expect((await proxy.call('DELETE', '/proxies/more')).status).toBe(204);
    expect((await talk(port, 'hello')).ended).toBe('ECONNREFUSED');
  });

  test('a port is chosen where none is named', async () => {
    const made = await proxy.call('POST', '/proxies', { name: 'any', upstream: upstream.address });
    const { listen } = made.document as { listen: string };
    expect((await talk(Number(listen.split(':')[1]), 'hello')).heard.toString()).toBe('hello');
    await proxy.call('DELETE', '/proxies/any');
  });

  test('are populated: what is there stays, what is missing is made', async () => {
    const { upstream: to, listen } = shown();
    const populated = await proxy.call('POST', '/populate', [
      { name: 'web', listen, upstream: to },
      { name: 'other', listen: '127.0.0.1:0', upstream: to, enabled: false },
    ]);
    expect(populated).toMatchObject({
      status: 201,
      document: { proxies: [shown(), { name: 'other', enabled: false, toxics: [] }] },
    });
    await proxy.call('DELETE', '/proxies/other');
  });

  test('reset brings everything up and removes every toxic', async () => {
    await proxy.toxic({ type: 'timeout' });
    await proxy.call('POST', '/proxies/web', { enabled: false });
    expect((await proxy.call('POST', '/reset')).status).toBe(204);
    expect((await proxy.call('GET', '/proxies/web')).document).toEqual(shown());
  });
});

describe('toxics', () => {
  const path = '/proxies/web/toxics';

  test('have the defaults that Toxiproxy documents', async () => {
    const latency = {
      attributes: { latency: 1_000, jitter: 0 },
      name: 'latency_downstream',
      type: 'latency',
      stream: 'downstream',
      toxicity: 1,
    };
    const added = await proxy.call('POST', path, {
      type: 'latency',
      attributes: { latency: 1_000 },
    });
    expect(added).toEqual({ status: 200, document: latency });
    expect(await proxy.call('GET', path)).toEqual({ status: 200, document: [latency] });
    const one = `${path}/latency_downstream`;
    expect(await proxy.call('GET', one)).toEqual({ status: 200, document: latency });
    const changed = await proxy.call('POST', one, { attributes: { jitter: 5 }, toxicity: 0.5 });
    expect(changed).toEqual({
      status: 200,
      document: { ...latency, toxicity: 0.5, attributes: { latency: 1_000, jitter: 5 } },
    });
    expect((await proxy.call('DELETE', one)).status).toBe(204);
    expect((await proxy.call('GET', path)).document).toEqual([]);
  });

  test.each([
    ['latency', { latency: 1, jitter: 2 }],
    ['bandwidth', { rate: 1 }],
    ['slow_close', { delay: 1 }],
    ['timeout', { timeout: 1 }],
    ['reset_peer', { timeout: 1 }],
    ['slicer', { average_size: 1, size_variation: 0, delay: 3 }],
    ['limit_data', { bytes: 1 }],
  ])('%s has the attributes of Toxiproxy', async (type, attributes) => {
    const toxic = { name: 'one', type, stream: 'upstream', toxicity: 0.1, attributes };
    expect(await proxy.call('POST', path, toxic)).toEqual({ status: 200, document: toxic });
  });
});

test.each([
  ['GET', '/proxies/none', undefined, 404, 'proxy not found'],
  ['GET', '/proxies/web/toxics/none', undefined, 404, 'toxic not found'],
  ['DELETE', '/proxies/web/toxics/none', undefined, 404, 'toxic not found'],
  ['POST', '/proxies', { upstream: 'a:1' }, 400, 'missing required field: name'],
  ['POST', '/proxies', { name: 'more' }, 400, 'missing required field: upstream'],
  ['POST', '/proxies', { name: 'web', upstream: 'a:1' }, 409, 'proxy already exists'],
  ['POST', '/proxies', { name: 'no', upstream: 'a:1', listen: 'x' }, 500, 'not host:port'],
  ['POST', '/proxies/web/toxics', { type: 'fire' }, 400, 'invalid toxic type'],
  ['POST', '/proxies/web/toxics', { type: 'toString' }, 400, 'invalid toxic type'],
  ['POST', '/proxies/web/toxics', { type: 'timeout', stream: 'up' }, 400, 'stream was invalid'],
  ['POST', '/proxies/web/toxics', { type: 'timeout', toxicity: 2 }, 400, 'bad request body'],
  ['POST', '/proxies/web/toxics', { type: 'bandwidth' }, 400, 'bad request body: rate'],
  ['POST', '/proxies/web/toxics', [], 400, 'bad request body'],
  ['GET', '/nothing', undefined, 404, 'no such path'],
])('%s %s %j is refused', async (method, path, body, status, words) => {
  const answer = await proxy.call(method, path, body);
  expect(answer).toEqual({ status, document: { error: expect.stringContaining(words), status } });
});

test('a name that is taken', async () => {
  await proxy.toxic({ type: 'timeout' });
  expect(await proxy.call('POST', '/proxies/web/toxics', { type: 'timeout' })).toEqual({
    status: 409,
    document: { error: 'toxic already exists', status: 409 },
  });
});

test.each([
  ['a browser', { 'user-agent': 'Mozilla/5.0' }],
  ['a page', { origin: 'https://example.com' }],
  ['a name that leads here', { host: 'evil.example:80' }],
])('%s may not steer', async (_, headers) => {
  const status = await new Promise((resolve, reject) => {
    const call = request(`${proxy.control}/reset`, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    call.on('error', reject);
    call.end();
  });
  expect(status).toBe(403);
});

test('says its version', async () => {
  expect(await proxy.call('GET', '/version')).toEqual({
    status: 200,
    document: { version: expect.stringMatching(/^weaklink-\d/) },
  });
});
