import { fencedMean, median } from './robust.ts';
import { dayHours, weekHours } from './series.ts';

/** Hours of the same time of day, or of the week, that a profile is made of. */
const profileDays = 7;
const profileWeeks = 4;
/** Days of history without which nothing can be said of the next day … */
export const fewestDays = 3;
/** … and weeks without which a day of the week is taken as any day. */
const weeklyFrom = 2;
/** Days that the trend is taken from. */
const trendDays = 56;
/** Sigmas beyond which an hour of the past is an accident that does not repeat. */
const fence = 3;
/** A trend may change the level by so much, up or down, however far ahead. */
const trendAtMost = 2;

/** Expected spend of hours to come, by how they went before at the same time, and a trend. */
export interface Seasonal {
  readonly season: 'day' | 'week';
  /** Change a day, as a part of the level. */
  readonly trend: number;
  /** @param ahead hours after the last known: 0 is the next one */
  at(ahead: number): number;
}

/** @param hours all known, the last of them just before the first to come; null: too short a history */
export function fitSeasonal(hours: readonly number[]): Seasonal | null {
  if (hours.length < fewestDays * dayHours) return null;
  const isWeekly = hours.length >= weeklyFrom * weekHours;
  const period = isWeekly ? weekHours : dayHours;
  const seasons = Math.min(
    isWeekly ? profileWeeks : profileDays,
    Math.floor(hours.length / period),
  );
  const profile = profileOf(hours, period, seasons);
  const level = profile.reduce((a, b) => a + b, 0) / period;
  const perDay = trendOf(hours, isWeekly ? 7 : 1);
  const trend = level > 0 ? perDay / (level * dayHours) : 0;
  // An hour of the profile is as of the middle of those that it was made of.
  const age = ((seasons + 1) / 2) * period;
  return {
    season: isWeekly ? 'week' : 'day',
    trend,
    at: (ahead) => {
      const change = 1 + (trend * (age + ahead - (ahead % period))) / dayHours;
      const bounded = Math.min(trendAtMost, Math.max(1 / trendAtMost, change));
      return (profile[ahead % period] as number) * bounded;
    },
  };
}

/** For each hour of the next season, its like of the last ones. */
function profileOf(hours: readonly number[], period: number, seasons: number): readonly number[] {
  return Array.from({ length: period }, (_, slot) => {
    const values = Array.from(
      { length: seasons },
      (_, back) => hours[hours.length - period * (back + 1) + slot] as number,
    );
    return fencedMean(values, fence);
  });
}

/**
 * Change of a day's spend from day to day: the median slope between days that are whole seasons apart
 * (Theil and Sen). 0 where there are too few of them.
 */
function trendOf(hours: readonly number[], daysOfSeason: number): number {
  const count = Math.min(trendDays, Math.floor(hours.length / dayHours));
  const days = Array.from({ length: count }, (_, back) => {
    const end = hours.length - back * dayHours;
    return hours.slice(end - dayHours, end).reduce((a, b) => a + b, 0);
  }).reverse();
  const slopes: number[] = [];
  for (let from = 0; from < days.length; from += 1) {
    for (let to = from + daysOfSeason; to < days.length; to += daysOfSeason) {
      slopes.push(((days[to] as number) - (days[from] as number)) / (to - from));
    }
  }
  return slopes.length < 2 * daysOfSeason ? 0 : median(slopes);
}
