import { afterEach, describe, expect, test } from 'vitest';
import { addressRange } from '../../../probes/network/address.ts';
import { formatEndpoint, parseEndpoint } from '../../../probes/network/endpoint.ts';
import { PhaseClock } from '../../../probes/network/phase-clock.ts';
import { race } from '../../../probes/network/race.ts';
import { dnsNameOf, resolve } from '../../../probes/network/resolve.ts';
import { systemLookup } from '../../../probes/network/system-lookup.ts';
import { type DnsServer, type Reply, startDnsServer } from '../../support/dns-server.ts';

const signal = new AbortController().signal;
const limits = { timeMs: 1_000, signal };

describe('race', () => {
  test('ends with what comes first, and cleans up once', async () => {
    let cleaned = 0;
    const cleanUp = () => {
      cleaned += 1;
    };
    const start = (settle: (value: string) => void) => {
      const timer = setTimeout(() => settle('done'), 20);
      return () => {
        clearTimeout(timer);
        cleanUp();
      };
    };
    expect(await race(limits, start)).toBe('done');
    expect(await race({ timeMs: 5, signal }, start)).toBe('timeout');
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 5);
    expect(await race({ timeMs: 500, signal: controller.signal }, start)).toBe('cancelled');
    const atOnce = race(limits, (settle: (value: string) => void) => {
      settle('at once');
      return cleanUp;
    });
    expect(await atOnce).toBe('at once');
    expect(cleaned).toBe(4);
  });

  test('does not begin what has no time left or is cancelled', async () => {
    const start = () => {
      throw new Error('it began');
    };
    expect(await race({ timeMs: 0, signal }, start)).toBe('timeout');
    expect(await race({ timeMs: 9, signal: AbortSignal.abort() }, start)).toBe('cancelled');
  });
});

test('phases add up to no more than the total, in microseconds', () => {
  let ms = 0;
  const clock = { now: () => 0, monotonic: () => ms };
  const time = new PhaseClock({ clock, deadlineMs: 100, signal, phaseDeadlinesMs: { tls: 7 } });
  ms = 1.2349;
  time.add('connect', 0);
  ms = 3.9999;
  time.add('tls', 1.5, 2.5);
  time.add('tls', 3, 3.75);
  expect(time.phases()).toEqual({ connect: 1.234, tls: 1.75, total: 3.999 });
  expect(time.limits('tls', 2).timeMs).toBe(5);
  expect(time.limits('wait').timeMs).toBeCloseTo(96.0001);
});

describe('an endpoint', () => {
  test.each([
    ['a.test:1', { host: 'a.test', port: 1 }],
    ['[::1]:65535', { host: '::1', port: 65_535 }],
    ['1.2.3.4', { host: '1.2.3.4', port: 53 }],
    ['::1', { host: '::1', port: 53 }],
    ['[::1]', { host: '::1', port: 53 }],
    ['a.test:', undefined],
    ['a.test:0', undefined],
    ['[a.test]:1', undefined],
    ['[::1', undefined],
    ['a@b:1', undefined],
    [`${'a'.repeat(400)}:1`, undefined],
  ])('%s is read', (text, endpoint) => {
    expect(parseEndpoint(text, 53)).toEqual(endpoint);
    if (endpoint) expect(parseEndpoint(formatEndpoint(endpoint))).toEqual(endpoint);
  });
});

describe('a range', () => {
  test.each([
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.0.0.1', '10.0.0.1', true],
    ['fd00::/8', 'fd12::1', true],
    ['0.0.0.0/0', '1.2.3.4', true],
    ['10.0.0.0/8', 'a.test', false],
  ])('%s and %s: %s', (range, address, included) => {
    expect(addressRange(range)?.includes(address)).toBe(included);
  });

  test.each(['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', 'a.test', '10.0.0', '::/129'])(
    '%s is none',
    (text) => {
      expect(addressRange(text)).toBeUndefined();
    },
  );
});

test.each([
  ['a.test.', 'a.test'],
  ['_sip._tcp.a.test', '_sip._tcp.a.test'],
  ['bücher.test', 'xn--bcher-kva.test'],
  ['a..b', undefined],
  ['', undefined],
  ['a b', undefined],
  ['a\u0000b.test', undefined],
])('the name %j goes on the wire as %s', (text, name) => {
  expect(dnsNameOf(text)).toBe(name);
});

describe('resolving', () => {
  const servers: DnsServer[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  const through = async (answer: (type: string) => Reply, timeMs = 1_000) => {
    const server = await startDnsServer((_, type) => answer(type));
    servers.push(server);
    return resolve('api.test', server.address, { timeMs, signal });
  };
  const v4: Reply = { answers: [{ type: 'A', name: 'api.test', data: '10.0.0.1' }] };
  const v6: Reply = { answers: [{ type: 'AAAA', name: 'api.test', data: 'fd00::1' }] };

  test('gives the addresses of both families', async () => {
    const result = await through((type) => (type === 'A' ? v4 : v6));
    expect(result).toMatchObject({ addresses: [{ address: '10.0.0.1' }, { address: 'fd00::1' }] });
  });

  test('waits for a silent family a moment only', async () => {
    const startMs = performance.now();
    const result = await through((type) => (type === 'A' ? v4 : 'silent'));
    expect(result).toMatchObject({ addresses: [{ address: '10.0.0.1', family: 4 }] });
    expect(performance.now() - startMs).toBeLessThan(700);
  });

  test('takes v6 where there is no v4', async () => {
    const result = await through((type) => (type === 'A' ? {} : v6));
    expect(result).toMatchObject({ addresses: [{ address: 'fd00::1', family: 6 }] });
  });

  test('through the system is shared and can be cancelled', async () => {
    const all = await Promise.all(
      Array.from({ length: 50 }, () => resolve('localhost', undefined, limits)),
    );
    expect(all.every(({ kind }) => kind === 'addresses')).toBe(true);
    const cancelled = { timeMs: 1_000, signal: AbortSignal.abort() };
    expect(await systemLookup('localhost', cancelled)).toBe('cancelled');
  });
});
