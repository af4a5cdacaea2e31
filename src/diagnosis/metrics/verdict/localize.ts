import { complaintEdges } from '../evidence/complaints.ts';
import type { Excess } from '../evidence/excess.ts';
import { CallGraph } from '../evidence/graph.ts';
import { type Shift, shiftOf } from '../evidence/shift.ts';
import { logSum, showsWith } from '../evidence/statistics.ts';
import { cutWindows, type Windows } from '../evidence/windows.ts';
import { worstRows } from '../evidence/worst-rows.ts';
import type { MetricCase, MetricSeries } from '../input/case.ts';
import { distinctEdges } from '../input/edges-file.ts';
import { alertingSeries } from './alerting.ts';
import { type CaseEvidence, type ServiceEvidence, weighEvidence } from './evidence.ts';
import { BESIDE, type MetricMode, type MetricModeName, metricModes } from './modes.ts';
import { observerOf, seenAtFirst, withObserver } from './observer.ts';

/** One way in which one service may be what broke. */
export interface MetricHypothesis {
  readonly service: string;
  readonly mode: MetricModeName;
  /** Given everything measured; all hypotheses and `none` sum to 1. */
  readonly probability: number;
}

export interface Localization {
  readonly hypotheses: readonly MetricHypothesis[];
  /** The probability that no service is at fault. */
  readonly none: number;
  readonly windows: Windows;
  readonly evidence: CaseEvidence;
  readonly graph: CallGraph;
  readonly alert: Shift | undefined;
}

/** Chance that nothing is wrong when somebody asks, and when a monitor raised an alert. */
const NONE_ASKED = 0.4;
const NONE_ALERTED = 0.1;
/** How often a fault shows in nothing that is measured of its service: a wrong answer, a lost call. */
const HIDDEN = 0.15;
/** How often a fault reaches the alert by a way that the call graph does not have. */
const OFF_ROUTE = 0.03;
/** The same for a service that the call graph does not know at all. */
const UNKNOWN_ROUTE = 0.15;
/** How often a mode is the right word although nothing measures what it is named after. */
const UNMEASURED_MODE = 0.1;
/** How often the cause is an unmeasured callee rather than the caller that shows it. */
const UNMEASURED_SERVICE = 0.2;
/** Natural-log spread of the excess of a cause against that of the alert. */
const CONSERVATION_SPREAD = 0.4;
/** The same where quantiles were measured: one of them times the requests is no total. */
const QUANTILE_SPREAD = 1;
/** An alert is about so many sigmas of its total, at the least: less would not have stood out. */
const STANDS_OUT = 2;
/** How often an alert is about something that the fault did not raise, against one that it did. */
const COINCIDENCE = 0.02;
/** How often the series of an alert shows what raised it: others were over before a row was. */
const ALERT_SHOWS = 0.5;
/** ln of how well a service explains an alert without an excess of its own. */
const INDIRECT = Math.log(0.1);
/** Excess that is accounted for wrongly altogether happens this often. */
const MISCOUNTED = 0.003;

const modeNames = Object.keys(metricModes) as MetricModeName[];

/** What broke, from metrics: a probability for every service, mode and for nothing at all. */
export function localize(given: MetricCase, atMs: number): Localization {
  const input = seenAtFirst(withComplaints(given));
  const alerting = alertingSeries(input);
  const cut = cutWindows(input, atMs, alerting);
  const windows = alerting ? worstRows(cut, alerting) : cut;
  const graph = new CallGraph(withObserver(input));
  const observer = observerOf(given);
  const evidence = weighEvidence(input, windows, graph, observer);
  const alert = alerting ? shiftOf(alerting, windows, undefined) : undefined;
  const kind = alert && kindOf(alert.series);
  const route = input.alert ? graph.reach(input.alert.service) : undefined;
  const logs = [...evidence.services].flatMap(([service, own]) => {
    const onRoute = route === undefined || (route.has(service) && own.requests !== 0);
    const unknown = service === observer || !graph.knows(service);
    const place = unknown ? UNKNOWN_ROUTE : onRoute ? 1 : OFF_ROUTE;
    const weights = modeNames.map((mode) =>
      own.logRatios.has(metricModes[mode].named) ? 1 : UNMEASURED_MODE,
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return modeNames.map((mode, at) => ({
      service,
      mode,
      // Somebody was alerted: modes that raise such an alert are likelier by as much.
      prior:
        ((place * (weights[at] ?? 0)) / sum) *
        (kind ? metricModes[mode].alerts[kind] + COINCIDENCE : 1),
      log:
        ownLog(own, metricModes[mode]) +
        alertLog(service, metricModes[mode], input, alert, evidence, graph),
    }));
  });
  const nonePrior = input.alert ? NONE_ALERTED : NONE_ASKED;
  const prior = logs.reduce((total, each) => total + each.prior, 0);
  const posteriors = logs.map((each) => ({
    ...each,
    log: each.log + Math.log(((1 - nonePrior) * each.prior) / prior),
  }));
  const total = logSum([...posteriors.map(({ log }) => log), Math.log(nonePrior)]);
  return {
    hypotheses: posteriors
      .map(({ service, mode, log }) => ({ service, mode, probability: Math.exp(log - total) }))
      .sort((a, b) => b.probability - a.probability),
    none: Math.exp(Math.log(nonePrior) - total),
    windows,
    evidence,
    graph,
    alert,
  };
}

function withComplaints(input: MetricCase): MetricCase {
  return { ...input, edges: distinctEdges([...input.edges, ...complaintEdges(input)]) };
}

function ownLog({ logRatios }: ServiceEvidence, { shows }: MetricMode): number {
  let log = 0;
  for (const [channel, ratio] of logRatios) log += showsWith(shows[channel] ?? BESIDE, ratio);
  return showsWith(1 - HIDDEN, log);
}

/** The alert's series, given that this service raised it: that it moved, and by what this one adds. */
function alertLog(
  service: string,
  mode: MetricMode,
  input: MetricCase,
  alert: Shift | undefined,
  evidence: CaseEvidence,
  graph: CallGraph,
): number {
  if (!alert || !input.alert) return 0;
  const kind = kindOf(alert.series);
  const raised = mode.alerts[kind] / (mode.alerts[kind] + COINCIDENCE);
  const isOwn = service === input.alert.service;
  // Its own series is weighed already.
  const seen = isOwn ? 0 : showsWith(ALERT_SHOWS, alert.logRatio);
  if (kind === 'other') return showsWith(raised, seen);
  const totals = kind === 'latency' ? evidence.timeTotals : evidence.failureTotals;
  const ownOf = (name: string) =>
    evidence.services.get(name)?.[kind === 'latency' ? 'time' : 'failures']?.own;
  const total = totals.get(input.alert.service);
  const way = mode.named === 'hops' ? (evidence.services.get(service)?.onTheWayS ?? 0) : 0;
  const own = way > 0 ? (ownOf(service) ?? 0) + way : ownOf(service);
  // What nobody measures shows only in what its callers cannot explain.
  const callers = [...graph.callers(service)].flatMap((caller) => ownOf(caller) ?? []);
  const conserved =
    own === undefined
      ? conservation(Math.max(0, ...callers), total, alert) + Math.log(UNMEASURED_SERVICE)
      : conservation(own, total, alert);
  // Work that is cut short or done twice reaches an alert in ways that no excess adds up.
  const direct = mode.named !== 'mix' && mode.named !== 'liveness';
  return showsWith(raised, seen + (direct ? conserved : Math.max(conserved, INDIRECT)));
}

/** ln of how well an excess of `own` explains that of the alert; 0 when that is unknown. */
function conservation(own: number, alerting: Excess | undefined, alert: Shift): number {
  if (!alerting) return 0;
  const least = Math.max(alerting.total, STANDS_OUT * alerting.sigma);
  if (!(least > 0)) return 0;
  const ratio = Math.min(1, own / least);
  const isTotal = ['mean', 'sum'].includes(alert.series.meaning.statistic);
  const distance =
    Math.log(Math.max(ratio, 1e-9)) / (isTotal ? CONSERVATION_SPREAD : QUANTILE_SPREAD);
  const log = Math.log(MISCOUNTED + (1 - MISCOUNTED) * Math.exp((-distance * distance) / 2));
  return log;
}

function kindOf({ meaning }: MetricSeries): 'latency' | 'errors' | 'other' {
  if (meaning.quantity === 'latency') return 'latency';
  const isErrors = ['success-rate', 'error-rate', 'error-count'].includes(meaning.quantity);
  return isErrors ? 'errors' : 'other';
}
