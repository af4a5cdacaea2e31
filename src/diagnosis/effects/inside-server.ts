import type { Effect, Weights } from './effect.ts';
import { remembered } from './remembered.ts';

/** What a server's own figures tell of what happens to its answers, and how often. */
const figures: Readonly<Record<string, readonly [told: string, often: number]>> = {
  'llm.slow_tokens': ['llm.slow_tokens', 0.6],
  'llm.ttft_slow': ['llm.ttft_slow', 0.4],
  'llm.stall': ['llm.slow_tokens', 0.3],
  'llm.garbage': ['server.corrupted', 0.1],
};

/**
 * What a look into a server shows of a fault of what it runs on: that it cannot be asked, as far as its health check
 * feels the fault, or that its answers are late.
 *
 * @param access share of health checks that feel the fault, 0…1
 */
export const shownInsideServer = (effect: Effect, access: number): Weights =>
  shownOf(effect)(access);

const shownOf = remembered((effect: Effect) =>
  remembered((access: number) => workOut(effect, access)),
);

function workOut({ direct: { http, llm } }: Effect, access: number): Weights {
  const shown: Record<string, number> = {};
  const add = (symptom: string, weight: number) => {
    shown[symptom] = (shown[symptom] ?? 0) + weight;
  };
  for (const [symptom, part] of partsOf(http)) add(symptom, access * part);
  for (const [symptom, part] of partsOf(llm)) {
    const [told, often] = figures[symptom] ?? [];
    if (told !== undefined && often !== undefined) add(told, (1 - access) * part * often);
  }
  const left = 1 - Object.values(shown).reduce((sum, weight) => sum + weight, 0);
  return { ...shown, ok: Math.max(0.01, left) };
}

/** Symptoms other than `ok`, with the part of looks that show each. */
function partsOf(weights: Weights): readonly (readonly [string, number])[] {
  const all = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  return Object.entries(weights).flatMap(([symptom, weight]) =>
    symptom === 'ok' ? [] : [[symptom, weight / all] as const],
  );
}
