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

export function onlyOk(weights: Weights): boolean {
  return Object.keys(weights).every((symptom) => symptom === 'ok');
}

/** A look below HTTP ends at the hop, so it sees nothing of what is behind it. */
export const relayed = (http: Weights, llm: Weights = http) => ({
  tcp: fine,
  tls: fine,
  http: inWords(http),
  llm: inWords(llm),
});

/**
 * Of the hops that answer 503 or 502 for what is behind them, the parts that say in words that nobody is there; and
 * of those, the part that says it for a while.
 */
const saidBeside = { 'http.503': 0.4, 'http.502': 0.06 } as const;
const saidForAWhile = 0.25;

function inWords(shown: Weights): Weights {
  const { 'http.503': of503 = 0, 'http.502': of502 = 0 } = shown;
  if (of503 + of502 === 0 || 'http.no_backend' in shown) return shown;
  const [in503, in502] = [of503 * saidBeside['http.503'], of502 * saidBeside['http.502']];
  return {
    ...shown,
    'http.no_backend': (1 - saidForAWhile) * (in503 + in502),
    'http.set_aside': saidForAWhile * (in503 + in502),
    ...(of503 > 0 ? { 'http.503': of503 - in503 } : {}),
    ...(of502 > 0 ? { 'http.502': of502 - in502 } : {}),
  };
}

/** This much of the one, 0…1, and the rest of the other. */
export function mixed(one: Weights, other: Weights, part: number): Weights {
  const sum: Record<string, number> = {};
  const add = (weights: Weights, share: number) => {
    const all = Object.values(weights).reduce((total, weight) => total + weight, 0);
    for (const [symptom, weight] of Object.entries(weights)) {
      sum[symptom] = (sum[symptom] ?? 0) + (share * weight) / all;
    }
  };
  add(one, part);
  add(other, 1 - part);
  return sum;
}

/** Does this to so many of those whom it befalls, 0…1, and that to the others. */
export function either(one: Effect, other: Effect, part: number): Effect {
  const both = (a: Tables, b: Tables): Tables => ({
    tcp: mixed(a.tcp, b.tcp, part),
    tls: mixed(a.tls, b.tls, part),
    http: mixed(a.http, b.http, part),
    llm: mixed(a.llm, b.llm, part),
  });
  return {
    ...(one.retried ? { retried: true } : {}),
    direct: both(one.direct, other.direct),
    relayed: both(one.relayed, other.relayed),
  };
}

export const harmless: Effect = { direct: all(fine), relayed: all(fine) };

/** Answers after which gateways leave a deployment out for a while, and the part of them that do. */
const setsAside =
  /^(?:http\.(?:401|429|5\d\d)|llm\.(?:auth|rate_\w+|overloaded|engine_error|stream_error))$/;
const setAsideBeside = 0.06;

/** An answer about the request itself, which hops hand on as it is, as long as they ask for one. */
export function handedOn(http: Weights, llm: Weights = http): Effect {
  return {
    direct: { tcp: fine, tls: fine, http, llm },
    relayed: { tcp: fine, tls: fine, http: orSetAside(http), llm: orSetAside(llm) },
  };
}

function orSetAside(shown: Weights): Weights {
  if ('http.set_aside' in shown) return shown;
  const failing = Object.entries(shown).filter(([symptom]) => setsAside.test(symptom));
  if (failing.length === 0) return shown;
  const weight = failing.reduce((sum, [, one]) => sum + one, 0);
  return { ...shown, 'http.set_aside': setAsideBeside * weight };
}
