import { tokensOf } from './tokens.ts';

/** What a series measures, whatever its name and unit are. */
export type Quantity =
  | 'latency'
  | 'success-rate'
  | 'error-rate'
  | 'error-count'
  | 'requests'
  | 'cpu'
  | 'memory'
  | 'disk'
  | 'network'
  | 'saturation'
  | 'restarts'
  | 'readiness'
  | 'other';

/** Which part of a distribution was kept, best for totals first. */
export type Statistic = 'mean' | 'p50' | 'p75' | 'p90' | 'p95' | 'p99' | 'max' | 'sum';

/** Who measured a call: its server, its client, or nobody says. */
export type Side = 'server' | 'client';

export interface Meaning {
  readonly quantity: Quantity;
  readonly statistic: Statistic;
  readonly side: Side;
  /** Which way is worse; 0 when a change in either direction may be a symptom. */
  readonly worse: 1 | -1 | 0;
  /** Factor to seconds for latencies, to fractions for percent; 1 otherwise and where unknown. */
  readonly scale: number;
  /** True when it says nothing of the service alone but of the machine that it shares. */
  readonly ofNode: boolean;
}

interface Rule {
  readonly quantity: Quantity;
  /** One of these words must stand in the name. */
  readonly words: readonly string[];
  /** None of these may. */
  readonly unless?: readonly string[];
  readonly worse: 1 | -1 | 0;
}

/**
 * The first rule that fits decides. Errors come before requests and latencies before errors, since
 * `request_duration` is a latency and `request_errors` are errors. Documented in the README as
 * "What metric names mean".
 */
const rules: readonly Rule[] = [
  { quantity: 'readiness', words: ['uptime', 'ready', 'replicas', 'healthy', 'up'], worse: -1 },
  {
    quantity: 'restarts',
    words: ['restart', 'restarts', 'crash', 'crashes', 'oom', 'oomkilled', 'panic', 'panics'],
    worse: 1,
  },
  {
    quantity: 'saturation',
    words: [
      'queue',
      'backlog',
      'lag',
      'age',
      'pool',
      'wait',
      'waiting',
      'pending',
      'depth',
      'inflight',
      'saturation',
      'connections',
      'conns',
      'threads',
      'evictions',
    ],
    worse: 1,
  },
  {
    quantity: 'latency',
    words: ['latency', 'duration', 'rtt', 'ttfb', 'elapsed', 'rt', 'source', 'destination'],
    worse: 1,
  },
  { quantity: 'readiness', words: ['hit', 'hits'], worse: -1 },
  {
    quantity: 'success-rate',
    words: ['availability', 'success', 'successes'],
    unless: ['count', 'total'],
    worse: -1,
  },
  {
    quantity: 'error-rate',
    words: [
      'error',
      'errors',
      'err',
      'fail',
      'failed',
      'failure',
      'failures',
      'fault',
      'faults',
      'servfail',
      'nxdomain',
      'cancelled',
      'rejected',
      'rejections',
      'unauthorized',
      'throttle',
      'throttled',
      'throttles',
      'timeout',
      'timeouts',
      'exceptions',
      'dropped',
      'exhausted',
      '5xx',
      '4xx',
      '500',
      '502',
      '503',
      '504',
      '429',
      '401',
      '403',
    ],
    worse: 1,
  },
  { quantity: 'cpu', words: ['cpu', 'cores'], worse: 1 },
  { quantity: 'memory', words: ['memory', 'mem', 'heap', 'rss', 'swap'], worse: 1 },
  {
    quantity: 'disk',
    words: ['disk', 'io', 'iops', 'fs', 'filesystem', 'volume', 'inode', 'inodes'],
    worse: 1,
  },
  {
    quantity: 'network',
    words: [
      'network',
      'receive',
      'transmit',
      'rx',
      'tx',
      'packets',
      'retransmits',
      'socket',
      'sockets',
    ],
    worse: 0,
  },
  {
    quantity: 'requests',
    words: [
      'requests',
      'request',
      'rps',
      'qps',
      'ops',
      'workload',
      'calls',
      'throughput',
      'queries',
      'traffic',
      'hits',
      'load',
      'count',
    ],
    worse: 0,
  },
];

/** Words that make a number of errors of what would otherwise be taken for their share. */
const countWords = ['count', 'total', 'sum', 'sec', 'second', 'min', 'minute', 'number'];
export const shareWords: readonly string[] = [
  'rate',
  'ratio',
  'pct',
  'percent',
  '%',
  'share',
  'fraction',
];
/** A quantile without another word is one of a latency. */
const quantileWords = ['p50', 'p75', 'p90', 'p95', 'p99'];
const clientWords = ['client', 'outbound', 'egress', 'upstream', 'source', 'caller'];

/** @returns what the name says; `other` for a name that no rule knows */
export function meaningOf(metric: string): Meaning {
  const tokens = tokensOf(metric);
  const has = (words: readonly string[]) => words.some((word) => tokens.includes(word));
  const rule = rules.find(({ words, unless }) => has(words) && !(unless && has(unless)));
  const counted = rule?.quantity === 'error-rate' && has(countWords) && !has(shareWords);
  const quantity = counted ? 'error-count' : (rule?.quantity ?? 'other');
  return {
    quantity: quantity === 'other' && has(quantileWords) ? 'latency' : quantity,
    statistic: statisticOf(tokens),
    side: has(clientWords) ? 'client' : 'server',
    worse: rule?.worse ?? (has(quantileWords) ? 1 : 0),
    scale: scaleOf(quantity, tokens),
    ofNode: has(['node', 'host', 'machine']),
  };
}

const statistics: readonly (readonly [statistic: Statistic, words: readonly string[]])[] = [
  ['p50', ['p50', '50', 'median', 'q50']],
  ['p75', ['p75', '75']],
  ['p90', ['p90', '90', 'q90']],
  ['p95', ['p95', '95', 'q95']],
  ['p99', ['p99', '99', 'p999', '999', 'q99']],
  ['max', ['max', 'maximum', 'p100']],
  ['mean', ['mean', 'average', 'avg']],
  ['sum', ['sum', 'total', 'count']],
];

function statisticOf(tokens: readonly string[]): Statistic {
  return statistics.find(([, words]) => words.some((word) => tokens.includes(word)))?.[0] ?? 'mean';
}

function scaleOf(quantity: Quantity, tokens: readonly string[]): number {
  const has = (...words: string[]) => words.some((word) => tokens.includes(word));
  if (quantity === 'latency') {
    if (has('ms', 'millis', 'milliseconds')) return 1e-3;
    if (has('us', 'µs', 'micros', 'microseconds')) return 1e-6;
    if (has('ns', 'nanos', 'nanoseconds')) return 1e-9;
    return 1;
  }
  return has('%', 'pct', 'percent') ? 0.01 : 1;
}
