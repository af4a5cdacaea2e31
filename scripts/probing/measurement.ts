/** What is compared: one look of ours beside one probe of blackbox_exporter. */
export const kinds = ['http', 'tcp', 'https'] as const;
export type Kind = (typeof kinds)[number];

/** The most that a look of ours may cost, as a share of what a probe of blackbox_exporter does. */
export const targets: Readonly<Record<Kind, number>> = { http: 0.35, tcp: 0.6, https: 1 };

export interface Ports {
  readonly http: number;
  readonly https: number;
}

/** One side in one round. */
export interface Measurement {
  readonly looks: number;
  readonly seconds: number;
  /** Of the process that looks, all its threads. */
  readonly cpuMs: number;
  readonly rssMb: number;
  /** Looks that did not succeed. */
  readonly bad: number;
}

/** Looks under way at a time. */
export const CONCURRENCY = 32;
/** Not counted: at least so long, and at least so many looks, so that a busy machine compiles as much as an idle one. */
export const WARM_UP_SECONDS = 2;
export const WARM_UP_LOOKS = 1_000;

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
