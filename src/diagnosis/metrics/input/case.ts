import type { Meaning } from '../names/meaning.ts';

/** One measured quantity over the common time axis of its case. */
export interface MetricSeries {
  /** Whose it is; for a hop the caller. */
  readonly service: string;
  /** The callee, for what is measured on one hop; absent for what is measured at a service. */
  readonly callee: string | undefined;
  /** The name as it was given, for the explanation. */
  readonly metric: string;
  readonly meaning: Meaning;
  /** One value a time of the case; NaN where nothing was measured. */
  readonly values: Float64Array;
}

export interface CallEdge {
  readonly caller: string;
  readonly callee: string;
}

/** What was traced of one operation in one minute or other span of time. */
export interface TraceRow {
  /** Milliseconds since the epoch, or since the alert when `relative`. */
  readonly timeMs: number;
  readonly caller: string;
  readonly callee: string;
  readonly operation: string;
  readonly count: number;
  /** Milliseconds; NaN when absent. */
  readonly durationP50Ms: number;
  readonly durationP90Ms: number;
  /** Time of the span less its children. Milliseconds; NaN when absent. */
  readonly selfP50Ms: number;
  readonly selfP90Ms: number;
  /** Spans that ended in an error; NaN when nobody counted. */
  readonly errors: number;
}

export interface LogLine {
  readonly timeMs: number;
  readonly service: string;
  /** True for a warning, an error or worse. */
  readonly bad: boolean;
  readonly message: string;
}

export interface ServiceChange {
  readonly timeMs: number;
  readonly service: string;
  /** What was changed, in the words of who changed it. */
  readonly what: string;
  readonly id: string;
}

export interface Alert {
  readonly service: string;
  readonly metric: string;
}

/** Everything `weaklink rca` was given, in one form whatever the files looked like. */
export interface MetricCase {
  /** Milliseconds since the epoch, rising. */
  readonly timesMs: readonly number[];
  readonly series: readonly MetricSeries[];
  readonly edges: readonly CallEdge[];
  readonly traces: readonly TraceRow[];
  readonly logs: readonly LogLine[];
  readonly changes: readonly ServiceChange[];
  readonly alert: Alert | undefined;
  /** When it began or was noticed; undefined: find out. Milliseconds since the epoch. */
  readonly atMs: number | undefined;
  /** What was missing or left out, in whole sentences. */
  readonly notes: readonly string[];
}
