/** The parts of a Chaos Toolkit experiment, as its reference documents them. */

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

export interface ExperimentConfiguration {
  readonly values: Readonly<Record<string, JsonValue>>;
  /** Resolved from the environment or files at run time; never printed. */
  readonly secrets: Readonly<Record<string, JsonValue>>;
}

/** All six kinds. */
export type Tolerance =
  | { readonly kind: 'value'; readonly value: string | number | boolean | null }
  | { readonly kind: 'sequence'; readonly values: readonly JsonValue[] }
  | {
      readonly kind: 'range';
      readonly low: number;
      readonly high: number;
      readonly target: string | null;
    }
  | { readonly kind: 'regex'; readonly pattern: string; readonly target: string | null }
  | {
      readonly kind: 'jsonpath';
      readonly path: string;
      readonly expect: JsonValue | undefined;
      readonly count: number | undefined;
      readonly target: string | null;
    }
  | { readonly kind: 'probe'; readonly activity: Activity };

export type Provider =
  | {
      readonly kind: 'http';
      readonly url: string;
      readonly method: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: JsonValue | undefined;
      readonly expectedStatus: number | null;
      readonly timeoutMs: number;
    }
  | {
      readonly kind: 'process';
      readonly argv: readonly string[];
      readonly timeoutMs: number;
    }
  /** An action that became a fault of ours (`chaostoxi`, or `type: fault` in a native file). */
  | { readonly kind: 'fault'; readonly fault: string; readonly do: 'inject' | 'undo' };

export interface Activity {
  readonly type: 'probe' | 'action';
  readonly name: string;
  readonly provider: Provider;
  readonly tolerance: Tolerance | null;
  readonly background: boolean;
  readonly pauseBeforeMs: number;
  readonly pauseAfterMs: number;
  /** When a probe of the hypothesis or a guard looks, as in Litmus. */
  readonly mode: ProbeMode;
}

export type ProbeMode = 'start' | 'end' | 'edge' | 'continuous' | 'on-chaos';

export interface Hypothesis {
  readonly title: string;
  readonly probes: readonly Activity[];
}
