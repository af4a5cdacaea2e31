import type { Report } from './types.ts';

/** The contract for scripts: exactly one JSON document, as `schema/report.schema.json` says. */
export function json(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
