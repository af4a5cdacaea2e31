import { mixed, type Weights } from './effect.ts';
import { remembered } from './remembered.ts';

/** What users of an application see of an answer that another model gave in place of the one that is asked first. */
const byAnother: Weights = { 'http.body_mismatch': 0.24, 'http.slow': 0.12, ok: 0.62 };

/**
 * What is seen of a fault behind one of several models, where the others answer in its place, and otherwise.
 *
 * @param part of the requests that meet the fault and find no other, 0…1
 */
export const orByAnother = (shown: Weights, part: number): Weights => mixedOf(shown)(part);

const mixedOf = remembered((shown: Weights) =>
  remembered((part: number) => mixed(shown, byAnother, part)),
);
