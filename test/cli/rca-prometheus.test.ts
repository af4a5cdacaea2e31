import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, listenHttp } from '../support/listeners.ts';
import { MeteredService } from '../support/metered-service.ts';
import { needsPrograms } from '../support/needs-program.ts';
import { PrometheusServer } from '../support/prometheus.ts';
import { weaklink } from '../support/weaklink.ts';

/** Rows before and after, one a scrape: fewer tell too little of what is normal. */
const BEFORE_ROWS = 30;
const AFTER_ROWS = 15;
const REQUEST_EVERY_MS = 40;

describe.runIf(needsPrograms('prometheus'))(
  'weaklink rca --prometheus, asking a real one of real services',
  { timeout: 180_000 },
  () => {
    const directory = mkdtempSync(join(tmpdir(), 'weaklink-rca-prometheus-'));
    const db = new MeteredService('db');
    const mail = new MeteredService('mail');
    const api = new MeteredService('api', [db, mail]);
    const web = new MeteredService('web', [api]);
    const services = [db, mail, api, web];
    let server: PrometheusServer;
    let load: NodeJS.Timeout;
    let at: Date;

    /** Waits until Prometheus has so many more scrapes of every service. */
    const scrapes = async (count: number) => {
      const before = Date.now() / 1_000;
      const query = () =>
        `min(count_over_time(up{job!="prometheus"}[${Math.ceil(Date.now() / 1_000 - before) + 1}s])) >= ${count}`;
      while ((await server.query(query())).length === 0) await pause(500);
    };

    beforeAll(async () => {
      for (const service of services) await service.start();
      const jobs = Object.fromEntries(services.map(({ name, address }) => [name, [address]]));
      server = await PrometheusServer.start({ jobs });
      load = setInterval(() => void web.ask(), REQUEST_EVERY_MS);
      await scrapes(BEFORE_ROWS);
      at = new Date();
      db.workMs = 150;
      await scrapes(AFTER_ROWS);
    }, 170_000);
    afterAll(async () => {
      clearInterval(load);
      await server.close();
      for (const service of services) await service.close();
      rmSync(directory, { recursive: true });
    });

    const ask = (...more: string[]) =>
      weaklink(['rca', '--prometheus', server.url, '--before', '2m', ...more, '--json']);

    test('names the one that really became slow, by calls that Prometheus knows', async () => {
      const { stdout, stderr, exitCode } = await ask('--at', at.toISOString(), '--alert', 'web');
      expect(stderr).toBe('');
      const { ranking } = JSON.parse(stdout);
      expect(ranking[0]).toMatchObject({ service: 'db', mode: 'slow' });
      expect(ranking[0].probability).toBeGreaterThan(0.5);
      expect(exitCode).toBe(1);
    });

    test('finds the time out itself, with calls from a file', async () => {
      const edges = join(directory, 'edges.csv');
      writeFileSync(edges, 'caller,callee\nweb,api\napi,db\napi,mail\n');
      const { stdout } = await ask('--edges', edges, '--after', '30s');
      const { ranking, onset } = JSON.parse(stdout);
      expect(ranking[0]).toMatchObject({ service: 'db', mode: 'slow' });
      expect(Math.abs(Date.parse(onset) - at.getTime())).toBeLessThan(15_000);
    });
  },
);

describe('weaklink rca --prometheus', () => {
  test('ends with 3 where nobody answers, and says what was met', async () => {
    const { stderr, exitCode } = await weaklink([
      'rca',
      '--prometheus',
      `http://127.0.0.1:${await freePort()}`,
    ]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('tcp.refused');
    expect(stderr).toContain('[E_RCA_PROMETHEUS_ASK]');
  });

  test('ends with 2 where nothing known was scraped, and sends its header', async () => {
    const seen = new Set<string | undefined>();
    const empty = { status: 'success', data: { resultType: 'vector', result: [] } };
    const listener = await listenHttp(({ headers }, response) => {
      seen.add(headers.authorization);
      response.end(JSON.stringify(empty));
    });
    const header = ['--header', 'authorization: Bearer env:TOKEN_OF_TEST'];
    const { stderr, exitCode } = await weaklink(
      ['rca', '--prometheus', `http://${listener.address}`, ...header],
      { env: { TOKEN_OF_TEST: 'abcdefgh' } },
    );
    await listener.close();
    expect(exitCode).toBe(2);
    expect(stderr).toContain('[E_RCA_NO_METRICS]');
    expect([...seen]).toEqual(['Bearer abcdefgh']);
  });

  test.each([
    [['rca']],
    [['rca', '.', '--prometheus', 'http://x']],
    [['rca', '--prometheus', 'x']],
    [['rca', '--prometheus', 'http://x', '--at', 'soon']],
    [['rca', '--prometheus', 'http://x', '--before', 'long']],
    [['rca', '--prometheus', 'http://x', '--header', 'authorization: Bearer secret']],
    [['rca', '--prometheus', 'http://x', '--edges', '/nowhere/edges.csv']],
  ])('%j is a mistake of the caller', async (argv) => {
    const { stderr, exitCode } = await weaklink(argv);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/\[E_(OPTION|DURATION|RCA_READ)\]/);
    expect(stderr).not.toContain('Bearer secret');
  });
});
