import { formatDuration } from '../../src/platform/duration.ts';
import { safe } from '../../src/text/sanitise.ts';
import type { Judgement } from '../system/judgement.ts';
import { durationMsOf } from './options.ts';

/** What is newer than now by more than this comes from a clock that is wrong; less is drift. */
const FUTURE_MS = 300_000;

/** @param newestMs when the newest entry was made, ms since 1970; NaN: there is none */
export function staleness(
  what: string,
  newestMs: number,
  nowMs: number,
  freshWithin: string | undefined,
): readonly Judgement<'store.stale'>[] {
  if (freshWithin === undefined) return [];
  if (Number.isNaN(newestMs)) {
    const evidence = safe`${what} has no entry whose time could be read`;
    return [{ symptom: 'store.stale', summary: safe`nothing that is fresh`, evidence }];
  }
  const ageMs = nowMs - newestMs;
  if (ageMs <= durationMsOf(freshWithin) && ageMs >= -FUTURE_MS) return [];
  const age = ageMs < 0 ? `${formatDuration(-ageMs)} ahead of now` : `${formatDuration(ageMs)} old`;
  return [
    {
      symptom: 'store.stale',
      summary: safe`newest is ${age}`,
      evidence: safe`the newest of ${what} is ${age} (${new Date(newestMs).toISOString()}), allowed is ${freshWithin}`,
    },
  ];
}
