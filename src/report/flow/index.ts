import type { TextLook } from '../text.ts';
import { flowJson } from './json.ts';
import { flowMarkdown } from './markdown.ts';
import { flowMermaid } from './mermaid.ts';
import type { FlowReport } from './report.ts';
import { flowSvg } from './svg.ts';
import { flowText } from './text.ts';

/** Every format: one file each, and one entry here. */
export const flowFormats = {
  text: (report: FlowReport, look: TextLook) => flowText(report, look),
  json: flowJson,
  markdown: flowMarkdown,
  svg: flowSvg,
  mermaid: flowMermaid,
} as const satisfies Record<string, (report: FlowReport, look: TextLook) => string>;

export type FlowFormat = keyof typeof flowFormats;
