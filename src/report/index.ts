import { github } from './github.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { ndjson } from './ndjson.ts';
import { text } from './text.ts';

/** Every format that a report can be written in: one file each, one line here. */
export const reporters = { text, json, ndjson, markdown, junit, github } as const;

export type ReportFormat = keyof typeof reporters;
