import { z } from 'zod';
import { parseDurationMs } from '../platform/duration.ts';

/** Ids are typed, shown in narrow columns and used as file names. */
export const idPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
export const idRule = 'letters, digits and - _ . only, at most 64, starting with a letter or digit';

/** Characters of an owner, a region, a label: shown, never interpreted. */
const maxWords = 200;
export const words = z.string().min(1).max(maxWords);

/** Looks are not useful more often than this … */
export const shortestIntervalMs = 100;
/** … and a link that is looked at less than daily is not watched. */
export const longestIntervalMs = 86_400_000;
/** A look that takes longer than this tells nothing that an earlier end would not. */
export const longestDeadlineMs = 120_000;

/** A time as people write it, `500ms`, within these bounds. */
export function duration(shortestMs: number, longestMs: number, rule: string) {
  const isInRange = (text: string) => {
    const ms = parseDurationMs(text);
    return ms !== undefined && ms >= shortestMs && ms <= longestMs;
  };
  return z
    .string({ error: rule })
    .refine(isInRange, { message: rule })
    .meta({ pattern: String.raw`^\d+(\.\d+)?(ms|s|m|h|d)$` });
}

export const intervalText = duration(
  shortestIntervalMs,
  longestIntervalMs,
  'must be a time from 100ms to 1d: 500ms, 5s, 1m',
);
export const deadlineText = duration(
  10,
  longestDeadlineMs,
  'must be a time from 10ms to 2m: 500ms, 3s',
);

/** A look that lasts longer than so many intervals says of now what was long ago. */
export const longestDeadlineIntervals = 30;

/** Where a probe may stand. */
export const vantagePattern =
  /^(?:local|docker:[A-Za-z0-9][A-Za-z0-9_.-]{0,127}|ssh:(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}@)?[A-Za-z0-9][A-Za-z0-9.-]{0,252}(?::[1-9]\d{0,4})?)$/;
export const vantageRule = 'must be local, ssh:user@host:port or docker:container';

/** Said of an address with `user:password@` in it, without repeating it. */
export const passwordRule =
  'must not hold a user name or a password; give secrets to the probe as references (env:NAME or file:/path)';

/** Addresses are long at most like a URL, and never hold a password. */
export const address = z
  .string()
  .min(1)
  .max(2_048)
  .refine((text) => !/\p{Cc}|\s/u.test(text), {
    message: 'must not hold spaces or control characters',
  })
  .refine(
    (text) => isContainer(text) || isReader(text) || !/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*@/i.test(text),
    {
      message: passwordRule,
    },
  );

/** Azure's storage writes the container where others write a user: `abfss://container@account…`. */
function isContainer(text: string): boolean {
  return /^(?:abfs|wasb)s?:\/\/[a-z0-9$-]+@[^@]*$/.test(text);
}

/** Who reads a database is no secret, other than the name before a host of HTTP, which may be a token. */
function isReader(text: string): boolean {
  return /^(?:postgres(?:ql)?|rediss?):\/\/[^/?#:@]*@[^@]*$/.test(text);
}
