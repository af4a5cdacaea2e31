import type { Weights } from './effect.ts';

/** Of what needs something broken to be started, the part that was started anew meanwhile, and did not come up. */
const notStarted = 0.3;

const known = new WeakMap<Weights, Weights>();

/** What is seen of a fault by who asks a program that needs the broken link to be started. */
export function orNotStarted(shown: Weights): Weights {
  let changed = known.get(shown);
  if (!changed) {
    changed = withRefused(shown);
    known.set(shown, changed);
  }
  return changed;
}

function withRefused(shown: Weights): Weights {
  const all = Object.values(shown).reduce((sum, weight) => sum + weight, 0);
  const left = Object.entries(shown).map(([symptom, weight]) => [
    symptom,
    ((1 - notStarted) * weight) / all,
  ]);
  return {
    ...Object.fromEntries(left),
    'tcp.refused': notStarted + ((1 - notStarted) * (shown['tcp.refused'] ?? 0)) / all,
  };
}
