import { chanceOfYes, isAnswer } from './asking/answers.ts';
import { shareOfLateness } from './effects/whereabouts.ts';

/**
 * How often looks go wrong with nothing broken: P(symptom | no fault). Never 0, so that one odd look
 * never makes anything certain.
 */

/** Networks and servers show these now and then; one alone means little. */
const softPattern =
  /timeout|reset|closed|truncated|stall|http\.50[0234]|http\.5xx|http\.529|no_backend|set_aside|http\.429|rate_|overloaded|loading|servfail|load$|pressure|io_stall|starting|usage_missing|unreachable|engine_error|xid_app|throttle|uninterruptible|finish_length|fallback|expiring|lagging|locked|cache_cold/;

/** Late answers come in crowds whenever a machine is busy, this one included. */
const timingPattern = /slow/;

const leakOfTiming = 1e-2;
const leakOfSoftSymptom = 4e-3;
/** Facts that do not flicker: an expired certificate, a missing process, a lost GPU. */
const leakOfHardSymptom = 1e-4;
const probabilityOfOk = 0.98;

/** A few hundred symptoms exist; a file may make up others, and those are worked out anew. */
const mostRemembered = 1_000;
const remembered = new Map<string, number>();

/** P(symptom | no fault); `ok` included. */
export function leak(symptom: string): number {
  const known = remembered.get(symptom);
  if (known !== undefined) return known;
  const probability = leakOf(symptom);
  if (remembered.size < mostRemembered) remembered.set(symptom, probability);
  return probability;
}

function leakOf(symptom: string): number {
  if (symptom === 'ok') return probabilityOfOk;
  if (isAnswer(symptom)) return chanceOfYes;
  if (timingPattern.test(symptom)) return leakOfTiming * shareOfLateness(symptom);
  return softPattern.test(symptom) ? leakOfSoftSymptom : leakOfHardSymptom;
}

/** True for symptoms that come and go with nothing broken. */
export function flickers(symptom: string): boolean {
  return leak(symptom) > leakOfHardSymptom;
}
