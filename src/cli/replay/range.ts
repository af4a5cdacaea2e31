import { parseTime, timeHint } from '../../console/timeline/parse-time.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { instant } from '../../report/words.ts';
import type { ReplayOptions } from './options.ts';

/** The part of a recording that was asked for; absent ends are those of the recording. */
export interface Range {
  readonly fromMs?: number;
  readonly toMs?: number;
}

/**
 * @param startMs when the recording begins: offsets count from there
 * @throws WeaklinkError E_REPLAY_TIME
 */
export function rangeOf({ from, to }: Pick<ReplayOptions, 'from' | 'to'>, startMs: number): Range {
  const fromMs = from === null ? undefined : timeOf('--from', from, startMs);
  const toMs = to === null ? undefined : timeOf('--to', to, startMs);
  if (toMs !== undefined && toMs < startMs) {
    throw wrongTime(`--to: ${words(toMs)} is before the recording begins (${words(startMs)})`);
  }
  if (fromMs !== undefined && toMs !== undefined && fromMs >= toMs) {
    throw wrongTime(`--from: ${words(fromMs)} is not before --to, ${words(toMs)}`);
  }
  return {
    ...(fromMs === undefined ? {} : { fromMs: Math.max(startMs, fromMs) }),
    ...(toMs === undefined ? {} : { toMs }),
  };
}

/** The end is known only once the recording has been read. @throws WeaklinkError E_REPLAY_TIME */
export function refuseBeyond({ fromMs }: Range, endMs: number): void {
  if (fromMs === undefined || fromMs <= endMs) return;
  throw wrongTime(`--from: ${words(fromMs)} is after the recording ends (${words(endMs)})`);
}

function timeOf(option: string, text: string, startMs: number): number {
  const atMs = parseTime(text, { startMs, endMs: Number.POSITIVE_INFINITY });
  if (atMs !== undefined) return atMs;
  throw wrongTime(`${option}: "${text}" is no time`, timeHint);
}

function words(atMs: number): string {
  return instant(new Date(atMs).toISOString());
}

function wrongTime(message: string, hint?: string): WeaklinkError {
  return new WeaklinkError({ code: 'E_REPLAY_TIME', message, ...(hint ? { hint } : {}) });
}
