import type { Fact } from '../../../src/events/types.ts';
import type { SafeText } from '../../../src/text/safe-text.ts';
import type { KeptText } from '../../network/kept-text.ts';
import type { LookContext } from '../../probe.ts';
import type { GpuReading } from '../gpu-reading.ts';
import type { GpuSign } from '../gpu-sign.ts';
import type { GpuOptions } from '../options.ts';
import type { SmiRunner } from '../smi-runner.ts';

/** What was found beside the cards: their links, and what hands them to programs. */
export interface Around {
  readonly signs: readonly GpuSign[];
  readonly facts: Readonly<Record<string, Fact>>;
  readonly evidence: readonly SafeText[];
}

export const nothingAround: Around = { signs: [], facts: {}, evidence: [] };

/** What the looks around the cards go by. */
export interface AroundLook {
  readonly options: GpuOptions;
  readonly context: LookContext;
  readonly runner: SmiRunner;
  readonly kept: KeptText;
  /** Those that the link is about. */
  readonly cards: readonly GpuReading[];
  /** All that the tool lists: what is usual is learned from siblings. */
  readonly listed: readonly GpuReading[];
  readonly driver: string | null;
  /** Whether the processes, and so the devices, of the whole machine are seen from here. */
  readonly seesMachine: boolean;
  /** Whether what is known by a bus address alone is about this link. */
  concerns(bus: string): boolean;
}
