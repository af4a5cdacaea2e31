import type { SafeText } from '../text/safe-text.ts';
import { safe } from '../text/sanitise.ts';
import type { Fault } from './hypotheses.ts';
import type { Look, Stream } from './stream.ts';
import { flappingWords, lateWords } from './timing-words.ts';

/** Looks that are counted of a series that is well. */
const looksWhenWell = 10;

/** Bad and all looks of the current run, for `6 of 8 looks`. */
export function countOf({ looks, badSinceMs }: Stream): { bad: number; all: number } {
  let bad = 0;
  let all = 0;
  const from = badSinceMs === null ? Math.max(0, looks.length - looksWhenWell) : 0;
  for (let at = from; at < looks.length; at += 1) {
    const { startedMs, symptom } = looks[at] as Look;
    if (badSinceMs !== null && startedMs < badSinceMs) continue;
    all += 1;
    if (symptom !== 'ok') bad += 1;
  }
  return { bad, all };
}

/** How many {@link countOf} counts; of a series that is well without reading them. */
export function looksCounted(stream: Stream): number {
  const { looks, badSinceMs } = stream;
  return badSinceMs === null ? Math.min(looksWhenWell, looks.length) : countOf(stream).all;
}

interface Told {
  readonly taken: number;
  readonly badSinceMs: number | null;
  readonly words: SafeText;
}

/** What was said last of a series: several links and culprits are told by one, in every verdict until it looks again. */
const toldOf = new WeakMap<Stream, Told>();

/** `replica-a/canary from local: llm.stall, no token for 2 s (6 of 6 looks)`. */
export function seenBad(stream: Stream): SafeText {
  const { taken, badSinceMs } = stream;
  const told = toldOf.get(stream);
  if (told?.taken === taken && told.badSinceMs === badSinceMs) return told.words;
  const words = badWords(stream);
  toldOf.set(stream, { taken, badSinceMs, words });
  return words;
}

function badWords(stream: Stream): SafeText {
  const { bad, all } = countOf(stream);
  const symptom = stream.lastBadLook?.symptom ?? '?';
  const said = saidOf(stream, symptom);
  const flapping = flappingWords(stream, stream.lastMs);
  const rests = stream.rests ? safe`, well just now` : safe``;
  return safe`${stream.key}: ${symptom}${said} (${bad} of ${all} looks${flapping}${rests})`;
}

/** Of a late look how late and where; else what the last look said, where it showed this symptom. */
function saidOf(stream: Stream, symptom: string): SafeText {
  const { late } = stream;
  if (late?.symptom === symptom) return safe`, ${lateWords(late, stream.lastMs)}`;
  return stream.last.symptom === symptom ? safe`, ${stream.last.summary}` : safe``;
}

/** `router/canary is ok (200 in 12 ms), from local`. */
export function seenOk(stream: Stream): SafeText {
  return safe`${stream.key} is ok: ${saidWell(stream)}`;
}

/** `200 in 12 ms`, `200 in 1.8 s; answer 1800 ms, 2.1 times the 850 ms of 12 m ago, within what is allowed`. */
export function saidWell({ allowedLate, last, lastMs }: Stream): SafeText {
  if (!allowedLate) return last.summary;
  return safe`${last.summary}; ${lateWords(allowedLate, lastMs)}, within what is allowed`;
}

/** `drops connections without an answer, about 20 % of them`. */
export function titleOf(fault: Fault): SafeText {
  if (fault.models !== null)
    return safe`${fault.mode.title}, for ${listWords(fault.models.names)} alone`;
  const share = Math.round(fault.intensity * 100);
  return share === 100
    ? safe`${fault.mode.title}`
    : safe`${fault.mode.title}, for about ${share} % of requests`;
}

/** `a and b`, `a, b and 3 more`. */
export function listWords(names: readonly string[]): SafeText {
  const [one, two, ...more] = names;
  if (!one || !two) return safe`${one ?? ''}`;
  return more.length === 0 ? safe`${one} and ${two}` : safe`${one}, ${two} and ${more.length} more`;
}

/** 0…1 → `94 %`; never `100 %` or `0 %` of anything that is not certain. */
export function percent(probability: number): string {
  return `${Math.min(99, Math.max(1, Math.round(probability * 100)))} %`;
}
