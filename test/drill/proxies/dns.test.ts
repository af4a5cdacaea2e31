import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { decode, encode } from 'dns-packet';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { dnsProbe } from '../../../probes/dns/index.ts';
import type { Finding } from '../../../probes/probe.ts';
import { isMatch } from '../../../src/drill/proxies/dns/fate.ts';
import { type DnsServer, startDnsServer } from '../../support/dns-server.ts';
import { lookAt } from '../../support/look-at.ts';
import { type StandingProxy, standBefore } from './standing-proxy.ts';

const long = Array.from({ length: 40 }, (_, index) => `a long text, ${index}: ${'x'.repeat(40)}`);

let upstream: DnsServer;
let proxy: StandingProxy;
beforeAll(async () => {
  upstream = await startDnsServer((name, type) => {
    if (type === 'TXT') {
      return {
        truncated: true,
        answers: long.map((data) => ({ name, type: 'TXT', ttl: 5, data })),
      };
    }
    return type === 'A' ? { answers: [{ name, type: 'A', ttl: 5, data: '203.0.113.7' }] } : {};
  });
  proxy = await standBefore(upstream.address, 'dns');
});
afterEach(() => proxy.heal());
afterAll(async () => {
  await proxy.stop();
  await upstream.close();
});

const look = (options: object = {}, deadlineMs = 2_000): Promise<Finding> =>
  lookAt(
    dnsProbe,
    { name: 'chat.acme.ai', resolver: proxy.address, expect: ['203.0.113.0/24'], ...options },
    { deadlineMs },
  );

test('with no fault the upstream answers, over UDP and over TCP', async () => {
  expect(await look()).toMatchObject({ outcome: 'ok', symptom: null });
  // Too long for UDP: the probe asks again over TCP.
  expect(await look({ type: 'TXT', expect: long })).toMatchObject({ outcome: 'ok', symptom: null });
});

test('what comes back is what the upstream said, byte for byte', async () => {
  const query = encode({ type: 'query', id: 7, questions: [{ type: 'A', name: 'x.acme.ai' }] });
  const ask = async (port: number): Promise<Buffer> => {
    const socket = createSocket('udp4');
    socket.send(query, port, '127.0.0.1');
    const [answer] = await once(socket, 'message', { signal: AbortSignal.timeout(2_000) });
    socket.close();
    return answer as Buffer;
  };
  const direct = await ask(Number(upstream.address.split(':')[1]));
  expect((await ask(proxy.port)).equals(direct)).toBe(true);
});

describe('faults, seen by the probe', () => {
  test.each([
    ['nxdomain', {}, 'dns.nxdomain'],
    ['servfail', {}, 'dns.servfail'],
    ['refused', {}, 'dns.refused'],
    ['empty', {}, 'dns.nodata'],
    ['timeout', {}, 'dns.timeout'],
    ['wrong', {}, 'dns.wrong_answer'],
    ['wrong', { address: '2001:db8::1' }, 'dns.wrong_answer'],
    ['delay', { delayMs: 5_000 }, 'dns.timeout'],
  ])('%s %j: %s', async (type, attributes, symptom) => {
    await proxy.toxic({ type, attributes });
    expect(await look({}, 800)).toMatchObject({ outcome: 'failed', symptom });
  });

  test('slow', async () => {
    await proxy.toxic({ type: 'delay', attributes: { delayMs: 250 } });
    expect(await look({ slowMs: 200 })).toMatchObject({ outcome: 'degraded', symptom: 'dns.slow' });
  });

  test('down', async () => {
    await proxy.call('POST', '/proxies/web', { enabled: false });
    expect(await look()).toMatchObject({ symptom: 'dns.resolver_unreachable' });
    await proxy.call('POST', '/proxies/web', { enabled: true });
    expect(await look()).toMatchObject({ outcome: 'ok' });
  });
});

test('over TCP too', async () => {
  await proxy.toxic({ type: 'servfail' });
  const query = encode({ type: 'query', id: 9, questions: [{ type: 'A', name: 'x.acme.ai' }] });
  const length = Buffer.alloc(2);
  length.writeUInt16BE(query.length);
  const socket = connect({ port: proxy.port, host: '127.0.0.1' });
  // In two pieces, the cut within the length.
  socket.write(length.subarray(0, 1));
  setTimeout(() => socket.write(Buffer.concat([length.subarray(1), query])), 50);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  expect(decode(answer.subarray(2))).toMatchObject({ id: 9, rcode: 'SERVFAIL' });
});

test('only the names that it names', async () => {
  await proxy.toxic({ type: 'nxdomain', attributes: { name: '*.acme.ai' } });
  expect((await look()).symptom).toBe('dns.nxdomain');
  expect((await look({ name: 'chat.other.ai' })).symptom).toBeNull();
});

test('share: a part of the questions', async () => {
  await proxy.toxic({ type: 'refused', toxicity: 0.5 });
  const found = await Promise.all(Array.from({ length: 100 }, () => look({ type: 'A' })));
  const refused = found.filter(({ symptom }) => symptom === 'dns.refused').length;
  // Outside this range less than once in a million runs.
  expect(refused).toBeGreaterThan(24);
  expect(refused).toBeLessThan(76);
});

test('a fault ends at its time', async () => {
  await proxy.toxic({ type: 'servfail', ttl: 200 });
  expect((await look()).symptom).toBe('dns.servfail');
  await expect.poll(async () => (await look()).symptom, { timeout: 2_000 }).toBeNull();
});

test('what is no DNS message is passed on, whatever the faults', async () => {
  const echo = createSocket('udp4');
  echo.on('message', (message, { port }) => echo.send(message, port, '127.0.0.1'));
  await new Promise<void>((resolve) => echo.bind(0, '127.0.0.1', resolve));
  const other = await standBefore(`127.0.0.1:${echo.address().port}`, 'dns');
  await other.toxic({ type: 'servfail' });
  const socket = createSocket('udp4');
  socket.send(Buffer.from('nonsense'), other.port, '127.0.0.1');
  const [answer] = await once(socket, 'message', { signal: AbortSignal.timeout(2_000) });
  expect(String(answer)).toBe('nonsense');
  for (const one of [socket, echo]) one.close();
  await other.stop();
});

test.each([
  ['chat.acme.ai', '*', true],
  ['chat.acme.ai', 'Chat.ACME.ai.', true],
  ['chat.acme.ai', '*.acme.ai', true],
  ['acme.ai', '*.acme.ai', false],
  ['chat.acme.ai', 'chat.*', true],
  ['chat.acme.ai', 'c*t.a*i', true],
  ['chat.acme.ai', 'c*z*i', false],
  ['chat.acme.ai', 'chat', false],
  ['aa', 'a*aa', false],
])('%s and the pattern %s: %s', (name, pattern, expected) => {
  expect(isMatch(name, pattern)).toBe(expected);
});
