import * as z from 'zod';
import type { Alert } from './case.ts';
import { inputError } from './input-error.ts';
import { parseTimeMs } from './time.ts';

const time = z.union([z.string(), z.number()]).nullish();
const schema = z.looseObject({
  alert: z
    .union([
      z.string(),
      z.looseObject({ service: z.string(), metric: z.string().nullish(), at: time }),
    ])
    .nullish(),
  at: time,
});

/**
 * `case.json`: `{"alert": {"service": …, "metric": …}, "at": …}`, both optional.
 *
 * @throws WeaklinkError E_RCA_CASE, E_RCA_TIME
 */
export function readCaseFile(
  file: string,
  text: string,
): { alert: Alert | undefined; atMs: number | undefined } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw inputError({
      code: 'E_RCA_CASE',
      file,
      ...placeOf(text, error),
      message: `no JSON: ${(error as Error).message}`,
    });
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const message = `${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'not as expected'}`;
    const hint = 'It is {"alert": {"service": "…", "metric": "…"}, "at": "2026-11-21T09:30:00Z"}.';
    throw inputError({ code: 'E_RCA_CASE', file, message, hint });
  }
  const { alert, at } = parsed.data;
  const named = typeof alert === 'string' ? { service: alert, metric: '' } : alert;
  const when = at ?? (typeof alert === 'object' ? alert?.at : undefined);
  return {
    alert: named ? { service: named.service, metric: named.metric ?? '' } : undefined,
    atMs: when === undefined || when === null ? undefined : requireTime(file, String(when)),
  };
}

function requireTime(file: string, text: string): number {
  const timeMs = parseTimeMs(text);
  if (!Number.isNaN(timeMs)) return timeMs;
  throw inputError({ code: 'E_RCA_TIME', file, message: `at: "${text}" is no time` });
}

/** JSON.parse says the position in its words only. */
function placeOf(text: string, error: unknown): { line: number; column: number } {
  const position = Number(/position (\d+)/.exec((error as Error).message)?.[1] ?? 0);
  const before = text.slice(0, position).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
