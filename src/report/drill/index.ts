import { github } from './github.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { text } from './text.ts';

export { ndjsonResult } from './ndjson.ts';
export { progressLine } from './progress.ts';
export type { DrillTextLook } from './text.ts';

/** Every format that the report of a drill can be written in: one file each, one line here. */
export const drillReporters = { text, json, junit, github, markdown } as const;

export type DrillReportFormat = keyof typeof drillReporters;
