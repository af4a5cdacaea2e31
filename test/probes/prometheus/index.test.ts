import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import type { Finding } from '../../../probes/probe.ts';
import { prometheusProbe } from '../../../probes/prometheus/index.ts';
import { freePort, type Listener, listenHttp } from '../../support/listeners.ts';
import { lookAt } from '../../support/look-at.ts';
import { needsRoot } from '../../support/needs.ts';
import { needsPrograms } from '../../support/needs-program.ts';
import { PrometheusServer, type PrometheusSetup } from '../../support/prometheus.ts';

const patient = { timeout: 60_000 };

const rules = `
groups:
  - name: chain
    rules:
      - alert: QueueLong
        expr: queue_waiting > 5
        labels: { severity: critical, link: vllm }
        annotations: { summary: "waiting: {{ $value }}" }
      - alert: GatewayLate
        expr: queue_waiting > 5
        for: 1h
      - alert: Quiet
        expr: queue_waiting > 1e9
      - alert: OfNobody
        expr: vector(1)
`;

/** An exporter of the test, whose figures the test sets. */
const exported = { waiting: 3, text: '', down: false };
const exporter = () =>
  listenHttp((_, response) => {
    const status = exported.down ? 500 : 200;
    response.writeHead(status, { 'content-type': 'text/plain; version=0.0.4' });
    response.end(
      exported.text ||
        `queue_waiting{engine="a"} ${exported.waiting}\nqueue_waiting{engine="b"} 1\nlatency_seconds 0.25\n`,
    );
  });

describe.runIf(needsPrograms('prometheus'))('a real Prometheus', patient, () => {
  let target: Listener;
  let server: PrometheusServer;

  beforeAll(async () => {
    target = await exporter();
    const jobs = { vllm: [target.address], gone: [`127.0.0.1:${await freePort()}`] };
    server = await PrometheusServer.start({ rules, jobs });
    await server.untilAnswered('queue_waiting');
    await server.untilAnswered('up{job="gone"}');
  }, 60_000);
  afterAll(async () => {
    await server.close();
    await target.close();
  });

  const look = (options: object): Promise<Finding> =>
    lookAt(prometheusProbe, { url: server.url, ...options }, { deadlineMs: 20_000 });
  /** Looks again until it shows what it must; the limit of the test ends it otherwise. */
  const lookUntil = async (options: object, symptom: string | null): Promise<Finding> => {
    for (;;) {
      const finding = await look(options);
      if (finding.symptom === symptom) return finding;
      await pause(200);
    }
  };

  test('gives its figures as measures, with their units and their age', async () => {
    const finding = await look({
      measures: [
        { name: 'queue.waiting', query: 'sum(queue_waiting)', unit: 'count' },
        { name: 'latency', query: 'latency_seconds * 1000', unit: 'ms' },
        { name: 'plain', query: 'latency_seconds', unit: 's', slow: 1 },
        { name: 'each', query: 'queue_waiting', unit: 'count', limits: { least: 1, most: 3 } },
      ],
    });
    expect(finding).toMatchObject({ outcome: 'ok', symptom: null });
    expect(finding.summary).toContain('queue.waiting 4, latency 250 ms');
    const values = new Map(finding.measures?.map(({ name, value, unit }) => [name, [value, unit]]));
    expect(values.get('queue.waiting')).toEqual([4, 'count']);
    expect(values.get('each.engine=a')).toEqual([3, 'count']);
    expect(values.get('each.engine=b')).toEqual([1, 'count']);
    expect(values.get('plain.age')?.[1]).toBe('s');
    expect(finding.phases).toHaveProperty('connect');
  });

  test.each([
    ['price', { least: 5 }, 'books.cheap'],
    ['price', { most: 2 }, 'books.dear'],
    ['counted', { least: 5 }, 'books.uncounted'],
    ['counted', { most: 2 }, 'books.counted_twice'],
    ['payer', { most: 2 }, 'books.one_payer'],
    // That many bear the spend is nobody's fault: it has no name of its own.
    ['payer', { least: 5 }, 'prometheus.out_of_limits'],
    ['age', { most: 2 }, 'books.behind'],
    ['budget', { most: 1 }, 'books.overspent'],
  ])('names what is wrong with the %s of the books beyond %j', async (books, limits, symptom) => {
    const measures = [
      { name: 'booked', query: 'sum(queue_waiting)', unit: 'count', books, limits },
    ];
    expect(await look({ measures })).toMatchObject({ outcome: 'degraded', symptom });
  });

  test('says that a figure is too slow or out of its limits', async () => {
    const query = 'queue_waiting';
    const finding = await look({
      measures: [
        { name: 'queue', query, unit: 'count', limits: { most: 2 } },
        { name: 'few', query, unit: 'count', limits: { least: 2 } },
        { name: 'late', query: 'latency_seconds', unit: 's', slow: 0.1 },
      ],
    });
    expect(finding).toMatchObject({
      outcome: 'degraded',
      symptom: 'prometheus.slow',
      alsoSeen: ['prometheus.out_of_limits'],
    });
    expect(finding.evidence).toEqual([
      'late is 0.25 s, allowed are 0.1 s',
      'queue (engine=a) is 3 count, at most 2 count',
      'few (engine=b) is 1 count, at least 2 count',
    ]);
  });

  test('says that it has no sample, and keeps what it has', async () => {
    const finding = await look({
      measures: [
        { name: 'none', query: 'no_such_metric', unit: 'count' },
        { name: 'there', query: 'latency_seconds', unit: 's' },
      ],
    });
    expect(finding).toMatchObject({ outcome: 'degraded', symptom: 'prometheus.no_sample' });
    expect(finding.measures).toContainEqual({ name: 'there', value: 0.25, unit: 's' });
    // A ratio of nothing is no number, and nothing is missing.
    const ratio = { name: 'r', query: 'latency_seconds * 0 / 0', unit: '%' };
    expect((await look({ measures: [ratio] })).measures).not.toContainEqual(
      expect.objectContaining({ name: 'r' }),
    );
  });

  test('names targets that cannot be scraped, with the reason', async () => {
    const all = await look({ jobs: ['gone'] });
    expect(all).toMatchObject({ outcome: 'failed', symptom: 'prometheus.target_down' });
    expect(all.evidence?.[0]).toMatch(/^gone 127\.0\.0\.1:\d+: .*connection refused/);
    const some = await look({ jobs: ['gone', 'vllm'] });
    expect(some).toMatchObject({ outcome: 'degraded', symptom: 'prometheus.some_targets_down' });
    expect(await look({ jobs: ['vllm'] })).toMatchObject({ outcome: 'ok' });
    const unknown = await look({ jobs: ['nobody'] });
    expect(unknown.symptom).toBe('prometheus.no_sample');
  });

  test('passes on alerts as claims, and clears nobody', async () => {
    const alerts = { links: { GatewayLate: 'gateway', Quiet: 'store' } };
    const before = await look({ alerts });
    expect(before).toMatchObject({ outcome: 'ok' });
    exported.waiting = 9;
    await server.untilAnswered('ALERTS{alertname="QueueLong",alertstate="firing"}');
    const finding = await look({ alerts });
    exported.waiting = 3;
    expect(finding.claims).toEqual([
      {
        link: 'vllm',
        who: 'Prometheus',
        says: 'down',
        words: 'QueueLong firing: waiting: 9',
        updatedAt: expect.stringMatching(/^20/),
      },
      {
        link: 'gateway',
        who: 'Prometheus',
        says: 'degraded',
        words: 'GatewayLate pending',
        updatedAt: expect.stringMatching(/^20/),
      },
      { link: 'store', who: 'Prometheus', says: 'unknown', words: 'no alert', updatedAt: null },
    ]);
    expect(finding.facts).toMatchObject({ 'prometheus.alerts_of_no_link': 1 });
    expect(finding).toMatchObject({ outcome: 'ok', symptom: null });
  });

  test.each([
    // The type of a label is known to the server alone.
    ['bad_data', 'rate(latency_seconds)', 'prometheus.bad_query'],
    ['execution', 'queue_waiting * on() group_left() queue_waiting', 'prometheus.query_failed'],
    ['a text', '"words"', 'prometheus.bad_query'],
  ])('an error of the type %s blames nobody', async (_, query, symptom) => {
    const finding = await look({ measures: [{ name: 'm', query, unit: 's' }] });
    expect(finding).toMatchObject({ outcome: 'unknown', symptom });
    expect(finding.evidence?.[0]).toMatch(/^m: /);
  });

  test('that stands still says nothing of the link', async () => {
    await server.standStill();
    const options = { url: server.url, jobs: ['vllm'] };
    const finding = await lookAt(prometheusProbe, options, { deadlineMs: 500 });
    server.goOn();
    expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'prometheus.unreachable' });
    expect(finding.evidence?.[0]).toContain('http.timeout');
  });

  test('is well itself, and is not when its clock differs', async () => {
    const itself = prometheusProbe.options.parse(prometheusProbe.fromTarget(server.url));
    const well = await look(itself);
    expect(well).toMatchObject({ outcome: 'ok', facts: { 'prometheus.scrapes_itself': true } });
    expect(well.measures).toContainEqual({
      name: 'prometheus.targets_down',
      value: 1,
      unit: 'count',
    });
    const clock = { now: () => Date.now() - 60_000, monotonic: () => performance.now() };
    const skewed = await lookAt(prometheusProbe, itself, { clock, deadlineMs: 20_000 });
    expect(skewed).toMatchObject({ outcome: 'degraded', symptom: 'prometheus.clock_skew' });
    expect(skewed.evidence?.[0]).toMatch(/its clock is (59|60|61)\.\d s ahead of/);
  });

  test('that loses samples out of order says so', async () => {
    let age = 0;
    const text = () => {
      age += 10_000;
      return `old_figure 1 ${Date.now() - age}\n`;
    };
    Object.defineProperty(exported, 'text', { get: text, configurable: true });
    const finding = await lookUntil({ server: true }, 'prometheus.storage');
    Object.defineProperty(exported, 'text', { value: '', configurable: true });
    expect(finding.evidence?.[0]).toMatch(/^\d+ samples out of order in 10m$/);
  });

  test('whose target is gone has old samples, then none', async () => {
    exported.down = true;
    const measures = [{ name: 'latency', query: 'latency_seconds', unit: 's' }];
    const finding = await lookUntil({ measures }, 'prometheus.stale');
    exported.down = false;
    expect(finding.outcome).toBe('degraded');
    expect(finding.evidence?.[0]).toMatch(/^latency: the last sample is \d+ s old, one is due/);
  });
});

// They wait for scrapes, each for those of its own server.
describe.runIf(needsPrograms('prometheus')).concurrent('a sick Prometheus', patient, () => {
  const start = async ({ onTestFinished }: TestContext, setup: PrometheusSetup) => {
    const server = await PrometheusServer.start(setup);
    onTestFinished(() => server.close());
    return server;
  };
  const look = (server: PrometheusServer) =>
    lookAt(prometheusProbe, { url: server.url, server: true }, { deadlineMs: 20_000 });

  test('whose rule cannot be evaluated', async (context) => {
    const server = await start(context, {
      rules: `
groups:
  - name: broken
    rules:
      - record: many
        expr: label_replace({__name__=~"prometheus_build_info|up"}, "__name__", "x", "", "") and on() vector(1)
      - record: matched
        expr: up * on() group_left() {__name__=~"prometheus_build_info|prometheus_ready|up"}
`,
    });
    await server.untilAnswered('prometheus_rule_evaluation_failures_total > 0');
    const finding = await look(server);
    expect(finding).toMatchObject({ outcome: 'degraded', symptom: 'prometheus.rule_failures' });
    expect(finding.evidence?.[0]).toMatch(/^rule (many|matched) of broken: /);
  });

  test('whose write-ahead log was corrupt when it started', async (context) => {
    const server = await start(context, {});
    await server.untilAnswered('count_over_time(prometheus_build_info[1m]) > 3');
    await server.end('SIGKILL');
    await server.spoilLog();
    await server.run();
    await server.untilAnswered('prometheus_tsdb_wal_corruptions_total > 0');
    const finding = await look(server);
    expect(finding).toMatchObject({ outcome: 'degraded', symptom: 'prometheus.storage' });
    expect(finding.evidence?.[0]).toBe('1 corruptions of the write-ahead log since its start');
  });

  // To give it a disk of its own takes root.
  test.runIf(needsRoot())('whose disk is full stores nothing more', async (context) => {
    const server = await start(context, { diskKib: 4_096 });
    await server.untilAnswered('count_over_time(up[1m]) > 3');
    server.fillDisk();
    let finding = await look(server);
    while (finding.symptom !== 'prometheus.storage') {
      await pause(200);
      finding = await look(server);
    }
    expect(finding).toMatchObject({ outcome: 'degraded', symptom: 'prometheus.storage' });
    expect(finding.evidence?.[0]).toMatch(/^nothing was stored for \d+ s, targets are scraped/);
  });

  test('that does not scrape itself tells so', async (context) => {
    const server = await start(context, { scrapesItself: false });
    const finding = await look(server);
    expect(finding).toMatchObject({ outcome: 'ok', facts: { 'prometheus.scrapes_itself': false } });
  });
});
