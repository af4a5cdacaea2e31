import { LookMemory } from '../system/memory.ts';
import type { ClockReading } from './clock.ts';
import { noSilence, type Silence } from './file-systems.ts';
import { noOomWatch, type OomWatch } from './oom-watch.ts';

/** What earlier looks at one machine knew. */
export interface HostMemory {
  readonly silence: Silence;
  readonly oom: OomWatch;
  /** The clock is asked less often than the rest; `readAtMs` is monotonic. */
  readonly clock: { readonly readAtMs: number; readonly reading: ClockReading } | undefined;
  /** Mount points that were seen writable. */
  readonly writable: ReadonlySet<string>;
}

export const noHostMemory: HostMemory = {
  silence: noSilence,
  oom: noOomWatch,
  clock: undefined,
  writable: new Set(),
};

export const hostMemories = new LookMemory<HostMemory>();
