import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seeded } from '../../../bench/rca/shuffle.ts';
import type { CallEdge, MetricCase } from '../../../src/diagnosis/metrics/input/case.ts';
import { SeriesBuilder } from '../../../src/diagnosis/metrics/input/series-builder.ts';
import { diagnoseMetrics } from '../../../src/diagnosis/metrics/verdict/result.ts';

const STEP_MS = 60_000;
const BEGIN_MS = 1_795_000_000_000;
const ROWS = 60;
const ONSET = 54;

interface Sketch {
  /** Seconds or shares of one service in one row, before noise. */
  readonly at: (column: string, row: number) => number;
  readonly columns: readonly string[];
  readonly edges: readonly (readonly [string, string])[];
  readonly alert?: MetricCase['alert'];
  readonly seed?: number;
}

function caseOf({ at, columns, edges, alert, seed = 1 }: Sketch): MetricCase {
  const random = seeded(seed);
  const builder = new SeriesBuilder();
  for (let row = 0; row < ROWS; row += 1) {
    for (const column of columns) {
      const noise =
        column.endsWith('requests') || column.endsWith('rate') ? 1 : 1 + 0.1 * (random() - 0.5);
      builder.add(column, BEGIN_MS + row * STEP_MS, at(column, row) * noise);
    }
  }
  return {
    ...builder.build(),
    edges: edges.map(([caller, callee]): CallEdge => ({ caller, callee })),
    traces: [],
    logs: [],
    changes: [],
    alert: alert ?? { service: 'web', metric: 'latency' },
    atMs: BEGIN_MS + ONSET * STEP_MS,
    notes: [],
  };
}

const services = ['web', 'api', 'db', 'mail'];
const edges = [
  ['web', 'api'],
  ['api', 'db'],
  ['web', 'mail'],
] as const;
const usual: Record<string, number> = { web: 0.1, api: 0.06, db: 0.01, mail: 0.03 };
const requests: Record<string, number> = { web: 600, api: 600, db: 1_200, mail: 12 };

/** Latencies of a chain in which `slow` services take so many seconds more, felt by their callers. */
function slowed(extra: Readonly<Record<string, number>>, seed = 1): MetricCase {
  const total: Record<string, number> = {
    db: extra.db ?? 0,
    mail: extra.mail ?? 0,
    api: (extra.api ?? 0) + 2 * (extra.db ?? 0),
    web: (extra.web ?? 0) + (extra.api ?? 0) + 2 * (extra.db ?? 0) + 0.02 * (extra.mail ?? 0),
  };
  return caseOf({
    columns: services.flatMap((name) => [`${name}|latency`, `${name}|requests`]),
    edges,
    seed,
    at: (column, row) => {
      const [name = '', metric] = column.split('|');
      if (metric === 'requests') return requests[name] ?? 0;
      return (usual[name] ?? 0) + (row >= ONSET ? (total[name] ?? 0) : 0);
    },
  });
}

describe('latency', () => {
  it.each(['web', 'api', 'db'])(
    'names %s when its own time grew, not those who wait for it',
    (name) => {
      const { ranking, none } = diagnoseMetrics(slowed({ [name]: 0.2 }));
      expect(ranking[0]).toMatchObject({ service: name, mode: 'slow' });
      expect(ranking[0]?.probability).toBeGreaterThan(0.8);
      expect(none).toBeLessThan(0.1);
    },
  );

  it('does not fall for a loud service that hardly anybody calls', () => {
    const { ranking } = diagnoseMetrics(slowed({ db: 0.1, mail: 2 }));
    expect(ranking[0]?.service).toBe('db');
  });

  it('says none when nothing happened, whatever the noise', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const { none, ranking } = diagnoseMetrics(slowed({}, seed));
      expect(none).toBeGreaterThan(ranking[0]?.probability ?? 0);
    }
  });

  it('is sure of less when the alert cannot be accounted for', () => {
    const accounted = diagnoseMetrics(slowed({ db: 0.2 })).ranking[0]?.probability ?? 0;
    const small = diagnoseMetrics(slowed({ db: 0.004 })).ranking[0]?.probability ?? 0;
    expect(small).toBeLessThan(accounted);
  });

  it('sums to 1, and answers the same twice', () => {
    const input = slowed({ api: 0.2 });
    const { ranking, none } = diagnoseMetrics(input);
    expect(ranking.reduce((sum, { probability }) => sum + probability, none)).toBeCloseTo(1, 9);
    expect(JSON.stringify(diagnoseMetrics(input))).toBe(JSON.stringify(diagnoseMetrics(input)));
  });

  it('knows a service by its measurements, not by its name', () => {
    const input = slowed({ db: 0.2 });
    const rename = (name: string) => ({ web: 'q', api: 'z', db: 'a', mail: 'm' })[name] ?? name;
    const renamed: MetricCase = {
      ...input,
      series: input.series.map((series) => ({ ...series, service: rename(series.service) })),
      edges: input.edges.map(({ caller, callee }) => ({
        caller: rename(caller),
        callee: rename(callee),
      })),
      alert: { service: 'q', metric: 'latency' },
    };
    const [first] = diagnoseMetrics(renamed).ranking;
    expect(first?.service).toBe('a');
    expect(first?.probability).toBeCloseTo(diagnoseMetrics(input).ranking[0]?.probability ?? 0, 9);
  });

  it('finds the onset when nobody says it', () => {
    const { ranking, onsetMs } = diagnoseMetrics({ ...slowed({ db: 0.2 }), atMs: undefined });
    expect(ranking[0]?.service).toBe('db');
    expect(Math.abs(onsetMs - (BEGIN_MS + ONSET * STEP_MS))).toBeLessThanOrEqual(2 * STEP_MS);
  });

  it('goes back to the onset when the alert came ten minutes late', () => {
    const input = slowed({ db: 0.2 });
    const { ranking, onsetMs } = diagnoseMetrics({
      ...input,
      atMs: BEGIN_MS + (ROWS - 1) * STEP_MS,
    });
    expect(ranking[0]?.service).toBe('db');
    expect(onsetMs).toBe(BEGIN_MS + ONSET * STEP_MS);
  });
});

describe('failures', () => {
  const failing = (rate: Readonly<Record<string, number>>) =>
    caseOf({
      columns: services.flatMap((name) => [`${name}|success_rate`, `${name}|requests`]),
      edges,
      alert: { service: 'web', metric: 'success_rate' },
      at: (column, row) => {
        const [name = '', metric] = column.split('|');
        if (metric === 'requests') return requests[name] ?? 0;
        return row >= ONSET ? (rate[name] ?? 1) : 1;
      },
    });

  it('names who fails requests, not those who pass the failure on', () => {
    const { ranking } = diagnoseMetrics(failing({ db: 0.9, api: 0.8, web: 0.8 }));
    expect(ranking[0]).toMatchObject({ service: 'db', mode: 'errors' });
  });

  it('takes no alarm at availability that went up', () => {
    const { none } = diagnoseMetrics(
      caseOf({
        columns: ['web|success_rate', 'web|requests', 'api|success_rate', 'api|requests'],
        edges,
        alert: { service: 'web', metric: 'success_rate' },
        at: (column, row) => (column.endsWith('requests') ? 100 : row >= ONSET ? 1 : 0.95),
      }),
    );
    expect(none).toBeGreaterThan(0.5);
  });
});

describe('hops', () => {
  it('names the service that everybody waits for on the way, by both sides of its calls', () => {
    const hops = [
      ['web', 'api'],
      ['api', 'db'],
      ['web', 'db'],
    ] as const;
    const { ranking } = diagnoseMetrics(
      caseOf({
        columns: [
          ...hops.flatMap(([a, b]) => [
            `EDGE:${a}>${b}|source_50`,
            `EDGE:${a}>${b}|destination_50`,
          ]),
          'web|latency',
          'web|requests',
        ],
        edges: hops,
        at: (column, row) => {
          if (column === 'web|requests') return 100;
          const late = row >= ONSET && (column.includes('>db|source') || column === 'web|latency');
          return (column.includes('source') ? 0.012 : 0.01) + (late ? 0.2 : 0);
        },
      }),
    );
    expect(ranking[0]).toMatchObject({ service: 'db', mode: 'network' });
  });
});

describe('the product', () => {
  it('knows no data set', () => {
    const names =
      /petshop|nezha|rootcausebench|root-cause-bench|trainticket|train-ticket|onlineboutique|hipstershop/i;
    const src = join(import.meta.dirname, '../../../src');
    const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.tsx?$/.test(name),
    );
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((name) => names.test(readFileSync(join(src, name), 'utf8')))).toEqual([]);
  });
});
