import { CallGraph } from '../../../src/diagnosis/metrics/evidence/graph.ts';
import type { MetricCase } from '../../../src/diagnosis/metrics/input/case.ts';
import { withObserver } from '../../../src/diagnosis/metrics/verdict/observer.ts';
import { type AlertView, alertView, anomalousServices, correlation } from './alert-view.ts';
import { type Baseline, byScore, servicesOf } from './ranking.ts';

/** How closely each service moves with the alert, 0 … 1. */
function similarities(view: AlertView): Map<string, number> {
  const alerting = view.services.get(view.alert);
  return new Map(
    [...view.services].map(([service, series]) => [
      service,
      alerting ? Math.abs(correlation(series, alerting, view)) : 0,
    ]),
  );
}

export const correlationWithAlert: Baseline = (input) => {
  const similar = similarities(alertView(input));
  // The alert resembles itself whatever broke.
  similar.delete(input.alert?.service ?? '');
  return byScore(input, similar);
};

/** Of a walker's steps back to the caller, against those to a callee. */
const BACKWARD = 0.1;

/**
 * MonitorRank: a walk from the alert along the calls to whoever moves like the alert, seldom back, that
 * stays where no callee resembles the alert more than the service itself.
 */
export const randomWalk: Baseline = (input) => {
  const similar = similarities(alertView(input));
  const of = (service: string) => (similar.get(service) ?? 0) + EDGE_FLOOR;
  return byScore(
    input,
    walk(input, similar, (service, graph) => {
      const callees = [...graph.callees(service)];
      const stay = Math.max(0, of(service) - Math.max(0, ...callees.map(of)));
      return [
        ...callees.map((callee) => [callee, of(callee)] as const),
        ...[...graph.callers(service)].map((caller) => [caller, BACKWARD * of(caller)] as const),
        [service, stay] as const,
      ];
    }),
  );
};

/**
 * MicroRCA: personalized PageRank over the anomalous services and their neighbours: calls weigh as
 * closely as both ends move together, restarts as anomalous as a service is.
 */
export const pageRank: Baseline = (input) => {
  const view = alertView(input);
  const anomalous = anomalousServices(view);
  const weight = (a: string, b: string) => {
    const [one, other] = [view.services.get(a), view.services.get(b)];
    return EDGE_FLOOR + (one && other ? Math.abs(correlation(one, other, view)) : 0);
  };
  // Distances span orders of magnitude; one wild series would take all restarts.
  const restarts = new Map([...anomalous].map(([service, score]) => [service, Math.log1p(score)]));
  return byScore(
    input,
    walk(input, restarts, (service, graph) => {
      const near = (name: string) =>
        anomalous.has(name) ||
        [...graph.callers(name), ...graph.callees(name)].some((other) => anomalous.has(other));
      return [...graph.callees(service)]
        .filter((callee) => near(service) && near(callee))
        .map((callee) => [callee, weight(service, callee)] as const);
    }),
  );
};

/** Every call is taken now and then. */
const EDGE_FLOOR = 0.01;
const DAMPING = 0.85;
const STEPS = 100;

/** Where a walker is in the end who restarts now and then; power iteration. */
function walk(
  input: MetricCase,
  restarts: ReadonlyMap<string, number>,
  stepsFrom: (service: string, graph: CallGraph) => readonly (readonly [string, number])[],
): Map<string, number> {
  const graph = new CallGraph(withObserver(input));
  const services = [...new Set([...servicesOf(input), ...graph.services])];
  const total = [...restarts.values()].reduce((sum, value) => sum + value, 0);
  const restart = (service: string) =>
    total > 0 ? (restarts.get(service) ?? 0) / total : 1 / services.length;
  const steps = new Map(services.map((service) => [service, stepsFrom(service, graph)]));
  let rank = new Map(services.map((service) => [service, restart(service)]));
  for (let step = 0; step < STEPS; step += 1) {
    const next = new Map(services.map((service) => [service, (1 - DAMPING) * restart(service)]));
    let lost = 0;
    for (const [service, weight] of rank) {
      const targets = steps.get(service) ?? [];
      const sum = targets.reduce((all, [, part]) => all + part, 0);
      if (sum === 0) lost += weight;
      for (const [target, part] of targets) {
        if (sum > 0) next.set(target, (next.get(target) ?? 0) + (DAMPING * weight * part) / sum);
      }
    }
    // Who can go nowhere restarts.
    for (const service of services) {
      next.set(service, (next.get(service) ?? 0) + DAMPING * lost * restart(service));
    }
    rank = next;
  }
  return rank;
}
