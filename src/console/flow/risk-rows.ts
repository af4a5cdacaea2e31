import { type FlowParts, flowParts } from '../../attribution/concentration/flow-parts.ts';
import { type ModelRisk, modelRisks } from '../../attribution/concentration/stoppers.ts';
import type { Flow } from '../../attribution/flow/types.ts';
import type { Chain } from '../../chain/types.ts';
import { partOf, shortAmount } from '../../report/flow/amounts.ts';
import { indexScale, indexWords, modelRiskRows } from '../../report/risks/rows.ts';
import { cell, emptyRow, type Row, run, truncate } from '../../terminal/row.ts';
import type { View } from '../view.ts';

/** Providers listed before the rest is only counted. */
const MAX_PROVIDERS = 5;
/** Cells of a share, of an amount, and of the bar between a name and them. */
const SHARE = 6;
const AMOUNT = 8;
const BAR = 24;

/**
 * Who serves how much of a model, and what alone would stop it:
 *
 *     PROVIDER                                         SHARE   AMOUNT
 *     vendor-x       ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇                    61 %     0.44
 *     Herfindahl index 5,242
 *     10,000: all with one provider; 2,500: four alike
 *
 *     Model     chat-70b: stopped by any one of these, of 12 links behind it
 */
export function riskRows(view: View, flow: Flow, columns: number, rows: number): readonly Row[] {
  const { snapshot, glyphs, show } = view;
  const parts = flowParts(flow, snapshot.chain);
  const risk = risksOf(snapshot.chain).find(({ model }) => model === flow.model);
  const stopping = risk
    ? modelRiskRows(risk, columns - 2)
    : [[run(`the chain names no model ${flow.model}: what would stop it is not known`)]];
  const shown = stopping.map(
    (row): Row => [run(' '), ...row.map((one) => ({ ...one, text: show(one.text) }))],
  );
  const all = [...partRows(parts, flow, view, columns), emptyRow, ...shown];
  if (all.length <= rows) return all;
  const more = ` ${glyphs.ellipsis} the rest: weaklink risks`;
  return [...all.slice(0, rows - 1), [run(truncate(more, columns, glyphs), 'muted')]];
}

function partRows(
  { providers, unknown, index }: FlowParts,
  flow: Flow,
  { glyphs, show }: View,
  columns: number,
): readonly Row[] {
  const whole = providers.reduce((sum, { amount }) => sum + amount, unknown);
  const bar = columns >= 76 ? BAR : 0;
  const name = columns - 4 - bar - SHARE - AMOUNT;
  const line = (who: string, width: number, share: string, amount: string, isKnown = true): Row => [
    run(` ${cell(show(who), name, glyphs)} `),
    run((isKnown ? glyphs.bar : glyphs.barRest).repeat(width), isKnown ? 'ok' : 'warn'),
    run(' '.repeat(bar - width)),
    run(cell(share, SHARE, glyphs, 'right')),
    run(` ${cell(amount, AMOUNT, glyphs, 'right')}`),
  ];
  const part = (who: string, amount: bigint, isKnown = true) => {
    const width = whole > 0n ? Number((amount * BigInt(bar)) / whole) : 0;
    return line(who, width, partOf(amount, whole), shortAmount(amount, flow), isKnown);
  };
  const rest = providers.slice(MAX_PROVIDERS);
  const restAmount = rest.reduce((sum, { amount }) => sum + amount, 0n);
  const head = line('PROVIDER', 0, 'SHARE', 'AMOUNT').map((one) => ({
    ...one,
    style: 'muted' as const,
  }));
  return [
    head,
    ...providers.slice(0, MAX_PROVIDERS).map(({ provider, amount }) => part(provider, amount)),
    ...(rest.length > 0 ? [part(`${rest.length} others`, restAmount)] : []),
    ...(unknown > 0n ? [part('nobody says whose', unknown, false)] : []),
    [run(` Herfindahl index ${indexWords(index)}`, 'strong')],
    [run(` ${truncate(indexScale, columns - 2, glyphs)}`, 'muted')],
  ];
}

/** What stops a model hangs on the chain alone, and takes long to find in a large one. */
const known = new WeakMap<Chain, readonly ModelRisk[]>();

function risksOf(chain: Chain): readonly ModelRisk[] {
  const found = known.get(chain) ?? modelRisks(chain);
  known.set(chain, found);
  return found;
}
