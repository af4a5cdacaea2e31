import type { z } from 'zod';
import type { ProbeRegistry } from '../../probing/plan.ts';
import type { SandboxFault } from '../../sandbox/types.ts';

/** What the loader must know of an injector; those of the registry fit. */
export interface InjectorEntry {
  /** Checks what stands behind the injector's kind in `inject:`. */
  readonly options: z.ZodType;
  /** False where `intensity` below 1 means nothing. Absent: nobody knows, nothing is refused. */
  readonly partial?: boolean;
}

/** What scenarios may name. Handed in, so that the loader knows no injector. */
export interface ScenarioCatalogue {
  readonly probes: ProbeRegistry;
  /** What the sandbox can break. */
  readonly faults: readonly SandboxFault[];
  readonly injectors: Readonly<Record<string, InjectorEntry>>;
}
