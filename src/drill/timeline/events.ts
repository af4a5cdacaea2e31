import type { Chain } from '../../chain/types.ts';
import type { WeaklinkEvent } from '../../events/types.ts';
import type { ProbeRegistry } from '../../probing/plan.ts';
import type { Findings } from '../scenario/findings.ts';
import type { TimelineEntry } from '../scenario/timeline-schema.ts';
import type { RootCause } from '../types.ts';

export interface TimelineContext {
  readonly chain: Chain;
  readonly probes: ProbeRegistry;
  readonly causes: readonly RootCause[];
  readonly findings: Findings;
}

export function timelineEvents(
  _entry: TimelineEntry,
  _context: TimelineContext,
): readonly WeaklinkEvent[] {
  return [];
}
