import type { AlikeMeetings } from './alike-meetings.ts';
import type { Meetings } from './meeting.ts';
import type { Onlooker } from './onlookers.ts';
import { speaks } from './series-news.ts';

/**
 * Part of a link's faults, by prior, that its ok looks must be able to show before it is cleared. Low,
 * so that a port that answers clears what listens there; what was looked at stands beside it.
 */
const clearingPower = 0.15;

/**
 * Whether those whose looks are ok would together have shown a fair part of the faults of a link.
 *
 * @param states what is seen of each series, by number: see series-news.ts
 */
export function canClear(onlookers: readonly Onlooker[], states: readonly number[]): boolean {
  const all: AlikeMeetings[] = [];
  for (const { number, meets } of onlookers) {
    if (!meets || ((states[number] as number) & speaks) !== speaks) continue;
    // What clears nearly all links is one look.
    if (clearsAlone(meets)) return true;
    all.push(meets);
  }
  return all.length > 1 && showFairPart(all);
}

function clearsAlone(meets: AlikeMeetings): boolean {
  meets.clears ??= showFairPart([meets]);
  return meets.clears;
}

/** Each look can only add to what the others would have shown. */
function showFairPart(all: readonly AlikeMeetings[]): boolean {
  const faults = all[0]?.faults ?? [];
  let total = 0;
  for (const { prior } of faults) total += prior;
  if (!(total > 0)) return false;
  const missed = new Float64Array(faults.length).fill(1);
  return all.some(({ meetings }) => {
    miss(missed, meetings);
    let shown = 0;
    for (const { place, prior } of faults) shown += prior * (1 - (missed[place] as number));
    return shown / total >= clearingPower;
  });
}

/** P(none of the looks shows a fault), by fault: with one look more. */
function miss(missed: Float64Array, meetings: Meetings): void {
  for (let place = 0; place < meetings.length; place += 1) {
    const meeting = meetings[place];
    if (!meeting) continue;
    const shown = meeting.met * (1 - (meeting.shows.ok ?? 0));
    missed[place] = (missed[place] as number) * (1 - shown);
  }
}
