import { formatDuration } from '../platform/duration.ts';

/** Milliseconds since the epoch → `14:02:31Z`: logs are in UTC, and so are we. */
export function clockTime(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(11, 19)}Z`;
}

/** An instant of an event → `14:02:31Z`. */
export function clockTimeOf(iso: string): string {
  const atMs = Date.parse(iso);
  return Number.isNaN(atMs) ? '?' : clockTime(atMs);
}

/**
 * An age in at most three characters: `1s` … `9s`, then in tens, minutes, hours, days. Coarse on
 * purpose: a screen of ages that tick in step is noise for the eye and bytes for the line.
 */
export function shortAge(ageMs: number): string {
  const seconds = Math.max(1, Math.round(ageMs / 1_000));
  if (seconds < 10) return `${seconds}s`;
  if (seconds < 60) return `${Math.floor(seconds / 10) * 10}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours}h` : `${Math.floor(hours / 24)}d`;
}

/** An age in words: `8 s`, `20 s`, `4 m`. Coarse as {@link shortAge}. */
export function age(ageMs: number): string {
  return shortAge(ageMs).replace(/(\D)$/, ' $1');
}

/** A latency that fits a column of eight: `0.4 ms`, `12 ms`, `3.2 s`. */
export function latency(ms: number): string {
  if (ms < 0.05) return '<0.1 ms';
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  return ms < 99_950 ? `${(ms / 1_000).toFixed(1)} s` : formatDuration(ms);
}

/** Key of the fault-mode catalogue → words: `service.crashed` → `crashed`. */
export function modeWords(mode: string): string {
  return mode.slice(mode.indexOf('.') + 1).replaceAll('_', ' ');
}

/** `1 fault`, `3 faults`. */
export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
