import { fails, starves } from './answer.ts';
import { hangs } from './connection.ts';
import { shownOn } from './data.ts';
import { delays } from './delay.ts';
import { all, type Effect, fine, mixed, relayed, type Tables, type Weights } from './effect.ts';

/** What a fault of a store does to who needs its data. */
const readers = {
  /** Errors at best, wrong answers at worst. */
  starve: starves.relayed,
  /** Who reads is served, and who writes fails: of most requests only what is kept of them is lost. */
  cannotWrite: relayed(
    { 'http.500': 0.28, 'http.503': 0.16, 'http.507': 0.05, 'http.502': 0.06, ok: 0.42 },
    {
      'llm.engine_error': 0.2,
      'http.500': 0.14,
      'http.503': 0.12,
      'http.502': 0.06,
      'llm.canary_mismatch': 0.03,
      ok: 0.42,
    },
  ),
  /** Some check what they read and fail, some believe it. */
  readWrongData: relayed(
    { 'http.500': 0.26, 'http.503': 0.08, 'http.502': 0.06, 'http.body_mismatch': 0.28, ok: 0.3 },
    {
      'llm.canary_mismatch': 0.28,
      'llm.garbage': 0.1,
      'llm.engine_error': 0.22,
      'http.500': 0.1,
      'http.503': 0.06,
      'http.502': 0.05,
      ok: 0.18,
    },
  ),
  /** Who asks for what is missing is told so, fails over it, or answers without it. */
  missAPart: relayed(
    {
      'http.404': 0.2,
      'http.500': 0.26,
      'http.503': 0.1,
      'http.502': 0.06,
      'http.body_mismatch': 0.1,
      ok: 0.26,
    },
    {
      'llm.engine_error': 0.3,
      'http.500': 0.12,
      'http.404': 0.05,
      'http.503': 0.1,
      'http.502': 0.06,
      'llm.canary_mismatch': 0.13,
      'llm.empty_output': 0.03,
      ok: 0.2,
    },
  ),
  /** What is not found in a cache is worked out again; what was kept nowhere else is lost. */
  missTheCache: relayed(
    { 'http.slow': 0.34, 'http.404': 0.05, 'http.401': 0.03, 'http.500': 0.03, ok: 0.54 },
    { 'llm.ttft_slow': 0.36, 'llm.canary_mismatch': 0.05, 'http.500': 0.03, ok: 0.55 },
  ),
} as const satisfies Record<string, Tables>;

/**
 * What looks at the store's own HTTP interface show, and what its readers make of it.
 *
 * @param data what looks in its own protocol show, where more is known than `symptoms` say
 */
export function storeEffect(
  symptoms: Weights,
  data?: Weights,
  does: keyof typeof readers = 'starve',
): Effect {
  // One look reads, another writes, a third lists: each such fault leaves some of them green.
  const http = { ...symptoms, ok: 0.3 };
  return { direct: direct(http, data), relayed: readers[does] };
}

function direct(http: Weights, data: Weights | undefined): Tables {
  return { tcp: fine, tls: fine, http, llm: fine, ...(data ? { data } : {}) };
}

/** A store whose callers wait for their turn: in vain, in the end with an error, or for a good while. */
export function storeKeepsWaiting(symptoms: Weights, data?: Weights): Effect {
  return { ...storeEffect(symptoms, data), relayed: whoWaits };
}

/** Of those who wait, the part that does so in vain; of the others, who fails. */
const waitsInVain = 0.5;
const failsOverIt = 0.5;

const whoWaits = relayed(waiting('http'), waiting('llm'));

function waiting(layer: 'http' | 'llm'): Weights {
  const others = mixed(starves.relayed[layer], delays.relayed[layer], failsOverIt);
  return mixed(hangs.relayed[layer], others, waitsInVain);
}

/** Of the pages that ask a question and compare the answer, those that ask for what is missing. */
const asksForIt: Weights = { 'http.body_mismatch': 0.4, ok: 0.58 };

/** A store that answers, and whose answers lead the model astray. */
export function misleadsModel(http: Weights, llm: Weights, data?: Weights): Effect {
  return { direct: direct(http, data), relayed: relayed(asksForIt, llm) };
}

/** What only a look at the data themselves shows, and no request suffers from. */
export function shownToDataAlone(data: Weights): Effect {
  return { direct: direct(fine, data), relayed: all(fine) };
}

/** Who writes fails, and a store that can no longer write says so in its own words, or goes on reading. */
export function failsToWrite(data: Weights): Effect {
  // What is fetched while it serves cannot be kept.
  const llm = { ...shownOn(fails.direct, 'llm'), 'llm.adapter_missing': 0.05 };
  return { ...fails, direct: { ...fails.direct, llm, data } };
}
