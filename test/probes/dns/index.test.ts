import { createSocket } from 'node:dgram';
import { type Answer, decode, encode } from 'dns-packet';
import { afterEach, describe, expect, test } from 'vitest';
import { dnsProbe } from '../../../probes/dns/index.ts';
import { type DnsServer, type Reply, startDnsServer } from '../../support/dns-server.ts';
import { freePort } from '../../support/listeners.ts';
import { lookAt } from '../../support/look-at.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function server(answer: Parameters<typeof startDnsServer>[0]): Promise<DnsServer> {
  const started = await startDnsServer(answer);
  closing.push(() => started.close());
  return started;
}

const a = (name: string, data: string, ttl = 60): Answer => ({ type: 'A', name, data, ttl });
const cname = (name: string, data: string): Answer => ({ type: 'CNAME', name, data, ttl: 30 });

/** What a look at `api.test` finds when the server replies so to every question. */
async function look(reply: Reply, options: object = {}, deadlineMs = 2_000) {
  const { address } = await server(() => reply);
  return lookAt(dnsProbe, { name: 'api.test', resolver: address, ...options }, { deadlineMs });
}

describe('an answer', () => {
  test('gives its addresses, its lifetime, and who gave it', async () => {
    const { address, asked } = await server((name) => ({
      answers: [a(name, '10.0.0.2', 300), a(name, '10.0.0.1', 60)],
    }));
    const finding = await lookAt(dnsProbe, { name: 'api.test', resolver: address });
    expect(finding).toMatchObject({ outcome: 'ok', symptom: null });
    expect(finding.summary).toMatch(/^2 records in \d+ ms$/);
    expect(finding.facts).toMatchObject({
      'dns.answer': '10.0.0.1, 10.0.0.2',
      'dns.answers': 2,
      'dns.ttl': 60,
      'dns.rcode': 'NOERROR',
      'dns.server': address,
      'dns.transport': 'udp',
    });
    expect(asked).toEqual(['A api.test']);
  });

  test('follows aliases within the answer', async () => {
    const finding = await look({
      answers: [
        cname('api.test', 'lb.test'),
        cname('lb.test', 'n1.test'),
        a('n1.test', '10.0.0.9'),
      ],
    });
    expect(finding.facts).toMatchObject({
      'dns.answer': '10.0.0.9',
      'dns.cname': 'lb.test, n1.test',
      'dns.ttl': 30,
    });
  });

  test('of AAAA counts where there is no A', async () => {
    const { address, asked } = await server((name, type) => ({
      answers: type === 'AAAA' ? [{ type: 'AAAA', name, data: 'fd00::1', ttl: 5 }] : [],
    }));
    const finding = await lookAt(dnsProbe, { name: 'api.test', resolver: address });
    expect(finding.facts).toMatchObject({ 'dns.answer': 'fd00::1' });
    expect(asked).toEqual(['A api.test', 'AAAA api.test']);
  });

  test('that is too long for UDP comes over TCP', async () => {
    const answers = Array.from({ length: 200 }, (_, index) => a('api.test', `10.0.1.${index}`));
    const finding = await look({ truncated: true, answers });
    expect(finding.outcome).toBe('ok');
    expect(finding.facts).toMatchObject({ 'dns.transport': 'tcp', 'dns.answers': 200 });
  });

  test.each([
    ['TXT', { type: 'TXT', name: 'api.test', data: ['v=1 ', 'b'], ttl: 1 }, 'v=1 b'],
    [
      'MX',
      { type: 'MX', name: 'api.test', data: { preference: 5, exchange: 'm.test' } },
      '5 m.test',
    ],
    ['CNAME', { type: 'CNAME', name: 'api.test', data: 'x.test' }, 'x.test'],
    [
      'SRV',
      {
        type: 'SRV',
        name: 'api.test',
        data: { port: 80, target: 'h.test', weight: 2, priority: 1 },
      },
      '1 2 80 h.test',
    ],
  ] as const)('of type %s is shown as dig does', async (type, answer, words) => {
    const finding = await look({ answers: [answer as unknown as Answer] }, { type });
    expect(finding.facts?.['dns.answer']).toBe(words);
  });

  test('slower than allowed is degraded', async () => {
    const reply = { delayMs: 60, answers: [a('api.test', '10.0.0.1')] };
    expect(await look(reply, { slowMs: 30 })).toMatchObject({
      outcome: 'degraded',
      symptom: 'dns.slow',
    });
  });
});

describe('a failure', () => {
  test.each([
    ['NXDOMAIN', 'dns.nxdomain'],
    ['SERVFAIL', 'dns.servfail'],
    ['REFUSED', 'dns.refused'],
    ['NOERROR', 'dns.nodata'],
  ] as const)('%s is %s', async (rcode, symptom) => {
    const finding = await look({ rcode });
    expect(finding).toMatchObject({ outcome: 'failed', symptom });
    expect(finding.facts?.['dns.rcode']).toBe(rcode);
  });

  test('a silent server is a timeout, and is asked twice', async () => {
    const { address, asked } = await server(() => 'silent');
    const options = { name: 'api.test', resolver: address };
    const finding = await lookAt(dnsProbe, options, { deadlineMs: 150 });
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'dns.timeout' });
    expect(asked).toEqual(['A api.test', 'A api.test']);
  });

  test('a closed port is an unreachable resolver', async () => {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const { port } = socket.address();
    await new Promise<void>((resolve) => socket.close(() => resolve()));
    const options = { name: 'api.test', resolver: `127.0.0.1:${port}` };
    const finding = await lookAt(dnsProbe, options, { deadlineMs: 1_000 });
    expect(finding.symptom).toBe('dns.resolver_unreachable');
  });

  test('an answer cut off for UDP, and no TCP, is an unreachable resolver', async () => {
    const udp = createSocket('udp4');
    udp.on('message', (message, from) => {
      const query = decode(message);
      const reply = { ...query, type: 'response' as const, flags: 0x0200, answers: [] };
      udp.send(encode({ ...reply, additionals: [] }), from.port, from.address);
    });
    const port = await freePort();
    await new Promise<void>((resolve) => udp.bind(port, '127.0.0.1', resolve));
    closing.push(() => new Promise((resolve) => udp.close(() => resolve())));
    const finding = await lookAt(dnsProbe, { name: 'api.test', resolver: `127.0.0.1:${port}` });
    expect(finding.symptom).toBe('dns.resolver_unreachable');
  });

  test.each(['bad..name', `${'a'.repeat(64)}.test`, `${'a.'.repeat(127)}a`, 'white space'])(
    'a name that DNS cannot carry is %s',
    async (name) => {
      expect((await lookAt(dnsProbe, { name })).symptom).toBe('dns.badname');
    },
  );
});

describe('an expectation', () => {
  const reply = { answers: [a('api.test', '10.0.0.1'), a('api.test', '10.0.0.2')] };

  test.each([
    [['10.0.0.0/24'], null],
    [['10.0.0.1', '10.0.0.2'], null],
    [['10.0.0.1'], 'dns.wrong_answer'],
    [['192.168.0.0/16'], 'dns.wrong_answer'],
  ])('of %j gives %s', async (expected, symptom) => {
    expect((await look(reply, { expect: expected })).symptom).toBe(symptom);
  });

  test('not met shows both sides', async () => {
    const finding = await look(reply, { expect: ['10.0.0.1'] });
    expect(finding.summary).toBe('10.0.0.2 is not expected');
    expect(finding.evidence).toEqual(['answered: 10.0.0.1, 10.0.0.2', 'expected: 10.0.0.1']);
  });
});

describe('a hostile answer', () => {
  const good = { answers: [a('api.test', '10.0.0.1')] };
  const patch = (bytes: Buffer, change: (copy: Buffer) => void): Buffer => {
    const copy = Buffer.from(bytes);
    change(copy);
    return copy;
  };

  test('with another id or for another name is ignored, and the right one is taken', async () => {
    const finding = await look({
      raw: (query) => {
        const reply = { ...query, type: 'response' as const, additionals: [] };
        const right = encode({ ...reply, ...good });
        const otherName = encode({
          ...reply,
          questions: [{ type: 'A', name: 'evil.test' }],
          answers: [a('evil.test', '6.6.6.6')],
        });
        const otherId = patch(right, (copy) => copy.writeUInt16BE(copy.readUInt16BE(0) ^ 1, 0));
        return [otherId, otherName, right];
      },
    });
    expect(finding.facts).toMatchObject({ 'dns.answer': '10.0.0.1', 'dns.ignored_packets': 2 });
  });

  test('that never fits is malformed, not silent', async () => {
    const otherId = (copy: Buffer) => copy.writeUInt16BE(copy.readUInt16BE(0) ^ 1, 0);
    const raw = (_: unknown, bytes: Buffer) => [patch(bytes, otherId)];
    expect((await look({ raw }, {}, 200)).symptom).toBe('dns.malformed');
    const noise = await look({ raw: () => [Buffer.from('\u001b[31mnot dns')] }, {}, 200);
    expect(noise.symptom).toBe('dns.malformed');
    expect(JSON.stringify(noise)).not.toContain('\\u001b');
  });

  test('whose names point at themselves is malformed', async () => {
    // Header with one answer, the question, then an owner name that is a pointer to itself.
    const raw = (query: { id?: number | undefined }) => {
      const reply = encode({
        type: 'response',
        id: query.id ?? 0,
        questions: [{ type: 'A', name: 'api.test' }],
      });
      reply.writeUInt16BE(1, 6);
      const pointer = Buffer.alloc(2);
      pointer.writeUInt16BE(0xc000 | reply.length);
      return [Buffer.concat([reply, pointer, Buffer.alloc(14)])];
    };
    expect((await look({ raw }, {}, 200)).symptom).toBe('dns.malformed');
  });

  test('whose aliases lead in a circle is malformed', async () => {
    const answers = [cname('api.test', 'b.test'), cname('b.test', 'api.test')];
    const finding = await look({ answers });
    expect(finding.symptom).toBe('dns.malformed');
    expect(finding.evidence?.join()).toContain('circle');
  });

  test('whose aliases go on and on is malformed', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `n${index}.test`);
    const chain = names.map((name, index) =>
      cname(index === 0 ? 'api.test' : name, `n${index + 1}.test`),
    );
    expect((await look({ truncated: true, answers: chain })).symptom).toBe('dns.malformed');
  });

  test('for another owner is no answer', async () => {
    expect((await look({ answers: [a('evil.test', '6.6.6.6')] })).symptom).toBe('dns.nodata');
  });

  test('with 500 addresses keeps sixteen', async () => {
    const answers = Array.from({ length: 500 }, (_, n) =>
      a('api.test', `10.1.${n >> 8}.${n & 255}`),
    );
    const finding = await look({ truncated: true, answers });
    expect(finding.facts?.['dns.answers']).toBe(500);
    expect(String(finding.facts?.['dns.answer']).length).toBeLessThanOrEqual(200);
  });
});

describe('the system way', () => {
  test('is taken for names that DNS servers do not know', async () => {
    const finding = await lookAt(dnsProbe, { name: 'localhost' });
    expect(finding.facts?.['dns.server']).toBe("the system's own way");
    const { address, asked } = await server(() => ({ answers: [a('localhost', '127.0.0.1')] }));
    await lookAt(dnsProbe, { name: 'localhost', resolver: address });
    expect(asked).toEqual(['A localhost']);
  });

  test('finds names of the hosts file', async () => {
    const finding = await lookAt(dnsProbe, { name: 'localhost', via: 'system' });
    expect(finding.outcome).toBe('ok');
    expect(String(finding.facts?.['dns.answer'])).toMatch(/127\.0\.0\.1|::1/);
  });
});

describe('options', () => {
  test.each([
    [{ name: 'a.test', via: 'system', resolver: '1.1.1.1' }, 'resolver'],
    [{ name: 'a.test', via: 'system', type: 'MX' }, 'type'],
    [{ name: 'a.test', expect: ['10.0.0.0/33'] }, 'expect'],
    [{ name: 'a.test', resolver: 'dns.example' }, 'resolver'],
    [{ name: 'a.test', resolve: '1.1.1.1' }, ''],
  ])('%j are refused', (options, where) => {
    const result = dnsProbe.options.safeParse(options);
    expect(result.success).toBe(false);
    expect(result.error?.issues[0]?.path.join('.')).toBe(where);
  });

  test('are inferred from a name', () => {
    const link = { id: 'n', kind: 'dns', needs: [], labels: {}, probes: [] } as const;
    expect(dnsProbe.infer({ ...link, address: 'api.test' })).toEqual({ name: 'api.test' });
    expect(dnsProbe.infer({ ...link, address: 'api.test@127.0.0.1:53' })).toEqual({
      name: 'api.test',
      resolver: '127.0.0.1:53',
    });
    expect(dnsProbe.infer({ ...link, kind: 'service', address: 'api.test' })).toBeNull();
    expect(() => dnsProbe.fromTarget('http://x')).toThrow(/not a name/);
  });

  test('become the command that asks the same', () => {
    const command = (options: unknown) => dnsProbe.command(dnsProbe.options.parse(options));
    expect(command({ name: 'api.test' })).toBe('dig api.test A api.test AAAA');
    expect(command({ name: 'api.test', type: 'MX', resolver: '[::1]:5353' })).toBe(
      'dig @::1 -p 5353 api.test MX',
    );
    expect(command({ name: "a';id;'", resolver: '9.9.9.9' })).toContain(`'a'\\'';id;'\\'''`);
    expect(command({ name: 'localhost', via: 'system' })).toBe('getent ahosts localhost');
  });
});
