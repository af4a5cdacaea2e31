import type { GpuConditionName } from '../gpu/conditions.ts';
import type { GpuName, ServiceName } from '../layout.ts';
import type { SwitchesOf } from '../services/registry.ts';
import type { SandboxFault } from '../types.ts';

/**
 * In place of a mode, where nothing is broken and only a monitor says or hides what it should not:
 * the right answer to it alone is that the chain is healthy.
 */
export const lyingMonitor = 'monitor.lies';

/** What is done to the sandbox as long as a fault is in force. */
export type FaultEffect =
  /** `oom-killed`: killed, with the kernel's line about it. */
  | {
      readonly on: 'process';
      readonly service: ServiceName;
      readonly state: 'killed' | 'oom-killed' | 'stopped';
    }
  | {
      readonly on: 'switches';
      readonly service: ServiceName;
      readonly set: Readonly<Record<string, unknown>>;
    }
  | { readonly on: 'gpu'; readonly gpu: GpuName; readonly condition: GpuConditionName };

export interface FaultDefinition extends SandboxFault {
  readonly effect: FaultEffect;
  /**
   * What a plain look at the link says while the fault is in force (see `looks.ts`), or a part of
   * it: `refused`, `503`, `NXDOMAIN`, `wrong model`. Injecting waits until it says so.
   */
  readonly seen: string;
}

/** A fault whose link is a service: it dies, stops, or does wrong what its switches say. */
export function onService<N extends ServiceName>(service: N) {
  return {
    process: (state: 'killed' | 'oom-killed' | 'stopped'): FaultEffect => ({
      on: 'process',
      service,
      state,
    }),
    set: (set: Partial<SwitchesOf[N]>): FaultEffect => ({
      on: 'switches',
      service,
      set: { ...set },
    }),
  };
}
