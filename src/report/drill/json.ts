import type { DrillReport } from '../../drill/types.ts';

/** The contract for scripts: exactly one JSON document, as `schema/drill.schema.json` says. */
export function json(report: DrillReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
