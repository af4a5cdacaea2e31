import { starves } from './answer.ts';
import { type Effect, fine, relayed, type Weights } from './effect.ts';

/** What looks at the store's own HTTP interface show, while those who need its data starve. */
export function storeEffect(symptoms: Weights): Effect {
  // One look reads, another writes, a third lists: each such fault leaves some of them green.
  const http = { ...symptoms, ok: 0.3 };
  return { direct: { tcp: fine, tls: fine, http, llm: fine }, relayed: starves.relayed };
}

/** A store that answers, and whose answers lead the model astray. */
export function misleadsModel(direct: Weights, llm: Weights): Effect {
  return {
    direct: { tcp: fine, tls: fine, http: direct, llm: fine },
    relayed: relayed(fine, llm),
  };
}
