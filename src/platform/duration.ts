import { WeaklinkError } from './errors.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `500ms`, `1.5s`, `30s`, `5m`, `2h`, `7d` → milliseconds; `undefined` when it is no duration. */
export function parseDurationMs(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim());
  const unit = match?.[2];
  if (!match || unit === undefined) return undefined;
  const ms = Number(match[1]) * (UNIT_MS[unit] ?? Number.NaN);
  return Number.isFinite(ms) ? ms : undefined;
}

/** As {@link parseDurationMs}, for command-line options. @throws WeaklinkError E_DURATION */
export function requireDurationMs(text: string, option: string): number {
  const ms = parseDurationMs(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new WeaklinkError({
    code: 'E_DURATION',
    message: `${option}: "${text}" is not a duration`,
    hint: 'Write a number and a unit: 500ms, 30s, 5m, 2h, 7d.',
  });
}

/** Milliseconds → the shortest honest words: `850 ms`, `12 s`, `4 m`, `3 h`, `41 d`. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return '?';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 90_000) return `${Math.round(ms / 1_000)} s`;
  if (ms < 90 * 60_000) return `${Math.round(ms / 60_000)} m`;
  if (ms < 48 * 3_600_000) return `${Math.round(ms / 3_600_000)} h`;
  return `${Math.round(ms / 86_400_000)} d`;
}
