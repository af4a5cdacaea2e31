import { courseOf } from './course.ts';
import type { Weights } from './effect.ts';

const noAnswer = /timeout$|^http\.504$/;

/** True where most of those whose requests it ends wait for it in vain, as that shows. */
export function waitsInVain(shown: Weights): boolean {
  let silent = 0;
  let all = 0;
  for (const [symptom, weight] of Object.entries(shown)) {
    if (symptom === 'ok' || courseOf(symptom) !== 'ends') continue;
    all += weight;
    if (noAnswer.test(symptom)) silent += weight;
  }
  return silent > all / 2;
}
