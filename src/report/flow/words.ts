import type { LossLane } from '../../attribution/flow/losses.ts';
import type { Flow, FlowMeasure } from '../../attribution/flow/types.ts';
import { flowWindows } from '../../attribution/flow/windows.ts';
import { formatDuration } from '../../platform/duration.ts';
import { balanced, partOf, shortAmount, wordsOfAmount, wordsOfRate } from './amounts.ts';

/** What of what a lane is a part of. */
const wholes: Readonly<Record<FlowMeasure, string>> = {
  value: 'of what is billed',
  requests: 'of attempts',
  tokens: 'of tokens',
  time: 'of the time',
};

const attemptsUnit = { measure: 'requests', currency: null } as const;

/** `chat-70b, last 15 m, by value: 3.1186 USD (0.21/min), 1,204 attempts`. */
export function flowTitle(flow: Flow): string {
  const window = flowWindows.find(({ windowMs }) => windowMs === flow.windowMs);
  const amounts = [
    ...(flow.measure === 'requests' ? [] : [amountWords(flow)]),
    attemptsWords(flow),
  ];
  return `${flow.model}, last ${window?.words ?? formatDuration(flow.windowMs)}, by ${flow.measure}: ${amounts.join(', ')}`;
}

function amountWords(flow: Flow): string {
  return wordsOfAmount(flow.total, flow) + inBrackets(rateWords(flow));
}

/** With their rate where what is measured has none to say: there is room for one. */
function attemptsWords(flow: Flow): string {
  const words = wordsOfAmount(BigInt(flow.counts.attempts), attemptsUnit);
  if (!flow.rate || (flow.measure !== 'requests' && rateWords(flow) !== '')) return words;
  return words + inBrackets(wordsOfRate(flow.rate.attemptsPerSecond, attemptsUnit));
}

function rateWords(flow: Flow): string {
  const perSecond = flow.rate?.amountPerSecond ?? null;
  return perSecond === null ? '' : wordsOfRate(perSecond, flow);
}

function inBrackets(words: string): string {
  return words === '' ? '' : ` (${words})`;
}

/** `billed 3.1186 USD = parties 2.8871 + unattributed .1500 + lost .0815`. */
export function conservationWords(flow: Flow): string {
  if (flow.measure === 'value') {
    if (flow.currency === null) return noPrice(flow);
    const parts: (readonly [string, bigint])[] = [
      ['parties', flow.parties],
      // Always said, also where it is nothing: what nobody earned must not be looked for.
      ...named(flow, 'unattributed', true),
      ...named(flow, 'idle'),
      ...named(flow, 'escrow'),
      ['lost', flow.lost],
      ...(flow.inFlight === 0n ? [] : [['in flight', flow.inFlight] as const]),
    ];
    return equation(`billed`, flow, parts, ` ${flow.currency}`);
  }
  const head = { requests: 'attempts', tokens: 'tokens', time: 'time' }[flow.measure];
  return equation(head, flow, [
    ['answered', flow.out],
    ['lost', flow.lost],
    ['in flight', flow.inFlight],
  ]);
}

function noPrice({ counts }: Flow): string {
  return counts.attempts === 0
    ? 'nothing was asked in this window'
    : 'price unknown: no attempt in this window has a known cost';
}

function named(
  flow: Flow,
  party: 'unattributed' | 'idle' | 'escrow',
  always = false,
): readonly (readonly [string, bigint])[] {
  const amount = flow.reserved.find((one) => one.party === party)?.amount ?? 0n;
  return amount === 0n && !always ? [] : [[party, amount]];
}

function equation(
  head: string,
  flow: Flow,
  parts: readonly (readonly [string, bigint])[],
  unit = '',
): string {
  const shown = balanced(
    flow.total,
    parts.map(([, amount]) => amount),
    flow,
  );
  const sum = parts.map(([name], index) => `${name} ${shown.parts[index] ?? ''}`).join(' + ');
  return `${head} ${shown.whole}${unit} = ${sum}`;
}

/** `11 % of attempts lost at gpu-1 since 14:02:11Z: fell off the bus, 94 %; met at replica-a`. */
export function laneWords(lane: LossLane, flow: Flow): string {
  const where = whereWords(lane);
  const since = sinceWords(lane, flow);
  const met = lane.metAt === null ? '' : `; met at ${lane.metAt}`;
  const why = lane.culprit
    ? `${lane.culprit.title}, ${Math.round(lane.culprit.probability * 100)} % sure`
    : [...new Set(lane.reasons)].join(', ');
  return `${partOf(lane.amount, flow.total)} ${wholes[flow.measure]} lost${where} ${since}: ${why}${met}`;
}

function whereWords(lane: LossLane): string {
  const { link } = lane;
  if (link === null) return ', nobody knows where,';
  return isSure(lane) ? ` at ${link}` : `, probably at ${link},`;
}

/** Beyond this the diagnosis asks no further. */
const SURE = 0.9;

/** The attempts themselves tell that it was this link, or lost it there and the verdict is sure why. */
export function isSure({ link, told, culprit }: LossLane): boolean {
  return link === told || (told !== null && (culprit?.linkProbability ?? 1) >= SURE);
}

/** Part of a window within whose beginning a loss may have begun before it: nobody can tell from here. */
const BEGINNING = 1 / 30;

/** The culprit has a beginning; without one, a loss as old as the window may be older. */
function sinceWords({ culprit, sinceMs }: LossLane, { asOfMs, windowMs }: Flow): string {
  const isFromBefore = sinceMs < asOfMs - windowMs * (1 - BEGINNING);
  if (!culprit && isFromBefore) return `for at least ${formatDuration(windowMs)}`;
  return `since ${new Date(sinceMs).toISOString().slice(11, 19)}Z`;
}

/** `own GPUs idle, over all models: rack-a 93 % of 3.32, rack-b 4 % of 3.32 USD`; empty where nobody knows. */
export function idleWords({ gpus }: Flow): string {
  const [first] = gpus;
  if (!first) return '';
  const unit = { measure: 'value', currency: first.currency } as const;
  const pools = gpus.map(({ pool, paid, idle }) => {
    const some = idle > 0n ? partOf(idle, paid) : 'nothing';
    return `${pool} ${some} of ${shortAmount(paid, unit)}`;
  });
  return `own GPUs idle, over all models: ${pools.join(', ')} ${first.currency}`;
}

/** How shares were found, and what they rest on; empty where nobody earned. */
export function methodWords(flow: Flow): string {
  if (flow.methods.length === 0) return '';
  const whole = flow.parties;
  const methods = flow.methods.map(({ method, nanos }) => {
    const terms = method === 'longest-suffix' ? termsWords(flow) : '';
    return `${method} ${partOf(nanos, whole)}${terms}`;
  });
  const { checked, declared } = flow.evidence;
  return `by ${methods.join(', ')}; lineage: ${checked} checked, ${declared} declared`;
}

/** ` (6 words, 0.9 % false credit)`; empty where answers are held against no datanet. */
function termsWords({ credit }: Flow): string {
  if (credit === null) return '';
  const { length, unit, falseCredit } = credit;
  const rate =
    falseCredit === null
      ? 'false credit not measured'
      : `${(falseCredit * 100).toFixed(falseCredit < 0.1 ? 1 : 0)} % false credit`;
  return ` (${length} ${unit}${length === 1 ? '' : 's'}, ${rate})`;
}

/** Coarse below a second: a figure that never rests is noise, and bytes for the line. */
function ageWords(ms: number): string {
  return ms < 1_000 ? 'less than 1 s' : formatDuration(ms);
}

/** Who told of it, how old the newest is, and what the figures leave out. */
export function sourceWords(flow: Flow): string {
  const { counts, unknown, measure } = flow;
  const told = counts.sources.map(
    ({ source, attempts }) => `${source} ${attempts.toLocaleString('en-US')}`,
  );
  // An aborted stream has a price, and nobody knows whether it is billed.
  const what = measure === 'tokens' ? 'tokens' : 'price or bill';
  return [
    ...(told.length > 0 ? [`told by ${told.join(', ')}`] : []),
    ...(counts.newestMs === null ? [] : [`newest ${ageWords(flow.asOfMs - counts.newestMs)} ago`]),
    ...(counts.disputed > 0
      ? [`tellers differ on ${counts.disputed.toLocaleString('en-US')}`]
      : []),
    ...(unknown > 0 ? [`${what} of ${unknown.toLocaleString('en-US')} unknown`] : []),
    ...flow.otherCurrencies.map(
      ({ currency, nanos, attempts }) =>
        `apart: ${wordsOfAmount(nanos, { measure: 'value', currency })} of ${attempts}`,
    ),
    ...(counts.tooLate > 0 ? [`${counts.tooLate} came too late for this window`] : []),
  ].join('; ');
}
