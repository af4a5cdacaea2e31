import { type Flow, type FlowNode, flowStages } from '../../attribution/flow/types.ts';
import { plain, table } from '../markup.ts';
import { partOf, wordsOfAmount } from './amounts.ts';
import { firstTokenWords, shareWords, time } from './link-rows.ts';
import { metWords, ownWords } from './look-rows.ts';
import type { FlowReport, ModelFlow } from './report.ts';
import {
  conservationWords,
  flowTitle,
  idleWords,
  laneWords,
  methodWords,
  sourceWords,
} from './words.ts';

/** Flows as tables, for a wiki or a ticket. */
export function flowMarkdown({ chain, flows }: FlowReport): string {
  return `# Flow of ${plain(chain)}\n\n${flows.map(modelSection).join('\n')}`;
}

function modelSection({ flow, lanes }: ModelFlow): string {
  const lost = lanes.filter(({ amount }) => amount > 0n);
  const notes = [
    `${conservationWords(flow)} (${flow.conserved ? 'conserved' : `NOT conserved: ${flow.missing} missing`})`,
    methodWords(flow),
    idleWords(flow),
    sourceWords(flow),
  ].filter((words) => words !== '');
  return [
    `## ${plain(flowTitle(flow))}`,
    ...lost.map((lane) => `- ${plain(laneWords(lane, flow))}`),
    ...notes.map((words) => `- ${plain(words)}`),
    '',
    table(
      ['stage', 'who', 'amount', 'share'],
      byStage(flow.nodes).map((node) => [
        node.stage,
        plain(nodeName(node) + groundWords(node)),
        wordsOfAmount(node.amount, flow),
        partOf(node.amount, flow.total),
      ]),
    ),
    '',
    table(
      ['link', 'in', 'out', 'lost', 'in flight', 'p50', 'p95', 'first token', 'share', 'errors'],
      flow.links.map((one) => [
        plain(one.link),
        String(one.in),
        String(one.out),
        String(one.lost),
        String(one.inFlight),
        time(one.p50Ms, '–'),
        time(one.p95Ms, '–'),
        time(one.firstTokenMs, '–'),
        shareWords(one, '–'),
        plain(one.errors.map(({ error, count }) => `${error} ${count}`).join(', ')),
      ]),
    ),
    '',
    plain(firstTokenWords(flow)),
    '',
    ...looksTable(flow),
  ].join('\n');
}

function looksTable({ looks }: Flow): readonly string[] {
  if (looks.length === 0) return [];
  const rows = looks.map((one) => [
    plain(one.link),
    String(one.looks),
    String(one.failed),
    time(one.firstTokenMs, '–'),
    ownWords(one) ?? '–',
    plain(metWords(one)),
  ]);
  return [table(['looked at', 'looks', 'failed', 'first token', 'own', 'met'], rows), ''];
}

/** From who contributed to who asked; within a stage the largest first, as they come. */
function byStage(nodes: readonly FlowNode[]): readonly FlowNode[] {
  return flowStages.flatMap((stage) => nodes.filter((node) => node.stage === stage));
}

/** ` on gpu-1, node-2`, of a link that served. */
export function groundWords({ runsOn = [] }: Pick<FlowNode, 'runsOn'>): string {
  return runsOn.length === 0 ? '' : ` on ${runsOn.join(', ')}`;
}

export function nodeName({ kind, name }: Pick<FlowNode, 'kind' | 'name'>): string {
  if (kind !== 'lost') return name;
  return name === '' ? 'lost, nobody knows where' : `lost at ${name}`;
}
