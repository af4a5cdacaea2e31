/**
 * What a look meets when a fault stands on its way: a distribution over symptoms for each layer
 * that a look can speak, apart for a look that meets the fault itself (`direct`) and one that sees
 * it through a hop that forwards requests (`relayed`: the hop turns a refused connection into a
 * 502, a hang into a 504 …). The numbers are rough frequencies, not fits to any data set.
 */

/** Symptom (or `ok`) → weight. Weights are relative. */
export type Weights = Readonly<Record<string, number>>;

/** The layers that looks speak, lowest first. */
export type Layer = 'tcp' | 'tls' | 'http' | 'llm';

export interface Effect {
  /** True where routers try another replica: the connection itself fails. */
  readonly retried?: true;
  readonly direct: Readonly<Record<Layer, Weights>>;
  readonly relayed: Readonly<Record<Layer, Weights>>;
}

/** The same on every layer. */
export const all = (weights: Weights): Readonly<Record<Layer, Weights>> => ({
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
