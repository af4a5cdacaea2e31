import type { Began } from '../../diagnosis/explaining/explanation.ts';
import { formatDuration } from '../../platform/duration.ts';
import type { Row } from '../../terminal/row.ts';
import { sentences } from '../text.ts';

/**
 * In which order links began to fail, and no more than looks can tell of that:
 *
 *     Began     store between 03:14:02Z and 03:14:04Z
 *               at about the same time, as far as looks tell: replica-a, replica-b
 *               router 2 s to 6 s after store
 */
export function beganRows(began: readonly Began[]): readonly Row[] {
  const [first, ...others] = began;
  if (!first) return [];
  const together = others.filter(({ after }) => after === null).map(({ link }) => link);
  return sentences('Began', [
    `${first.link} ${intervalWords(first)}`,
    ...(together.length > 0
      ? [`at about the same time, as far as looks tell: ${together.join(', ')}`]
      : []),
    ...others.flatMap(({ link, after }) =>
      after ? [`${link} ${gapWords(after)} after ${first.link}`] : [],
    ),
  ]);
}

function intervalWords({ notBefore, notAfter }: Began): string {
  return notBefore === null
    ? `at ${clock(notAfter, Math.ceil)} or before`
    : `between ${clock(notBefore)} and ${clock(notAfter, Math.ceil)}`;
}

function gapWords({ leastMs, mostMs }: NonNullable<Began['after']>): string {
  const least = formatDuration(leastMs);
  if (mostMs === null) return `at least ${least}`;
  const most = formatDuration(mostMs);
  return least === most ? `about ${least}` : `${least} to ${most}`;
}

/** `2026-11-21T03:14:02.311Z` → `03:14:02Z`, or the second after it: an interval never gets narrower. */
function clock(iso: string, round = Math.floor): string {
  const seconds = round(Date.parse(iso) / 1_000);
  return `${new Date(seconds * 1_000).toISOString().slice(11, 19)}Z`;
}
