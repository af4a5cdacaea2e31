/**
 * What a look meets when a fault stands on its way: a distribution over symptoms for each layer
 * that a look can speak, apart for a look that meets the fault itself (`direct`) and one that sees
 * it through a hop that forwards requests (`relayed`: the hop turns a refused connection into a
 * 502, a hang into a 504 …). The numbers are rough frequencies, not fits to any data set.
 */

/** Symptom (or `ok`) → weight. Weights are relative. */
export type Weights = Readonly<Record<string, number>>;

/** The layers that requests for answers speak, lowest first. */
type RequestLayer = 'tcp' | 'tls' | 'http' | 'llm';

/** The layers that looks speak; `data` is the own protocol of a store of data, whichever that is. */
export type Layer = RequestLayer | 'data';

/** What is shown on each layer. */
export type Tables = Readonly<Record<RequestLayer, Weights>> & {
  /** Absent where it follows from `http`: see data.ts. */
  readonly data?: Weights;
};

export interface Effect {
  /** True where routers try another replica: the connection itself fails. */
  readonly retried?: true;
  readonly direct: Tables;
  readonly relayed: Tables;
}

/** The same on every layer. */
export const all = (weights: Weights): Tables => ({
  tcp: weights,
  tls: weights,
  http: weights,
  llm: weights,
});

export const fine: Weights = { ok: 1 };

/** A look below HTTP ends at the hop, so it sees nothing of what is behind it. */
export const relayed = (http: Weights, llm: Weights = http) => ({
  tcp: fine,
  tls: fine,
  http,
  llm,
});

export const harmless: Effect = { direct: all(fine), relayed: all(fine) };

/** An answer about the request itself, which hops hand on as it is. */
export function handedOn(http: Weights, llm: Weights = http): Effect {
  const layers = { tcp: fine, tls: fine, http, llm };
  return { direct: layers, relayed: layers };
}
