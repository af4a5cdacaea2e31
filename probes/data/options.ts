import { z } from 'zod';
import { parseDurationMs } from '../../src/platform/duration.ts';

const MAX_DURATION_CHARACTERS = 20;

/** `90s`, `2h`, `7d`: how old the newest data may be. */
export const durationOption = z
  .string()
  .max(MAX_DURATION_CHARACTERS)
  .refine((text) => (parseDurationMs(text) ?? 0) > 0, 'must be a duration such as 30m, 2h or 7d');

export function durationMsOf(text: string): number {
  return parseDurationMs(text) ?? Number.POSITIVE_INFINITY;
}

/** Entries that there must be at least. Counting stops there, so a large number is dear. */
export const leastOption = z.int().min(1).max(10_000_000_000);

/** The digest with which a schema is pinned: the first 16 hexadecimal digits of a SHA-256. */
export const digestOption = z
  .string()
  .regex(/^[0-9a-f]{16}$/, 'must be 16 hexadecimal digits, as the fact shows them');

/** A URL of one of these schemes that names a host and holds no password. */
export function urlOption(schemes: readonly string[], example: string) {
  return z
    .string()
    .max(2_048)
    .refine(
      (text) => isUrlOf(text, schemes),
      `must be a URL such as ${example}, without a password in it`,
    );
}

export function isUrlOf(text: string, schemes: readonly string[]): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !schemes.includes(url.protocol.slice(0, -1))) return false;
  return url.hostname !== '' && url.password === '';
}
