import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dnsProbe } from '../../../probes/dns/index.ts';
import { httpProbe } from '../../../probes/http/index.ts';
import { tcpProbe } from '../../../probes/tcp/index.ts';
import { tlsProbe } from '../../../probes/tls/index.ts';
import { localVantage } from '../../../src/vantage/local.ts';
import type { DialOptions, Vantage } from '../../../src/vantage/types.ts';
import { lookAt } from '../../support/look-at.ts';
import { Namespace } from '../../support/namespace.ts';
import { needsRoot } from '../../support/needs.ts';
import { needsPrograms } from '../../support/needs-program.ts';
import { namespacePlace, type Place } from '../../support/places.ts';
import { insideName, metadataName, noName } from '../../support/servers-inside.ts';

const LONG_MS = 30_000;
const canStand = needsRoot() && needsPrograms('ip', 'nsenter', 'iptables', 'getent');

describe.runIf(canStand)('from a network of its own', () => {
  let at: Place;
  beforeAll(async () => {
    at = await namespacePlace();
  }, LONG_MS);
  afterAll(() => at?.close());

  /** Looks from there, with what a test replaces of the vantage. */
  const look = (
    probe: Parameters<typeof lookAt>[0],
    options: unknown,
    parts: Partial<Vantage> = {},
  ) => lookAt(probe, options, { deadlineMs: LONG_MS, vantage: { ...at.vantage, ...parts } });

  /** Looks from there, and tells what was dialled. */
  async function lookDialling(probe: Parameters<typeof lookAt>[0], options: unknown) {
    const dialled: string[] = [];
    const dial = (host: string, port: number, limits: DialOptions) => {
      dialled.push(`${host}:${port}`);
      return at.vantage.dial(host, port, limits);
    };
    return { finding: await look(probe, options, { dial }), dialled };
  }

  test('the same looks from here find nothing', async () => {
    const finding = await lookAt(tcpProbe, { address: `127.0.0.1:${at.http}` });
    expect(finding.symptom).toBe('tcp.refused');
  });

  test('a name is dialled as it is, and the facts say what connecting holds', async () => {
    const { finding, dialled } = await lookDialling(tcpProbe, {
      address: `${insideName}:${at.http}`,
    });
    expect(dialled).toEqual([`${insideName}:${at.http}`]);
    expect(finding.facts).toMatchObject({
      [`tcp.address.${insideName}:${at.http}`]: 'connected',
      'connect.includes': 'the look-up of the name, there',
    });
    expect(finding.phases?.connect).toBeGreaterThan(0);
  });

  test('with a resolver the address that it gives is dialled', async () => {
    const options = { address: `${insideName}:${at.https}`, ca: at.caFile, resolver: '127.0.0.1' };
    const { finding, dialled } = await lookDialling(tlsProbe, options);
    expect(finding).toMatchObject({ outcome: 'ok', symptom: null });
    expect(dialled).toEqual(['127.0.0.1:53', '127.0.0.1:53', `127.0.0.1:${at.https}`]);
    expect(finding.facts).not.toHaveProperty('connect.includes');
    expect(finding.phases?.resolve).toBeGreaterThan(0);
  });

  test('connectTo leads elsewhere under the same name', async () => {
    const options = {
      url: `https://${insideName}/`,
      connectTo: `127.0.0.1:${at.https}`,
      ca: at.caFile,
    };
    const { finding, dialled } = await lookDialling(httpProbe, options);
    expect(finding.symptom).toBeNull();
    expect(dialled).toEqual([`127.0.0.1:${at.https}`]);
  });

  test('a redirect to an address of the machine there is not followed', async () => {
    const url = `http://${insideName}:${at.redirects}`;
    const { finding, dialled } = await lookDialling(httpProbe, { url: `${url}/address` });
    expect(finding.symptom).toBe('http.redirect_refused');
    expect(dialled).toEqual([`${insideName}:${at.redirects}`]);
  });

  test('a redirect to a name is looked up there before it is dialled', async () => {
    const url = `http://${insideName}:${at.redirects}`;
    const { finding, dialled } = await lookDialling(httpProbe, { url: `${url}/name` });
    expect(finding.symptom).toBe('http.redirect_refused');
    expect(finding.evidence?.join()).toContain('169.254.169.254 is link-local');
    expect(dialled).toEqual([`${insideName}:${at.redirects}`]);
  });

  test('where nothing looks names up, such a redirect is not followed, and nobody blamed', async () => {
    const finding = await look(
      httpProbe,
      { url: `http://${insideName}:${at.redirects}/name` },
      { exec: async () => ({ kind: 'not-started', code: 'ENOENT', message: 'no such program' }) },
    );
    expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'self.missing_tool' });
    expect(finding.evidence?.join()).toContain('getent');
  });

  test('a redirect to a named host is followed', async () => {
    const finding = await look(httpProbe, {
      url: `http://${insideName}:${at.redirects}/home`,
    });
    expect(finding).toMatchObject({ symptom: null, facts: { 'http.redirects': 1 } });
  });

  test('without getent the servers of its resolv.conf are asked', async () => {
    const exec: Vantage['exec'] = async () => ({
      kind: 'not-started',
      code: 'ENOENT',
      message: '',
    });
    const found = await look(dnsProbe, { name: insideName }, { exec });
    expect(found).toMatchObject({
      symptom: null,
      facts: { 'dns.server': '127.0.0.1:53', 'dns.transport': 'tcp', 'dns.answer': '127.0.0.1' },
    });
    expect(await look(dnsProbe, { name: noName }, { exec })).toMatchObject({
      symptom: 'dns.nxdomain',
    });
    expect(await look(dnsProbe, { name: 'short' }, { exec })).toMatchObject({
      symptom: 'self.missing_tool',
    });
  });

  test('other records are asked of its servers', async () => {
    expect(await look(dnsProbe, { name: insideName, type: 'TXT' })).toMatchObject({
      symptom: 'dns.nodata',
      facts: { 'dns.server': '127.0.0.1:53' },
    });
  });

  test('expectations hold from there too', async () => {
    const finding = await look(dnsProbe, { name: metadataName, expect: ['10.0.0.0/8'] });
    expect(finding).toMatchObject({
      symptom: 'dns.wrong_answer',
      facts: { 'dns.answer': '169.254.169.254' },
    });
  });

  test('a name is never taken for an option', async () => {
    expect(await look(dnsProbe, { name: '-s.test' })).toMatchObject({ symptom: 'dns.badname' });
  });

  test('what the vantage took to be ready is no part of connecting', async () => {
    const address = `127.0.0.1:${at.http}`;
    const dial: Vantage['dial'] = async (...to) => {
      const outcome = await at.vantage.dial(...to);
      await pause(1_000);
      return outcome.kind === 'connected' ? { ...outcome, preparedMs: 1_000 } : outcome;
    };
    for (const [probe, options] of [
      [tcpProbe, { address }],
      [httpProbe, { url: `http://${address}/` }],
    ] as const) {
      const one = await look(probe as Parameters<typeof lookAt>[0], options, { dial });
      const { queue = 0, connect = 0, total = 0 } = one.phases ?? {};
      expect(queue).toBe(1_000);
      expect(connect).toBeGreaterThan(0);
      expect(queue + connect).toBeLessThanOrEqual(total);
    }
  });

  test('cancelled looks end at once', async () => {
    const finding = await lookAt(
      httpProbe,
      { url: `http://127.0.0.1:${at.hung}` },
      { vantage: at.vantage, deadlineMs: LONG_MS, signal: AbortSignal.timeout(300) },
    );
    expect(finding.symptom).toBe('self.cancelled');
  });
});

describe.runIf(canStand)('from a network whose DNS server is dead', () => {
  let inside: Namespace;
  beforeAll(() => {
    inside = new Namespace('127.0.0.1');
  });
  afterAll(() => inside?.close());

  test('getent cannot tell; the servers themselves are asked', async () => {
    const finding = await lookAt(
      dnsProbe,
      { name: insideName },
      { vantage: inside.vantage, deadlineMs: LONG_MS },
    );
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'dns.resolver_unreachable' });
    expect(finding.evidence?.join()).toContain('asked over TCP, 127.0.0.1:53');
  });
});

test('the local vantage dials with its own sockets', async () => {
  const vantage: Vantage = {
    ...localVantage,
    dial: () => Promise.reject(new Error('nobody asks it to dial')),
  };
  const finding = await lookAt(tcpProbe, { address: '127.0.0.1:9' }, { vantage });
  expect(finding.symptom).toBe('tcp.refused');
});
