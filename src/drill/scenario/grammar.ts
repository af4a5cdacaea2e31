import { z } from 'zod';
import { duration, idPattern, idRule } from '../../chain/grammar.ts';
import { parseDurationMs } from '../../platform/duration.ts';

/** A drill is watched by somebody: a longer one is another kind of test. */
export const longestDrillMs = 6 * 3_600_000;
/** What a replayed incident may last; the longest published ones took days. */
export const longestTimelineMs = 14 * 86_400_000;
/** Nothing that a scenario states is worth less time. */
const shortestMs = 1;

/** Characters of a title: one line of a table. */
const maxTitle = 300;
/** Characters of a description: a paragraph or two. */
export const maxProse = 4_000;

export const id = z.string().regex(idPattern, `must be ${idRule}`);
export const title = z.string().min(1).max(maxTitle);
export const prose = z.string().min(1).max(maxProse);
export const shortWords = z.string().min(1).max(200);

/** A span of time inside a drill: `500ms`, `10s`, `2m`. */
export const span = duration(
  shortestMs,
  longestDrillMs,
  'must be a time from 1ms to 6h: 500ms, 10s',
);
/** As {@link span}; nothing is a span too. */
export const startingAt = duration(0, longestDrillMs, 'must be a time from 0s to 6h: 0s, 10s');
const momentRule = 'must be a time from the start, up to 14d: 5m, 4m50s, 2h';

/** A moment or a span inside a timeline: `4m50s`, `2h`, `1d`. */
export const moment = z
  .string({ error: momentRule })
  .max(40)
  .refine((text) => momentMs(text) !== undefined, { message: momentRule })
  .meta({ pattern: String.raw`^(\d+(\.\d+)?(ms|s|m|h|d))+$` });

/** `4m50s` → 290000. */
export function momentMs(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(text)) return undefined;
  const parts = text.match(/\d+(?:\.\d+)?(?:ms|[smhd])/g) ?? [];
  const ms = parts.reduce((sum, part) => sum + (parseDurationMs(part) ?? Number.NaN), 0);
  return ms <= longestTimelineMs ? Math.round(ms) : undefined;
}

const offsetRule = 'must be a time, with a minus before what precedes the first fault: 5s, -2s';

/** A moment seen from the first fault: `-5s` is before it. */
export const offset = z
  .string({ error: offsetRule })
  .refine((text) => offsetMs(text) !== undefined, { message: offsetRule })
  .meta({ pattern: String.raw`^-?\d+(\.\d+)?(ms|s|m|h)$` });

/** `-5s` → -5000. */
export function offsetMs(text: string): number | undefined {
  const ms = parseDurationMs(text.replace(/^-/, ''));
  if (ms === undefined || ms > longestDrillMs) return undefined;
  return text.startsWith('-') ? -ms : ms;
}

/** A time that the schema has checked. */
export function msOf(text: string): number {
  return parseDurationMs(text) ?? 0;
}

export const portMax = 65_535;
const hostPortRule = 'must be host:port, with a port from 1 to 65535: 127.0.0.1:18080';
/** `127.0.0.1:18080`, `[::1]:80`, `db.internal:5432`. */
export const hostPort = z
  .string({ error: hostPortRule })
  .max(300)
  .refine(isHostPort, { message: hostPortRule });

function isHostPort(text: string): boolean {
  const match =
    /^(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?):(\d{1,5})$/.exec(text);
  const port = Number(match?.[1] ?? 0);
  return port >= 1 && port <= portMax;
}

/** `http:` and `https:` alone, without a password inside. */
export const webUrl = z
  .string()
  .max(2_048)
  .refine(isWebUrl, { message: 'must be an http or https URL without a user name or a password' });

function isWebUrl(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || /[\p{Cc}\s]/u.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}
