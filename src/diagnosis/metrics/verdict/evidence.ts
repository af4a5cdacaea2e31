import { type Excess, type OwnExcess, ownExcess } from '../evidence/excess.ts';
import type { CallGraph } from '../evidence/graph.ts';
import { type HopVote, hopVotes, timeOnTheWay } from '../evidence/hop-votes.ts';
import { measuredHops } from '../evidence/hops.ts';
import { type LogShift, logShifts, logTotals } from '../evidence/log-shifts.ts';
import { requestsPerRow } from '../evidence/requests.ts';
import { type ServiceShifts, serviceShifts } from '../evidence/service-shifts.ts';
import { chanceOf } from '../evidence/shift.ts';
import { logLikelihoodRatio, logSum } from '../evidence/statistics.ts';
import { clientSpans } from '../evidence/trace-clients.ts';
import { traceHops } from '../evidence/trace-hops.ts';
import { type MixShift, mixShifts } from '../evidence/trace-mix.ts';
import { traceNoise } from '../evidence/trace-noise.ts';
import { operationShifts } from '../evidence/trace-rows.ts';
import { type SelfTime, selfTimes } from '../evidence/trace-time.ts';
import type { Windows } from '../evidence/windows.ts';
import type { MetricCase } from '../input/case.ts';
import type { Quantity } from '../names/meaning.ts';
import type { Channel } from './modes.ts';

/** What is known of one service, by channel; a channel that nothing measures is absent. */
export interface ServiceEvidence {
  readonly logRatios: ReadonlyMap<Channel, number>;
  readonly shifts: ServiceShifts;
  /** In a row of the incident; undefined when nobody counted. */
  readonly requests: number | undefined;
  readonly time: OwnExcess | undefined;
  /** Seconds a row that are lost between its callers and it. */
  readonly onTheWayS: number;
  readonly failures: OwnExcess | undefined;
  readonly hop: HopVote | undefined;
  readonly selfTime: SelfTime | undefined;
  readonly mix: MixShift | undefined;
  readonly log: LogShift | undefined;
}

export interface CaseEvidence {
  readonly services: ReadonlyMap<string, ServiceEvidence>;
  readonly timeTotals: ReadonlyMap<string, Excess>;
  readonly failureTotals: ReadonlyMap<string, Excess>;
}

const channelOf: Partial<Record<Quantity, Channel>> = {
  cpu: 'cpu',
  memory: 'memory',
  disk: 'disk',
  network: 'network',
  saturation: 'saturation',
  restarts: 'liveness',
  readiness: 'liveness',
  other: 'other',
};

/** Weighs everything that was measured, service by service. */
export function weighEvidence(
  input: MetricCase,
  windows: Windows,
  graph: CallGraph,
  observer: string | undefined,
): CaseEvidence {
  const shifts = serviceShifts(input, windows);
  const requests = requestsPerRow(input, windows);
  if (observer !== undefined && !requests.has(observer)) {
    // All that it sees goes to those whom nobody else calls.
    const seen = [...graph.callees(observer)].reduce(
      (sum, root) => sum + (requests.get(root) ?? 0),
      0,
    );
    if (seen > 0) requests.set(observer, seen);
  }
  const timeTotals = totals(shifts, requests, ['latency']);
  const failureTotals = totals(shifts, requests, ['success-rate', 'error-rate', 'error-count']);
  const failures = ownExcess(failureTotals, graph);
  const operations = operationShifts(input.traces, input.atMs ?? windows.onsetMs);
  const noise = traceNoise(operations);
  const clients = clientSpans(operations);
  const waiting = new Set(clients.map(({ span }) => span));
  const spanTimes = selfTimes(
    operations.filter((row) => !waiting.has(row)),
    noise,
  );
  const mixes = mixShifts(operations);
  const hopList = [...measuredHops(input, windows), ...traceHops(clients, noise)];
  const hops = hopVotes(hopList);
  const onTheWay = timeOnTheWay(hopList, requests);
  const times = ownExcess(timeTotals, graph, onTheWay);
  const logs = logShifts(input.logs, windows.onsetMs);
  const [first = 0, last = 0] = [input.timesMs[0], input.timesMs.at(-1)];
  const complaints = ownExcess(
    logTotals(logs, windows.onsetMs - first, Math.max(1, last - windows.onsetMs)),
    graph,
  );
  const names = new Set([...logs.keys(), ...shifts.keys(), ...graph.services, ...spanTimes.keys()]);
  const services = new Map<string, ServiceEvidence>();
  for (const service of names) {
    const own = shifts.get(service) ?? new Map();
    const [time, failure] = [times.get(service), failures.get(service)];
    const [hop, selfTime, mix] = [hops.get(service), spanTimes.get(service), mixes.get(service)];
    const logRatios = resourceRatios(own);
    if (time) logRatios.set('time', ratioOf(time));
    if (failure) logRatios.set('failures', ratioOf(failure));
    const complaint = complaints.get(service);
    if (complaint) logRatios.set('logs', ratioOf(complaint));
    if (hop) logRatios.set('hops', hop.logRatio);
    if (selfTime) logRatios.set('spans', selfTime.logRatio);
    if (mix) logRatios.set('mix', mix.logRatio);
    services.set(service, {
      logRatios,
      shifts: own,
      requests: requests.get(service),
      onTheWayS: onTheWay.get(service) ?? 0,
      time,
      failures: failure,
      hop,
      selfTime,
      mix,
      log: logs.get(service),
    });
  }
  return { services, timeTotals, failureTotals };
}

function resourceRatios(shifts: ServiceShifts): Map<Channel, number> {
  const found = new Map<Channel, number[]>();
  for (const [quantity, { logRatio }] of shifts) {
    const channel = channelOf[quantity];
    if (channel) found.set(channel, [...(found.get(channel) ?? []), logRatio]);
  }
  return new Map(
    [...found].map(([channel, ratios]) => [channel, logSum(ratios) - Math.log(ratios.length)]),
  );
}

function ratioOf({ own, sigma }: OwnExcess): number {
  return logLikelihoodRatio(sigma > 0 ? own / sigma : 0);
}

/** Requests × change for the worse, discounted by the chance that nothing changed. */
function totals(
  shifts: ReadonlyMap<string, ServiceShifts>,
  requests: ReadonlyMap<string, number>,
  quantities: readonly Quantity[],
): Map<string, Excess> {
  const result = new Map<string, Excess>();
  for (const [service, own] of shifts) {
    const [found] = quantities.flatMap((quantity) => own.get(quantity) ?? []);
    if (!found) continue;
    const volume =
      found.main.series.meaning.quantity === 'error-count' ? 1 : (requests.get(service) ?? 1);
    result.set(service, {
      total: volume * Math.max(0, found.main.worse) * chanceOf(found.main),
      sigma: volume * found.main.sigma,
    });
  }
  return result;
}
