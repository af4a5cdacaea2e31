import type { LinkKind } from '../../chain/types.ts';
import type { Weights } from './effect.ts';
import { remembered } from './remembered.ts';

/** What is asked on the way to an answer without giving it: that nobody behind can be asked is not said of these. */
const noBackends: ReadonlySet<LinkKind> = new Set<LinkKind>(['store', 'datanet', 'attribution']);
/** The part of those who say it all the same: they call everything so that they need. */
const allTheSame = 0.15;

const ofBackends = ['http.no_backend', 'http.set_aside'] as const;

/** What the next hop says of a link of that kind: with words for those who serve only where it is one of them. */
export function inWordsFor(kind: LinkKind, shown: Weights): Weights {
  return noBackends.has(kind) ? inOtherWords(shown) : shown;
}

const inOtherWords = remembered((shown: Weights): Weights => {
  if (!ofBackends.some((symptom) => shown[symptom])) return shown;
  const plain: Record<string, number> = { ...shown };
  for (const symptom of ofBackends) {
    const weight = shown[symptom] ?? 0;
    plain[symptom] = weight * allTheSame;
    plain['http.503'] = (plain['http.503'] ?? 0) + weight * (1 - allTheSame);
  }
  return plain;
});
