/** The parts of a Chaos Toolkit experiment, as its reference documents them. */

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

export interface ExperimentConfiguration {
  /** Values, or where they come from: `{ type: env, key: NAME }`. */
  readonly values: Readonly<Record<string, JsonValue>>;
  /** Where they come from, never what they are: resolved at run time, never printed. */
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
      /** The whole exchange. */
      readonly timeoutMs: number;
      /** To connect alone, where the file says it apart. */
      readonly connectTimeoutMs?: number;
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
  /** Names of the secrets whose values it may be given. */
  readonly secrets?: readonly string[];
  /** What runs around it. */
  readonly controls?: readonly Control[];
}

/** An activity that runs before or after another, or around a whole section. Its failure changes nothing. */
export interface Control {
  readonly name: string;
  readonly scope: 'before' | 'after' | 'both';
  readonly activity: Activity;
}

/** When the hypothesis is checked. */
export const hypothesisStrategies = [
  'default',
  'before-method-only',
  'after-method-only',
  'during-method-only',
  'continuously',
  'skip',
] as const;
export type HypothesisStrategy = (typeof hypothesisStrategies)[number];

/** When the rollbacks are played. Ours is `always`; Chaos Toolkit's `default` leaves them out after a failure. */
export const rollbackStrategies = ['always', 'default', 'deviated', 'never'] as const;
export type RollbackStrategy = (typeof rollbackStrategies)[number];

export interface ExperimentRuntime {
  readonly hypothesis: {
    readonly strategy: HypothesisStrategy;
    /** Between two checks during the method. */
    readonly frequencyMs: number;
    /** A check that fails during the method ends it. */
    readonly failFast: boolean;
  };
  readonly rollbacks: RollbackStrategy;
}

export type ProbeMode = 'start' | 'end' | 'edge' | 'continuous' | 'on-chaos';

export interface Hypothesis {
  readonly title: string;
  readonly probes: readonly Activity[];
  readonly controls?: readonly Control[];
}
