import type { SymptomSpec } from '../probe.ts';

export const prometheusSymptoms = {
  // Whether the server itself is up is judged by the http and tcp probes of its own link.
  'prometheus.unreachable': { outcome: 'unknown', meaning: 'Prometheus cannot be asked' },
  'prometheus.denied': { outcome: 'unknown', meaning: 'Prometheus refuses our credentials' },
  'prometheus.malformed': {
    outcome: 'unknown',
    meaning: 'the answer is not that of the API of Prometheus',
  },
  'prometheus.too_large': {
    outcome: 'unknown',
    meaning: 'the answer is larger than a look reads',
  },
  'prometheus.bad_query': { outcome: 'unknown', meaning: 'Prometheus cannot read the query' },
  'prometheus.query_failed': { outcome: 'unknown', meaning: 'Prometheus could not run the query' },
  'prometheus.query_timeout': {
    outcome: 'unknown',
    meaning: 'Prometheus did not end the query in time',
  },
  'prometheus.target_down': {
    outcome: 'failed',
    meaning: 'Prometheus can scrape none of the targets',
  },
  'prometheus.some_targets_down': {
    outcome: 'degraded',
    meaning: 'Prometheus cannot scrape some of the targets',
  },
  'prometheus.no_sample': { outcome: 'degraded', meaning: 'Prometheus has no sample of a figure' },
  'prometheus.stale': {
    outcome: 'degraded',
    meaning: 'the last sample of a figure is some scrapes old',
  },
  'prometheus.slow': { outcome: 'degraded', meaning: 'a duration is longer than allowed' },
  'prometheus.out_of_limits': { outcome: 'degraded', meaning: 'a figure is outside its limits' },
  'books.cheap': { outcome: 'degraded', meaning: 'the books price use below its limit' },
  'books.dear': { outcome: 'degraded', meaning: 'the books price use above its limit' },
  'books.uncounted': {
    outcome: 'degraded',
    meaning: 'fewer requests are booked than its limit allows',
  },
  'books.counted_twice': {
    outcome: 'degraded',
    meaning: 'more requests are booked than its limit allows',
  },
  'books.one_payer': {
    outcome: 'degraded',
    meaning: 'one payer bears more of the spend than its limit allows',
  },
  'books.overspent': { outcome: 'degraded', meaning: 'more is spent than the budget allows' },
  'books.behind': { outcome: 'degraded', meaning: 'the newest entry of the books is too old' },
  'prometheus.not_ready': {
    outcome: 'failed',
    meaning: 'Prometheus answers and is not ready to serve',
  },
  'prometheus.storage': {
    outcome: 'degraded',
    meaning: 'Prometheus loses or cannot write samples',
  },
  'prometheus.rule_failures': { outcome: 'degraded', meaning: 'a rule cannot be evaluated' },
  'prometheus.clock_skew': {
    outcome: 'degraded',
    meaning: 'the clocks of Prometheus and of this machine differ',
  },
} as const satisfies Record<string, SymptomSpec>;

export type PrometheusSymptom = keyof typeof prometheusSymptoms;
