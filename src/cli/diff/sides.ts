import { suggest } from '../../chain/nearest.ts';
import type { Chain } from '../../chain/types.ts';
import { partOf } from '../../drift/part-of.ts';
import { readSnapshot } from '../../drift/snapshot-file.ts';
import { systemClock } from '../../platform/clock.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { DEFAULT_CHAIN_FILE, loadChainFile } from '../chain-file.ts';
import type { CommandContext, OptionValues } from '../command.ts';
import { fromJournal, fromRecording } from './from-past.ts';
import { type Live, lookNow } from './live.ts';
import { momentOf } from './moment.ts';
import { type Operand, operandOf } from './operand.ts';
import { placesChain } from './places-chain.ts';
import type { Diagnosed, Side, Sides } from './side.ts';

/** The two sides that a command line asks for. The session of the answer is the caller's to stop. */
export async function sidesOf(
  operands: readonly string[],
  options: OptionValues,
  context: CommandContext,
): Promise<Sides> {
  const environments = listOf(options.env);
  const moments = listOf(options.at);
  const asked = [operands, environments, moments].filter(({ length }) => length > 0);
  const [words] = asked;
  if (!words || asked.length > 1 || words.length !== 2) throw notTwoSides();
  const [first = '', second = ''] = words;
  if (words === environments) return environmentSides(first, second, options, context);
  if (words === moments) return momentSides(first, second, options, context);
  const pair = [operandOf(first), operandOf(second)] as const;
  if (pair.every(({ kind }) => kind === 'place')) return placeSides(pair, options, context);
  if (pair.every(({ kind }) => kind === 'link')) return linkSides(pair, options, context);
  return fileSides(pair, options, context);
}

function listOf(value: OptionValues[string]): readonly string[] {
  return Array.isArray(value) ? value : [];
}

/** Links of one chain that stand in two environments. */
async function environmentSides(
  before: string,
  after: string,
  options: OptionValues,
  context: CommandContext,
): Promise<Sides> {
  const chain = await chainOf(options);
  const linksIn = (environment: string) => {
    const all = chain.links.filter(
      (link) => (link.environment ?? link.labels.environment) === environment,
    );
    if (all.length > 0) return all.map(({ id }) => id);
    const known = chain.links.flatMap((link) => link.environment ?? link.labels.environment ?? []);
    throw new WeaklinkError({
      code: 'E_ENVIRONMENT',
      message: `no link of this chain stands in the environment "${environment}"`,
      hint: suggest(environment, [...new Set(known)]),
    });
  };
  const [left, right] = [linksIn(before), linksIn(after)];
  const live = await lookNow(chain, true, options, context);
  return withinOne(live, [before, left], [after, right], live.diagnosed);
}

async function momentSides(
  before: string,
  after: string,
  options: OptionValues,
  { globals }: CommandContext,
): Promise<Sides> {
  const nowMs = systemClock.now();
  const [left, right] = [momentOf(before, nowMs), momentOf(after, nowMs)];
  const recording = typeof options.recording === 'string' ? options.recording : null;
  const chain = recording === null ? (await chainOf(options)).name : '';
  const then = (ms: number) =>
    recording === null ? fromJournal(chain, ms, globals) : fromRecording(recording, ms);
  const [was, is] = [await then(left), await then(right)];
  return {
    before: { name: before, snapshot: was.snapshot },
    after: { name: after, snapshot: is.snapshot },
    isTime: true,
    diagnosed: is.verdict && { verdict: is.verdict, observations: is.observations },
    session: null,
  };
}

async function placeSides(
  pair: readonly Operand[],
  options: OptionValues,
  context: CommandContext,
): Promise<Sides> {
  const places = pair.flatMap((one) => (one.kind === 'place' ? [one.place] : []));
  const { chain, links } = placesChain(places, listOf(options.file));
  const live = await lookNow(chain, false, options, context);
  // Of machines alone nobody knows what they are for, so nobody can say that one is ill.
  const isKnown = places.every(({ kind }) => kind === 'container');
  const named = pair.map(({ text }, index) => [text, links[index] ?? []] as const);
  const [before = ['', []], after = ['', []]] = named;
  return withinOne(live, before, after, isKnown ? live.diagnosed : null);
}

async function linkSides(
  pair: readonly Operand[],
  options: OptionValues,
  context: CommandContext,
): Promise<Sides> {
  const chain = await chainOf(options);
  const ids = chain.links.map(({ id }) => id);
  for (const { text } of pair) {
    if (ids.includes(text)) continue;
    throw new WeaklinkError({
      code: 'E_LINK_UNKNOWN',
      message: `there is no link "${text}" in this chain`,
      hint: suggest(text, ids),
    });
  }
  const [before, after] = pair.map(({ text }) => [text, [text]] as const);
  const live = await lookNow(chain, true, options, context);
  return withinOne(live, before ?? ['', []], after ?? ['', []], live.diagnosed);
}

type Named = readonly [name: string, links: readonly string[]];

/** Two parts of what one session saw. */
function withinOne(
  { session, snapshot }: Live,
  before: Named,
  after: Named,
  diagnosed: Diagnosed | null,
): Sides {
  const side = ([name, links]: Named): Side => {
    return { name, snapshot: partOf(snapshot, new Set(links)) };
  };
  return { before: side(before), after: side(after), isTime: false, diagnosed, session };
}

interface Taken {
  readonly side: Side;
  readonly diagnosed: Diagnosed | null;
  readonly live: Live | null;
}

/** Snapshots, recordings, chains as they are now, and a place beside a snapshot of it. */
async function fileSides(
  [first, second]: readonly [Operand, Operand],
  options: OptionValues,
  context: CommandContext,
): Promise<Sides> {
  const before = await take(first, false, options, context);
  try {
    const after = await take(second, true, options, context);
    const areLive = before.live !== null && after.live !== null;
    return {
      before: before.side,
      after: after.side,
      isTime: !areLive && before.side.snapshot.chain === after.side.snapshot.chain,
      diagnosed: after.diagnosed,
      session: after.live?.session ?? null,
    };
  } finally {
    await before.live?.session.stop();
  }
}

async function take(
  operand: Operand,
  keep: boolean,
  options: OptionValues,
  context: CommandContext,
): Promise<Taken> {
  const { kind, text: name } = operand;
  if (kind === 'snapshot') {
    const snapshot = await readSnapshot(name);
    return { side: { name, snapshot }, diagnosed: null, live: null };
  }
  if (kind === 'recording') {
    const { snapshot, verdict, observations } = await fromRecording(name, Number.POSITIVE_INFINITY);
    return {
      side: { name, snapshot },
      diagnosed: verdict && { verdict, observations },
      live: null,
    };
  }
  if (kind === 'link') throw notTwoSides();
  const chain =
    kind === 'chain'
      ? await loadChainFile([name])
      : placesChain([operand.place], listOf(options.file)).chain;
  const live = await lookNow(chain, keep && kind === 'chain', options, context);
  return { side: { name, snapshot: live.snapshot }, diagnosed: live.diagnosed, live };
}

function chainOf(options: OptionValues): Promise<Chain> {
  return loadChainFile([typeof options.chain === 'string' ? options.chain : DEFAULT_CHAIN_FILE]);
}

function notTwoSides(): WeaklinkError {
  return new WeaklinkError({
    code: 'E_OPERAND',
    message: 'two sides are compared: give two operands, or --env twice, or --at twice',
    hint: 'weaklink diff good.json chain.yaml, weaklink diff docker:a docker:b, weaklink diff --at 14:00 --at now',
  });
}
