import type { WeaklinkEvent } from '../events/types.ts';
import type { Report } from './types.ts';

/** One event, one line, as it happens. */
export function ndjsonEvent(event: WeaklinkEvent): string {
  return `${JSON.stringify(event)}\n`;
}

/** The last line: the report. It is told from an event by its `schema`. */
export function ndjson(report: Report): string {
  return `${JSON.stringify(report)}\n`;
}
