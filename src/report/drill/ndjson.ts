import type { DrillResult } from '../../drill/types.ts';

/** One result, one line, as soon as its run has ended. */
export function ndjsonResult(result: DrillResult): string {
  return `${JSON.stringify(result)}\n`;
}
