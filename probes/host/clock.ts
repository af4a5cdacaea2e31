import type { SafeText } from '../../src/text/safe-text.ts';
import { safe } from '../../src/text/sanitise.ts';
import { parseEndpoint } from '../network/endpoint.ts';
import type { LookContext } from '../probe.ts';
import { programDeadlineMs } from '../system/program-deadline.ts';
import { type HostOptions, NTP_PORT } from './options.ts';
import { askTimeServer } from './sntp.ts';

/** Milliseconds for one question about the clock. */
const ASK_MS = 1_000;

export interface ClockReading {
  /** How far the right time is ahead of this clock; undefined where nobody knows. */
  readonly offsetMs: number | undefined;
  /** What of the offset may be the way of the answer. */
  readonly uncertaintyMs: number;
  /** Who says so. */
  readonly source: SafeText | undefined;
  /** Whether the kernel's clock is steered by a time service; undefined where nobody knows. */
  readonly synchronised: boolean | undefined;
  /** The time server that was asked and gave no usable answer. */
  readonly silentServer: SafeText | undefined;
}

/** The clock, by the time server of the options, else by the machine's own time service. */
export async function readClock(
  { timeServer }: HostOptions,
  context: LookContext,
): Promise<ClockReading> {
  const [asked, chrony, synchronised] = await Promise.all([
    askServer(timeServer, context),
    askChrony(context),
    askSystemd(context),
  ]);
  const asking = { synchronised: synchronised ?? chrony?.synchronised };
  const silentServer = timeServer !== undefined && !asked ? safe`${timeServer}` : undefined;
  if (asked) {
    const { offsetMs, roundTripMs } = asked;
    const source = safe`${timeServer}`;
    return { ...asking, offsetMs, uncertaintyMs: roundTripMs / 2, source, silentServer };
  }
  const source = chrony ? safe`chronyc` : undefined;
  return { ...asking, offsetMs: chrony?.offsetMs, uncertaintyMs: 0, source, silentServer };
}

async function askServer(timeServer: string | undefined, context: LookContext) {
  const endpoint = timeServer === undefined ? undefined : parseEndpoint(timeServer, NTP_PORT);
  // From here only this machine's clock can be compared.
  if (!endpoint || context.vantage.name !== 'local') return undefined;
  const timeMs = programDeadlineMs(context, ASK_MS);
  return askTimeServer(endpoint, context.clock, { timeMs, signal: context.signal });
}

interface Chrony {
  readonly offsetMs: number | undefined;
  readonly synchronised: boolean;
}

async function askChrony(context: LookContext): Promise<Chrony | undefined> {
  const text = await outputOf(context, ['chronyc', '-c', '-n', 'tracking']);
  return text === undefined ? undefined : parseTracking(text);
}

/**
 * One line of `chronyc -c tracking`: the fifth column is how many seconds the clock is off, the
 * last one the leap status. A chronyd without a source says 0 seconds and knows nothing.
 */
export function parseTracking(text: string): Chrony | undefined {
  const columns = text.trim().split('\n')[0]?.split(',') ?? [];
  const seconds = Number(columns[4] || Number.NaN);
  const leap = columns[13];
  if (!Number.isFinite(seconds) || leap === undefined) return undefined;
  const synchronised = !/^not synchroni[sz]ed$/i.test(leap);
  return { offsetMs: synchronised ? seconds * 1_000 : undefined, synchronised };
}

async function askSystemd(context: LookContext): Promise<boolean | undefined> {
  const text = await outputOf(context, ['timedatectl', 'show', '--property=NTPSynchronized']);
  const word = /^NTPSynchronized=(yes|no)$/m.exec(text ?? '')?.[1];
  return word === undefined ? undefined : word === 'yes';
}

async function outputOf(
  context: LookContext,
  argv: readonly [string, ...string[]],
): Promise<string | undefined> {
  const result = await context.vantage.exec(argv, {
    deadlineMs: programDeadlineMs(context, ASK_MS),
    signal: context.signal,
    maxBytes: 4_096,
  });
  return result.kind === 'ended' && result.exitCode === 0 ? result.stdout : undefined;
}
