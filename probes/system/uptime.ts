import type { LookContext } from '../probe.ts';
import { readText, textOf } from './read.ts';

/** Bytes of /proc/uptime; it has about twenty. */
const UPTIME_BYTES = 128;

/** Milliseconds since the machine started; undefined where /proc does not tell. */
export async function readUptimeMs(
  context: LookContext,
  procRoot: string,
): Promise<number | undefined> {
  const text = textOf(await readText(context.vantage, `${procRoot}/uptime`, UPTIME_BYTES));
  const seconds = Number(text?.split(' ')[0] || Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1_000 : undefined;
}
