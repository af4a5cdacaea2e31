import { onlyOk, type Weights } from './effect.ts';
import { remembered } from './remembered.ts';

/** What an application is told by those whom it asks, and does not tell its own users so. */
const ofOthers = /^http\.4(?:\d\d|xx)$/;
/** The part of it that it tells as a failure of its own, and how. */
const own = 0.6;
const failure: Weights = { 'http.500': 0.5, 'http.503': 0.3, 'http.502': 0.2 };

/** What of a model its users see: a page that asks it and compares the answer, or only waits for it. */
const ofModels: readonly (readonly [RegExp, Weights])[] = [
  [
    /^llm\.(?:canary_mismatch|garbage|empty_output|wrong_model|stale_answer|prompt_truncated|tokenizer_changed)$/,
    { 'http.body_mismatch': 0.4, ok: 0.6 },
  ],
  [/^llm\.(?:ttft_slow|slow_tokens)$/, { 'http.slow': 0.7, 'http.timeout': 0.06, ok: 0.24 }],
  [/^llm\.(?:ttft_timeout|stall)$/, { 'http.timeout': 0.6, 'http.504': 0.3, 'http.slow': 0.1 }],
  [/^llm\.stream_truncated$/, { 'http.truncated': 0.3, 'http.500': 0.2, ok: 0.5 }],
  [/^llm\.(?:finish_length|usage_missing|fallback|model_not_listed)$/, { ok: 1 }],
  [/^llm\./, failure],
];
/** The part of an application's pages that are made by asking the model. */
const asksModel = 0.6;

/**
 * What users of an application see of a fault behind it: it is no gateway, which hands answers on as they are.
 *
 * @param shown what it is told over HTTP; where that is nothing, it may still be told by a model
 * @param byModel what it is told where it asks a model
 */
export function inOwnWords(shown: Weights, byModel: Weights): Weights {
  return onlyOk(shown) && !onlyOk(byModel) ? ofModel(byModel) : ofOther(shown);
}

const ofOther = remembered((shown: Weights): Weights => {
  const told: Record<string, number> = { ...shown };
  let moved = 0;
  for (const [symptom, weight] of Object.entries(shown)) {
    if (!ofOthers.test(symptom)) continue;
    told[symptom] = weight * (1 - own);
    moved += weight * own;
  }
  if (moved === 0) return shown;
  for (const [symptom, part] of Object.entries(failure)) {
    told[symptom] = (told[symptom] ?? 0) + moved * part;
  }
  return told;
});

const ofModel = remembered((byModel: Weights): Weights => {
  const told: Record<string, number> = {};
  const add = (symptom: string, weight: number) => {
    told[symptom] = (told[symptom] ?? 0) + weight;
  };
  let all = 0;
  for (const [symptom, weight] of Object.entries(byModel)) {
    all += weight;
    const seen = ofModels.find(([pattern]) => pattern.test(symptom))?.[1] ?? { [symptom]: 1 };
    for (const [word, part] of Object.entries(seen)) add(word, weight * part);
  }
  add('ok', (all * (1 - asksModel)) / asksModel);
  return told;
});
