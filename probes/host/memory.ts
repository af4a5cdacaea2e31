import { LookMemory } from '../system/memory.ts';
import type { ClockReading } from './clock.ts';
import type { CpuTime } from './cpu-time.ts';
import { noSilence, type Silence } from './file-systems.ts';
import { noOomWatch, type OomWatch } from './oom-watch.ts';
import { noSlowReadings, type SlowReadings } from './slow-readings.ts';

/** What earlier looks at one machine knew. */
export interface HostMemory {
  readonly silence: Silence;
  readonly oom: OomWatch;
  /** The clock is asked less often than the rest; `readAtMs` is monotonic. */
  readonly clock: { readonly readAtMs: number; readonly reading: ClockReading } | undefined;
  /** Mount points that were seen writable. */
  readonly writable: ReadonlySet<string>;
  readonly slow: SlowReadings;
  /** Processor time at an earlier look, and what it came to since the one before that. */
  readonly cpu: { readonly at: CpuTime; readonly stolenPercent: number | undefined } | undefined;
  /** What the firmware kept of a panic; read once. */
  readonly lastWords: string | null | undefined;
  /** The clock's offset at an earlier time, to tell how it drifts; `atMs` is monotonic. */
  readonly drift:
    | { readonly offsetMs: number; readonly atMs: number; readonly ppm: number | undefined }
    | undefined;
}

export const noHostMemory: HostMemory = {
  silence: noSilence,
  oom: noOomWatch,
  clock: undefined,
  writable: new Set(),
  slow: noSlowReadings,
  cpu: undefined,
  lastWords: undefined,
  drift: undefined,
};

export const hostMemories = new LookMemory<HostMemory>();
