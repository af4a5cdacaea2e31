import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseCsv } from '../../../src/diagnosis/metrics/input/csv.ts';
import { readCase } from '../../../src/diagnosis/metrics/input/read-case.ts';
import { parseTimeMs } from '../../../src/diagnosis/metrics/input/time.ts';
import { meaningOf } from '../../../src/diagnosis/metrics/names/meaning.ts';

const root = mkdtempSync(join(tmpdir(), 'weaklink-rca-test-'));
afterAll(() => rmSync(root, { recursive: true }));
let cases = 0;

function directory(files: Readonly<Record<string, string>>): string {
  cases += 1;
  const path = join(root, `${cases}`);
  mkdirSync(path);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

const metrics = 'time,a|latency_ms,a|requests\n100000000,5,10\n100000060,6,11\n';

describe('times', () => {
  it.each([
    ['2026-11-21T09:30:00Z', 1_795_253_400_000],
    ['2026-11-21 09:30:00', 1_795_253_400_000],
    ['2026-11-21T10:30:00+01:00', 1_795_253_400_000],
    ['1795253400', 1_795_253_400_000],
    ['1795253400.0', 1_795_253_400_000],
    ['1795253400000', 1_795_253_400_000],
    ['1795253400000000', 1_795_253_400_000],
  ])('%s', (text, ms) => expect(parseTimeMs(text)).toBe(ms));

  it('knows what is no time', () => {
    for (const text of ['', 'soon', '09:30', 'NaN']) expect(parseTimeMs(text)).toBeNaN();
  });
});

describe('names of metrics', () => {
  it.each([
    ['latency_p99', 'latency', 1],
    ['http_server_duration_p99_ms', 'latency', 1],
    ['p95', 'latency', 1],
    ['requests_Sum', 'requests', 0],
    ['rps', 'requests', 0],
    ['availability', 'success-rate', -1],
    ['SuccessRate(%)', 'success-rate', -1],
    ['error_rate_5xx_ratio', 'error-rate', 1],
    ['http_5xx_per_sec', 'error-count', 1],
    ['CpuUsageRate(%)', 'cpu', 1],
    ['MemoryUsage(Mi)', 'memory', 1],
    ['request_queue_depth', 'saturation', 1],
    ['pod_restart_total', 'restarts', 1],
    ['pod_ready_replicas', 'readiness', -1],
    ['frobs', 'other', 0],
  ])('%s is %s', (name, quantity, worse) => {
    expect(meaningOf(name)).toMatchObject({ quantity, worse });
  });
});

describe('comma-separated values', () => {
  it('knows quotes, and says where each cell stands', () => {
    const { rows } = parseCsv('x.csv', 'a,b\r\n"1,""2""\n3",4\r\n5,6');
    expect(rows).toEqual([
      {
        line: 2,
        cells: [
          { text: '1,"2"\n3', column: 1 },
          { text: '4', column: 4 },
        ],
      },
      {
        line: 4,
        cells: [
          { text: '5', column: 1 },
          { text: '6', column: 3 },
        ],
      },
    ]);
  });
});

describe('a case', () => {
  it('is the same in percent and as a fraction, in s and in ms, wide and long', async () => {
    const wide = await readCase(
      directory({
        'metrics.csv': 'time,a|latency_s,a|availability\n1e9,0.005,0.5\n1000000060,0.006,1\n',
      }),
    );
    const long = await readCase(
      directory({
        'metrics.csv':
          'timestamp,service,metric,value\n1000000000,a,latency_ms,5\n1000000060,a,latency_ms,6\n' +
          '1000000000,a,availability_percent,50\n1000000060,a,availability_percent,100\n',
      }),
    );
    const values = (found: typeof wide) =>
      found.series.map(({ values: all }) => [...all].map((value) => Number(value.toFixed(9))));
    expect(values(wide)).toEqual([
      [0.005, 0.006],
      [0.5, 1],
    ]);
    expect(values(long)).toEqual(values(wide));
    expect(long.timesMs).toEqual(wide.timesMs);
  });

  it('takes what is missing for missing, and sorts rows', async () => {
    const { series, timesMs, notes } = await readCase(
      directory({ 'metrics.csv': 'time,a|cpu\n1000000060,NaN\n1000000000,\n1000000120,3\n' }),
    );
    expect(timesMs).toEqual([1e12, 1e12 + 60_000, 1e12 + 120_000]);
    expect([...(series[0]?.values ?? [])]).toEqual([Number.NaN, Number.NaN, 3]);
    expect(notes).toHaveLength(1);
  });

  it('reads hops from columns, and their calls', async () => {
    const { series, edges } = await readCase(
      directory({
        'metrics.csv':
          'time,EDGE:a>b|source_50,a>b|destination_50,b->c|latency_source\n1e9,2,1,3\n',
      }),
    );
    expect(series.map(({ service, callee, meaning }) => [service, callee, meaning.side])).toEqual([
      ['a', 'b', 'client'],
      ['a', 'b', 'server'],
      ['b', 'c', 'client'],
    ]);
    expect(edges).toEqual([
      { caller: 'a', callee: 'b' },
      { caller: 'b', callee: 'c' },
    ]);
  });

  it('reads answers of Prometheus', async () => {
    const answer = {
      status: 'success',
      data: {
        resultType: 'matrix',
        result: [
          {
            metric: { __name__: 'http_request_duration_seconds', service: 'a', quantile: '0.9' },
            values: [
              [1e9, '0.25'],
              [1e9 + 60, 'NaN'],
            ],
          },
        ],
      },
    };
    const { series } = await readCase(directory({ 'latency.json': JSON.stringify(answer) }));
    expect(series[0]).toMatchObject({
      service: 'a',
      metric: 'http_request_duration_seconds_p90',
      meaning: { quantity: 'latency', statistic: 'p90' },
    });
    expect(series[0]?.values[0]).toBe(0.25);
  });

  it('reads traces in the unit of their header, counted from the alert', async () => {
    const { traces } = await readCase(
      directory({
        'metrics.csv': metrics,
        'case.json': '{"at": 1000000000}',
        'traces.csv':
          'minute,caller,callee,operation,count,duration_p50_us,duration_p90_us,self_p50_us,self_p90_us\n-1,a,b,op,4,1000,2000,500,600\n',
      }),
    );
    expect(traces).toMatchObject([
      {
        timeMs: 1e12 - 60_000,
        caller: 'a',
        callee: 'b',
        count: 4,
        durationP50Ms: 1,
        selfP90Ms: 0.6,
      },
    ]);
  });
});

describe('bad input', () => {
  it.each([
    ['E_RCA_NO_METRICS', {}, undefined],
    ['E_RCA_VALUE', { 'metrics.csv': 'time,a|cpu\n1e9,1\n1000000060,much\n' }, [3, 12]],
    ['E_RCA_TIME', { 'metrics.csv': 'time,a|cpu\nsoon,1\n' }, [2, 1]],
    ['E_RCA_CSV', { 'metrics.csv': 'time,a|cpu\n1e9,"1\n' }, [2, 5]],
    ['E_RCA_CSV', { 'metrics.csv': 'time,a|cpu\n1e9,1,2\n' }, [2, 7]],
    ['E_RCA_COLUMNS', { 'metrics.csv': 'a|cpu,b|cpu\n1,2\n' }, [1, 1]],
    ['E_RCA_COLUMNS', { 'metrics.csv': metrics, 'edges.csv': 'caller\na\n' }, [1, 1]],
    ['E_RCA_NDJSON', { 'metrics.csv': metrics, 'logs.ndjson': '{"time":1}\nno\n' }, [2, 1]],
    ['E_RCA_TIME', { 'metrics.csv': metrics, 'changes.ndjson': '{"service":"a"}\n' }, [1, 1]],
    ['E_RCA_CASE', { 'metrics.csv': metrics, 'case.json': '{"alert": 3}' }, [1, 1]],
    ['E_RCA_TIME', { 'metrics.csv': metrics, 'case.json': '{"at": "soon"}' }, [1, 1]],
    ['E_RCA_PROMETHEUS', { 'cpu.json': '{"status":"error"}' }, [1, 1]],
  ])('%s', async (code, files, place) => {
    const error = await readCase(directory(files)).catch((thrown) => thrown);
    expect(error).toMatchObject({ code, exitCode: 2 });
    if (place) expect([error.place.line, error.place.column]).toEqual(place);
  });
});
