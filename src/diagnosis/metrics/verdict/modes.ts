/** One kind of evidence about a service; its channels do not count the same measurement twice. */
export type Channel =
  /** Time that it adds to requests, less what its callees explain. */
  | 'time'
  /** Failures that it adds, less what its callees explain. */
  | 'failures'
  | 'cpu'
  | 'memory'
  | 'disk'
  | 'network'
  | 'saturation'
  | 'liveness'
  /** Time lost between it and its neighbours. */
  | 'hops'
  /** Own time of its traced spans. */
  | 'spans'
  /** What it does per request. */
  | 'mix'
  | 'logs'
  /** Metrics whose names say nothing. */
  | 'other';

export interface MetricMode {
  /** Before anything is measured, relative to the other modes. */
  readonly weight: number;
  /** The channel that the mode is named after. */
  readonly named: Channel;
  /** In words, after the name of the service. */
  readonly says: string;
  /** How often each channel shows it; {@link BESIDE} for what is not named. */
  readonly shows: Partial<Record<Channel, number>>;
  /** How often the alerting quantity shows it: by kind of alert. */
  readonly alerts: { readonly latency: number; readonly errors: number; readonly other: number };
}

/** How often a channel moves along with a fault that it is not the symptom of. */
export const BESIDE = 0.12;

/** The ways in which metrics see a service break. Rough frequencies; none is tuned to a case. */
export const metricModes = {
  slow: {
    weight: 1,
    named: 'time',
    says: 'answers slowly',
    shows: { time: 0.95, spans: 0.7, failures: 0.15, saturation: 0.3, cpu: 0.2 },
    alerts: { latency: 0.95, errors: 0.2, other: 0.5 },
  },
  errors: {
    weight: 1,
    named: 'failures',
    says: 'fails requests',
    shows: { failures: 0.95, logs: 0.6, mix: 0.4, time: 0.2 },
    alerts: { latency: 0.3, errors: 0.95, other: 0.5 },
  },
  code: {
    weight: 1,
    named: 'mix',
    says: 'does other things than before',
    shows: { mix: 0.8, logs: 0.7, failures: 0.4, time: 0.2 },
    alerts: { latency: 0.3, errors: 0.5, other: 0.5 },
  },
  cpu: {
    weight: 1,
    named: 'cpu',
    says: 'is short of processor time',
    shows: { cpu: 0.95, time: 0.6, spans: 0.6, hops: 0.3, memory: 0.3, other: 0.4 },
    alerts: { latency: 0.5, errors: 0.1, other: 0.5 },
  },
  memory: {
    weight: 1,
    named: 'memory',
    says: 'is short of memory',
    shows: { memory: 0.95, time: 0.4, cpu: 0.3, liveness: 0.3 },
    alerts: { latency: 0.4, errors: 0.3, other: 0.5 },
  },
  disk: {
    weight: 1,
    named: 'disk',
    says: 'waits for its disk',
    shows: { disk: 0.95, time: 0.6 },
    alerts: { latency: 0.5, errors: 0.2, other: 0.5 },
  },
  network: {
    weight: 1,
    named: 'hops',
    says: 'has a slow network',
    shows: { hops: 0.97, network: 0.3, time: 0.2 },
    alerts: { latency: 0.8, errors: 0.2, other: 0.5 },
  },
  saturation: {
    weight: 1,
    named: 'saturation',
    says: 'is saturated',
    shows: { saturation: 0.95, time: 0.7, failures: 0.3, cpu: 0.4 },
    alerts: { latency: 0.7, errors: 0.5, other: 0.7 },
  },
  crash: {
    weight: 1,
    named: 'liveness',
    says: 'restarts or is not ready',
    shows: { liveness: 0.95, failures: 0.5, logs: 0.5 },
    alerts: { latency: 0.3, errors: 0.6, other: 0.7 },
  },
} as const satisfies Record<string, MetricMode>;

export type MetricModeName = keyof typeof metricModes;
