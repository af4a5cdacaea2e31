import { courseOf } from './course.ts';
import type { Weights } from './effect.ts';
import { remembered } from './remembered.ts';

/**
 * Of the gateways that get no answer from behind, the part that asks another model instead, answers by that and
 * says so.
 */
const asksAnother = 0.15;

/**
 * What is seen at a gateway or router of a fault behind it, where some have a model to fall back on. Late and wrong
 * answers are answers: only what ends a request makes a gateway ask another.
 */
export const withFallbacks = remembered((shown: Weights): Weights => {
  const left: Record<string, number> = {};
  let moved = shown['llm.fallback'] ?? 0;
  for (const [symptom, weight] of Object.entries(shown)) {
    const part = symptom !== 'ok' && courseOf(symptom) === 'ends' ? weight * asksAnother : 0;
    left[symptom] = weight - part;
    moved += part;
  }
  return moved === 0 ? shown : { ...left, 'llm.fallback': moved };
});
