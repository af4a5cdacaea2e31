import type { SafeText } from '../../src/text/safe-text.ts';
import type { LookContext } from '../probe.ts';
import { readKernelLog } from '../system/kernel-log.ts';
import { readUptimeMs } from '../system/uptime.ts';
import { type DriverError, parseDriverErrors } from './driver-log.ts';
import type { GpuOptions } from './options.ts';
import { parseXidLog, type SxidEvent, type XidEvent, type XidLog } from './xid-log.ts';

/** What the kernel log says about the cards, as far as it may be read. */
export type XidReading =
  | {
      readonly kind: 'read';
      readonly source: SafeText;
      /** Within the lookback, oldest first. */
      readonly events: readonly XidEvent[];
      /** XID lines that do not say when they were written. */
      readonly undated: number;
      /** Errors of the switches between the cards, within the lookback. */
      readonly switchErrors: readonly SxidEvent[];
      /** Errors that the driver logged otherwise, within the lookback. */
      readonly driverErrors: readonly DriverError[];
      readonly suppressed: XidLog['suppressed'];
      readonly uuids: ReadonlyMap<string, string>;
    }
  | { readonly kind: 'unreadable'; readonly why: SafeText }
  | { readonly kind: 'off' };

/** The log may take two programs in turn: each gets this share of the look's deadline. */
const DEADLINE_SHARE = 0.4;

export async function readXids(options: GpuOptions, context: LookContext): Promise<XidReading> {
  if (options.kernelLog === 'off') return { kind: 'off' };
  const deadlineMs = context.deadlineMs * DEADLINE_SHARE;
  const log = await readKernelLog({ ...context, deadlineMs }, options.kernelLog);
  if (log.kind === 'unreadable') return log;
  const clock = {
    nowMs: context.clock.now(),
    uptimeMs: await readUptimeMs(context, '/proc'),
  };
  const { events, uuids, switchErrors, suppressed } = parseXidLog(log.text, clock);
  const isRecent = ({ ageMs }: { readonly ageMs: number | null }) =>
    ageMs !== null && ageMs <= options.lookbackMs;
  return {
    kind: 'read',
    source: log.source,
    events: events.filter(isRecent),
    switchErrors: switchErrors.filter(isRecent),
    driverErrors: parseDriverErrors(log.text, clock).filter(isRecent),
    suppressed,
    undated: events.filter(({ ageMs }) => ageMs === null).length,
    uuids,
  };
}
