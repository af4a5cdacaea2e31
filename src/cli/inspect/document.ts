import type { Inspection } from '../../events/recording/inspection.ts';
import type { SafeText } from '../../text/safe-text.ts';

/** The inspection as one JSON document. Recorded verdicts are called so: nothing was recomputed. */
export function inspectionDocument(
  file: string,
  inspection: Inspection,
  defects: readonly SafeText[],
) {
  const { sessions, sessionCount, span, kinds, series, notIncluded, summary } = inspection;
  return {
    schema: 'weaklink.inspection/1',
    file,
    sound: defects.length === 0,
    defects,
    events: summary.events,
    byType: Object.fromEntries(kinds),
    unknownTypes: Object.fromEntries(summary.unknownTypes),
    span,
    sessionCount,
    sessions: sessions.map(({ chain, ...session }) => ({
      ...session,
      chain: chain.name,
      links: chain.links.map(({ id, kind }) => ({ id, kind })),
      models: chain.models.map(({ id }) => id),
    })),
    series,
    recordedVerdictFlips: inspection.flips,
    faults: inspection.faults,
    changes: inspection.changes,
    claims: inspection.claims,
    eventsNotIncluded: notIncluded,
    complete: summary.complete,
    checksum: summary.checksum,
    torn: summary.torn,
    damagedLines: summary.damagedLines,
    damaged: summary.damaged,
  };
}
