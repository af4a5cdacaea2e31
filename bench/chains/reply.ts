/** What came back: `error` null is a right answer. */
export interface Reply {
  readonly error: Trouble | null;
  readonly ms: number;
}

/** What went wrong, as the one who asked meets it, before any probe has put a name to it. */
export type Trouble =
  /** The connection does not come to stand: the symptom of the layer. */
  | { readonly kind: 'unreached'; readonly symptom: string; readonly waits?: boolean }
  | { readonly kind: 'dropped'; readonly how: 'reset' | 'closed' }
  | { readonly kind: 'silence' }
  /** An answer with a status; `about` is what the body says, where it says something. */
  | { readonly kind: 'status'; readonly status: number; readonly about: About }
  /** An answer that came and is not right. */
  | { readonly kind: 'flaw'; readonly flaw: Flaw };
export type About = 'nothing' | 'engine' | 'overload' | 'loading' | 'quota' | 'rate' | 'model';
export type Flaw = 'other-model' | 'corrupt' | 'cut' | 'stall';

export interface Ask {
  readonly what: 'connect' | 'handshake' | 'health' | 'request';
  readonly model: string | null;
  readonly vantage: string;
  readonly nowMs: number;
  /** Does the client check certificates? */
  readonly verifies: boolean;
  /** Hops behind the probe: 0 for what it asks itself. */
  readonly depth: number;
}

/** A connection that does not come to stand. */
export function unreached(symptom: string, ms: number): Reply {
  return { error: { kind: 'unreached', symptom }, ms };
}

/** A connection that stands and stays silent, for as long as anybody waits. */
export const silence: Reply = { error: { kind: 'silence' }, ms: Number.POSITIVE_INFINITY };
