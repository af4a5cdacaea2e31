import * as z from 'zod';
import { inputError } from './input-error.ts';
import type { SeriesBuilder } from './series-builder.ts';

const point = z.tuple([z.number(), z.string()]);
const answer = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('matrix'),
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), values: z.array(point) })),
  }),
});

/** Labels that name a service, the most telling first. */
const serviceLabels = [
  'service',
  'service_name',
  'destination_service_name',
  'destination_workload',
  'app',
  'workload',
  'deployment',
  'container',
  'job',
  'pod',
  'instance',
];
const callerLabels = ['source', 'source_workload', 'caller', 'client'];
const calleeLabels = ['destination', 'callee', 'server'];

/**
 * The answer of a Prometheus `query_range`: a matrix, or an array of such answers. The name of the
 * metric is `__name__`, else the name of the file; `quantile` is added to it.
 *
 * @throws WeaklinkError E_RCA_PROMETHEUS
 */
export function readPrometheus(file: string, text: string, builder: SeriesBuilder): void {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw inputError({
      code: 'E_RCA_PROMETHEUS',
      file,
      message: `no JSON: ${(error as Error).message}`,
    });
  }
  const parsed = z.union([answer, z.array(answer)]).safeParse(json);
  if (!parsed.success) {
    throw inputError({
      code: 'E_RCA_PROMETHEUS',
      file,
      message: 'this is no successful answer of query_range with a matrix in it',
      hint: 'Save what GET /api/v1/query_range answers, or an array of such answers.',
    });
  }
  const fallback = file.replace(/^.*[\\/]/, '').replace(/\.json$/i, '');
  for (const { data } of Array.isArray(parsed.data) ? parsed.data : [parsed.data]) {
    for (const { metric, values } of data.result) {
      const column = columnOf(metric, fallback);
      if (column === undefined) continue;
      for (const [seconds, value] of values) {
        builder.add(column, Math.round(seconds * 1_000), value === '' ? Number.NaN : Number(value));
      }
    }
  }
}

function columnOf(labels: Record<string, string>, fallback: string): string | undefined {
  const first = (names: readonly string[]) => names.map((name) => labels[name]).find(Boolean);
  const { __name__: name, quantile } = labels;
  const percentile = quantile === undefined ? '' : `_p${Math.round(Number(quantile) * 100)}`;
  const metric = `${name ?? fallback}${percentile}`;
  const [caller, callee] = [first(callerLabels), first(calleeLabels)];
  if (caller !== undefined && callee !== undefined) return `EDGE:${caller}>${callee}|${metric}`;
  const service = first(serviceLabels);
  return service === undefined ? undefined : `${service}|${metric}`;
}
