import { fails, starves } from './answer.ts';
import { hangs } from './connection.ts';
import { shownOn } from './data.ts';
import { delays } from './delay.ts';
import { all, type Effect, fine, relayed, type Tables, type Weights } from './effect.ts';

/**
 * What looks at the store's own HTTP interface show, while those who need its data starve.
 *
 * @param data what looks in its own protocol show, where more is known than `symptoms` say
 */
export function storeEffect(symptoms: Weights, data?: Weights): Effect {
  // One look reads, another writes, a third lists: each such fault leaves some of them green.
  const http = { ...symptoms, ok: 0.3 };
  return { direct: direct(http, data), relayed: starves.relayed };
}

function direct(http: Weights, data: Weights | undefined): Tables {
  return { tcp: fine, tls: fine, http, llm: fine, ...(data ? { data } : {}) };
}

/** A store whose callers wait for their turn: in vain, in the end with an error, or for a good while. */
export function storeKeepsWaiting(symptoms: Weights, data?: Weights): Effect {
  return { ...storeEffect(symptoms, data), relayed: whoWaits };
}

const partsOfWaiting = [
  [hangs.relayed, 0.5],
  [starves.relayed, 0.25],
  [delays.relayed, 0.25],
] as const;

const whoWaits = relayed(mixed('http'), mixed('llm'));

function mixed(layer: 'http' | 'llm'): Weights {
  const all: Record<string, number> = {};
  for (const [tables, part] of partsOfWaiting) {
    for (const [symptom, weight] of Object.entries(tables[layer])) {
      all[symptom] = (all[symptom] ?? 0) + part * weight;
    }
  }
  return all;
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
