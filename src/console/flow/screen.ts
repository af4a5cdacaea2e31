import { lossLanes } from '../../attribution/flow/losses.ts';
import type { Flow, FlowNode } from '../../attribution/flow/types.ts';
import { partOf, wordsOfAmount } from '../../report/flow/amounts.ts';
import { linkRows } from '../../report/flow/link-rows.ts';
import { lookRows } from '../../report/flow/look-rows.ts';
import { pictureRows } from '../../report/flow/picture.ts';
import { slotName } from '../../report/flow/sankey-rows.ts';
import { flowTitle } from '../../report/flow/words.ts';
import { type Row, run } from '../../terminal/row.ts';
import type { Layout } from '../layout.ts';
import { rule } from '../rule.ts';
import type { Screen } from '../screens/screen.ts';
import type { View } from '../view.ts';
import { changed } from './actions.ts';
import { attemptList } from './attempt-rows.ts';
import {
  attemptsBehind,
  chosenLine,
  chosenNode,
  lastStep,
  nodesInOrder,
  shownFlow,
} from './chosen.ts';
import { requestLines, requestList } from './request-rows.ts';
import { riskRows } from './risk-rows.ts';
import { spanRows } from './span-rows.ts';
import { outlookRows, spendAlertRows } from './spend-rows.ts';

/** Rows of a body from which the links have room under the flow, and rows they may take. */
const ROWS_FOR_BOTH = 34;
const LINK_ROWS = 12;

/**
 * The flow of a model, and what it is made of:
 *
 *     rule     model, window, measure: amount, attempts
 *     columns  contributors, weights, links, consumers; what is lost and where
 *     [chosen] the node that keys act on
 *     foot     the balance, how shares were found, who told of it
 *     [links]  where time and errors go; by itself on a small terminal
 *     [risks]  by itself: who serves how much, and what alone would stop the model
 */
export const flowScreen: Screen = {
  draw: (view, place) => {
    const flow = shownFlow(view);
    if (!flow) return nothingYet(view, place);
    const step = lastStep(view);
    const height = place.bodyRows - 1;
    switch (step?.kind) {
      case undefined:
        return flowBody(view, flow, place);
      case 'node': {
        const node = flow.nodes.find(({ id }) => id === step.id);
        const title = node ? nodeWords(node, flow, view) : 'nothing in this window';
        return [
          rule(view, place.columns, title),
          ...attemptList(view, step.id, place.columns, height),
        ];
      }
      case 'request':
        return [
          rule(view, place.columns, `request ${step.request}; Esc: back`),
          ...requestList(view, step.request, place.columns, height),
        ];
      case 'span':
        return [
          rule(view, place.columns, `${step.link} on the way of one attempt; Esc: back`),
          ...spanRows(view, step),
        ];
    }
  },
  count: (view) => {
    const flow = shownFlow(view);
    const step = lastStep(view);
    if (!flow) return 1;
    if (step?.kind === 'node') return Math.max(1, attemptsBehind(view, step.id).length);
    if (step?.kind === 'request') return Math.max(1, requestLines(view, step.request));
    return step ? 1 : Math.max(1, nodesInOrder(view, flow).length);
  },
  position: (view) => {
    const flow = shownFlow(view);
    if (!flow || lastStep(view)) return chosenLine(view);
    // Before the first: the first key down chooses the first node.
    return nodesInOrder(view, flow).findIndex(({ id }) => id === view.ui.flow.node);
  },
  moveTo: (view, position) => {
    const flow = shownFlow(view);
    if (!flow) return view.ui;
    if (!lastStep(view)) {
      return changed(view.ui, { node: nodesInOrder(view, flow)[position]?.id ?? null });
    }
    return changed(view.ui, { lines: [...view.ui.flow.lines.slice(0, -1), position] });
  },
  page: (_view, place) => Math.max(1, place.bodyRows - 2),
};

function flowBody(view: View, flow: Flow, place: Layout): readonly Row[] {
  const { columns, bodyRows } = place;
  const { snapshot, glyphs, show, ui } = view;
  const title = rule(view, columns, flowTitle(flow));
  const look = { columns, glyphs, show };
  const alert = spendAlertRows(view, columns);
  const outlook = outlookRows(view, columns);
  if (ui.flow.tab === 'links') {
    return [title, ...alert, ...linkRows(flow, look), ...lookRows(flow, look), ...outlook];
  }
  if (ui.flow.tab === 'risks') {
    return [title, ...alert, ...riskRows(view, flow, columns, bodyRows - 1 - alert.length)];
  }
  const both = bodyRows >= ROWS_FOR_BOTH;
  const links = both
    ? [rule(view, columns, ''), ...linkRows(flow, look).slice(0, LINK_ROWS - 1), ...outlook]
    : [];
  const chosen = chosenNode(view, flow);
  const lanes = lossLanes(flow, snapshot.chain, snapshot.verdict);
  const order = snapshot.flow?.order(flow) ?? [];
  const rows = bodyRows - 1 - alert.length - links.length - (chosen ? 1 : 0);
  const selected = chosen?.id ?? null;
  return [
    title,
    ...alert,
    ...pictureRows(flow, lanes, order, { ...look, selected }, rows),
    ...(chosen ? [[run(` ${glyphs.pointer} ${nodeWords(chosen, flow, view)}`, 'strong')]] : []),
    ...links,
  ];
}

function nodeWords(node: FlowNode, flow: Flow, { show }: View): string {
  const amount = wordsOfAmount(node.amount, flow);
  const on = node.runsOn ? `; runs on ${node.runsOn.map(show).join(', ')}` : '';
  return `${slotName(node, { show })}: ${amount}, ${partOf(node.amount, flow.total)} of all${on}`;
}

function nothingYet(view: View, { columns }: Layout): readonly Row[] {
  return [
    rule(view, columns, 'flow: nobody was seen to ask a model yet'),
    [run('   Inferences come from traces, gateway logs, a tap or the demo.')],
    [run('   q goes back', 'muted')],
  ];
}
