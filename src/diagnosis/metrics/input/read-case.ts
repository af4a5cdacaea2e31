import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { WeaklinkError } from '../../../platform/errors.ts';
import type { CallEdge, MetricCase, MetricSeries, TraceRow } from './case.ts';
import { readCaseFile } from './case-file.ts';
import { distinctEdges, readEdges } from './edges-file.ts';
import { readChanges, readLogs } from './lines-file.ts';
import { readMetricsCsv } from './metrics-file.ts';
import { readPrometheus } from './prometheus.ts';
import { readText } from './read-text.ts';
import { SeriesBuilder } from './series-builder.ts';
import { readTraces } from './traces-file.ts';

/** JSON files of a case that are not answers of Prometheus. */
const ownJson = new Set(['case.json']);
/** Answers of Prometheus read from one directory. */
const MAX_ANSWERS = 200;

/**
 * A directory with `metrics.csv` or answers of Prometheus (`*.json`), and optional `edges.csv`,
 * `traces.csv`, `logs.ndjson`, `changes.ndjson` and `case.json`.
 *
 * @throws WeaklinkError E_RCA_READ, E_RCA_NO_METRICS, and what the readers of the files throw
 */
export async function readCase(directory: string): Promise<MetricCase> {
  const notes: string[] = [];
  const optional = async <Read>(name: string, read: (file: string, text: string) => Read) => {
    const text = await readText(join(directory, name));
    return text === undefined || text.trim() === '' ? undefined : read(join(directory, name), text);
  };
  const { timesMs, series } = await readSeries(directory);
  const { alert, atMs } = (await optional('case.json', readCaseFile)) ?? {
    alert: undefined,
    atMs: undefined,
  };
  const zero = atMs ?? timesMs.at(-1) ?? 0;
  const traces = (await optional('traces.csv', (file, text) => readTraces(file, text, zero))) ?? [];
  const declared = await optional('edges.csv', readEdges);
  if (!declared) notes.push('There is no edges.csv: calls are taken from traces and hops only.');
  return {
    timesMs,
    series,
    edges: distinctEdges([...(declared ?? []), ...seenEdges(series, traces)]),
    traces,
    logs: (await optional('logs.ndjson', readLogs)) ?? [],
    changes: (await optional('changes.ndjson', readChanges)) ?? [],
    alert,
    atMs,
    notes,
  };
}

async function readSeries(directory: string) {
  const builder = new SeriesBuilder();
  const names = await namesIn(directory);
  const csv = await readText(join(directory, 'metrics.csv'));
  if (csv !== undefined) readMetricsCsv(join(directory, 'metrics.csv'), csv, builder);
  else {
    const answers = names.filter((name) => name.endsWith('.json') && !ownJson.has(name));
    for (const name of answers.slice(0, MAX_ANSWERS)) {
      const text = await readText(join(directory, name));
      if (text !== undefined) readPrometheus(join(directory, name), text, builder);
    }
  }
  const built = builder.build();
  if (built.series.length > 0) return built;
  throw new WeaklinkError({
    code: 'E_RCA_NO_METRICS',
    message: `${directory}: there are no metrics in it`,
    hint: 'Put a metrics.csv (time,service|metric …) or answers of Prometheus (*.json) there.',
  });
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).sort();
  } catch (error) {
    throw new WeaklinkError({
      code: 'E_RCA_READ',
      message: `${directory}: no directory that can be read (${(error as NodeJS.ErrnoException).code})`,
      hint: 'Name the directory of the case: weaklink rca DIR.',
      cause: error,
    });
  }
}

/** Calls that somebody measured or traced exist, whether edges.csv has them or not. */
export function seenEdges(
  series: readonly MetricSeries[],
  traces: readonly TraceRow[],
): CallEdge[] {
  return [
    ...series.flatMap(({ service, callee }) =>
      callee === undefined ? [] : [{ caller: service, callee }],
    ),
    ...traces.map(({ caller, callee }) => ({ caller, callee })),
  ].filter(({ caller }) => !noCaller.test(caller));
}

/** How programs name the missing caller of a first span. */
const noCaller = /^(root|none|null|nan|-)?$/i;
