import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { tcpProbe } from '../../../probes/tcp/index.ts';
import { startDnsServer } from '../../support/dns-server.ts';
import {
  answering,
  blackHole,
  freePort,
  type Listener,
  listenTcp,
} from '../../support/listeners.ts';
import { lookAt } from '../../support/look-at.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function listening(serve: Parameters<typeof listenTcp>[0]): Promise<Listener> {
  const listener = await listenTcp(serve);
  closing.push(() => listener.close());
  return listener;
}

const quiet = (): void => {};

describe('a port that accepts', () => {
  test('is ok, however silent its server is', async () => {
    const { address } = await listening(quiet);
    const finding = await lookAt(tcpProbe, { address });
    expect(finding).toMatchObject({ outcome: 'ok', symptom: null });
    expect(finding.summary).toMatch(/^connected in \d+ ms$/);
    expect(Object.keys(finding.phases ?? {})).toEqual(['resolve', 'connect', 'total']);
  });

  test('is ok with the greeting that it should have', async () => {
    const { address } = await listening((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'));
    const finding = await lookAt(tcpProbe, { address, expect: 'SSH-2.0-' });
    expect(finding.outcome).toBe('ok');
    expect(finding.facts?.['tcp.banner']).toBe('SSH-2.0-OpenSSH_9.2␍␊');
    expect(finding.phases?.wait).toBeGreaterThan(0);
  });

  test('is asked first where something is to be sent', async () => {
    const { address } = await listening(answering('+PONG\r\n'));
    const finding = await lookAt(tcpProbe, { address, send: 'PING\r\n', expect: '+PONG' });
    expect(finding.outcome).toBe('ok');
  });

  test('slower than allowed is degraded', async () => {
    const { address } = await listening(quiet);
    const clock = { now: Date.now, monotonic: slowly() };
    const finding = await lookAt(tcpProbe, { address, slowMs: 1 }, { clock });
    expect(finding).toMatchObject({ outcome: 'degraded', symptom: 'tcp.slow' });
  });
});

/** A clock on which every reading is 10 ms later. */
function slowly(): () => number {
  let ms = 0;
  return () => {
    ms += 10;
    return ms;
  };
}

describe('a port that does not', () => {
  test('is refused where nothing listens', async () => {
    const finding = await lookAt(tcpProbe, { address: `127.0.0.1:${await freePort()}` });
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'tcp.refused' });
    expect(finding.facts?.['failed.phase']).toBe('connect');
  });

  test('is a timeout where packets vanish, within the deadline of the phase', async () => {
    const hole = await blackHole();
    closing.push(() => hole.close());
    const options = { address: hole.address, phaseDeadlinesMs: { connect: 150 } };
    const finding = await lookAt(tcpProbe, options);
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'tcp.timeout' });
    expect(finding.phases?.total).toBeLessThan(1_000);
  });

  test('is a reset where the peer resets what it accepted', async () => {
    const { address } = await listening((socket) => socket.resetAndDestroy());
    expect((await lookAt(tcpProbe, { address })).symptom).toBe('tcp.reset');
  });

  test('is closed where the peer closes what it accepted', async () => {
    const { address } = await listening((socket) => socket.end());
    expect((await lookAt(tcpProbe, { address })).symptom).toBe('tcp.closed');
  });

  test('is a wrong banner where another program answers', async () => {
    const { address } = await listening((socket) => socket.write('220 mail \u001b[2J\r\n'));
    const finding = await lookAt(tcpProbe, { address, expect: 'SSH-' });
    expect(finding.symptom).toBe('tcp.wrong_banner');
    expect(finding.evidence?.join()).toContain('220 mail ␛[2J');
  });

  test('is a missing banner where nothing is said', async () => {
    const { address } = await listening(quiet);
    const finding = await lookAt(tcpProbe, { address, expect: 'SSH-' }, { deadlineMs: 120 });
    expect(finding.symptom).toBe('tcp.banner_timeout');
  });
});

describe('this machine', () => {
  test('out of descriptors is blamed itself', async () => {
    const { address } = await listening(quiet);
    const child = new URL('../../support/look-without-descriptors.ts', import.meta.url);
    const limited = ['-c', 'ulimit -n 40 && exec "$@"', 'sh', process.execPath, child.pathname];
    const run = spawn('sh', [...limited, address], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [printed] = await once(run.stdout, 'data');
    expect(JSON.parse(String(printed))).toMatchObject({
      outcome: 'unknown',
      symptom: 'self.resource',
    });
  });
});

describe('a name', () => {
  test('is tried at every address, and says which answered', async () => {
    const { address, port } = await listening(quiet);
    const dns = await startDnsServer((name, type) => ({
      answers:
        type === 'A'
          ? [
              { type: 'A', name, data: '127.0.0.2' },
              { type: 'A', name, data: '127.0.0.1' },
            ]
          : [],
    }));
    closing.push(() => dns.close());
    expect(address).toBe(`127.0.0.1:${port}`);
    const options = { address: `api.test:${port}`, resolver: dns.address };
    const finding = await lookAt(tcpProbe, options);
    expect(finding.outcome).toBe('ok');
    expect(finding.summary).toMatch(/^1 of 2 connected/);
    expect(finding.facts).toMatchObject({
      [`tcp.address.127.0.0.2:${port}`]: 'tcp.refused',
      [`tcp.address.127.0.0.1:${port}`]: 'connected',
    });
  });

  test('that does not exist is a matter of DNS', async () => {
    const dns = await startDnsServer(() => ({ rcode: 'NXDOMAIN' }));
    closing.push(() => dns.close());
    const finding = await lookAt(tcpProbe, { address: 'api.test:80', resolver: dns.address });
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'dns.nxdomain' });
    expect(tcpProbe.symptoms['dns.nxdomain']).toBeDefined();
  });
});

describe('options', () => {
  const link = { id: 'n', kind: 'network', needs: [], labels: {}, probes: [] } as const;

  test.each([
    ['network', 'db.test:5432', { address: 'db.test:5432' }],
    ['store', 'tcp://db.test:5432', { address: 'db.test:5432' }],
    ['network', '[::1]:22', { address: '[::1]:22' }],
    ['network', 'db.test', null],
    ['gateway', 'https://api.test:443', null],
    ['certificate', 'api.test:443', null],
  ] as const)('of a %s at %s are inferred', (kind, address, options) => {
    expect(tcpProbe.infer({ ...link, kind, address })).toEqual(options);
  });

  test.each(['', 'host', 'host:0', 'host:65536', 'host:1:2', '[::1:22', 'a b:1', 'http://h:1'])(
    'from the target %j are refused',
    (target) => {
      expect(() => tcpProbe.fromTarget(target)).toThrow(
        expect.objectContaining({ code: 'E_TARGET' }),
      );
    },
  );

  test('become the command that connects', () => {
    const command = (options: unknown) => tcpProbe.command(tcpProbe.options.parse(options));
    expect(command({ address: 'db.test:5432' })).toBe('nc -vz -w 5 db.test 5432');
    expect(command({ address: 'db.test:22', expect: 'SSH', resolver: '127.0.0.1:5353' })).toBe(
      'nc -v -w 5 "$(dig +short @127.0.0.1 -p 5353 db.test | tail -n 1)" 22 </dev/null',
    );
    expect(command({ address: '[::1]:6379', send: "PING'" })).toBe(
      "printf %s 'PING'\\''' | nc -v -w 5 ::1 6379",
    );
  });
});
