import { type AskResult, askUntilCertain } from '../../src/diagnosis/asking/ask-until-certain.ts';
import { likeliestLinks } from '../../src/diagnosis/asking/belief.ts';
import { plannedLook } from '../../src/diagnosis/asking/candidates.ts';
import { createEngine } from '../../src/diagnosis/engine.ts';
import { type Case, drawCase } from './cases.ts';
import { dice } from './dice.ts';
import { look } from './look.ts';
import { observation, play, startMs, walkerOf } from './play.ts';
import { moreThanChance } from './truth.ts';

/** How one case went for who starts to look when it is broken already, and knows nothing of before. */
export interface Asked {
  readonly seed: number;
  readonly series: number;
  readonly gain: Walked;
  readonly file: Walked;
}

export interface Walked {
  readonly looks: number;
  readonly end: AskResult['end'];
  /** The likeliest link is the one that is broken. */
  readonly isRight: boolean;
}

/** Larger chains have hundreds of series; one after another, nobody would ask them by hand. */
const mostLinks = 80;

/** Null where there is not one fault, in the chain, that somebody could see. */
export async function askCase(seed: number): Promise<Asked | null> {
  const one = drawCase(seed, startMs);
  const [truth] = one.truths;
  if (one.truths.length !== 1 || !truth?.link) return null;
  if (one.world.chain.links.length > mostLinks) return null;
  const told = [...(play(one).telling.get(truth.link)?.values() ?? [])];
  if (!told.some((looks) => looks >= moreThanChance)) return null;
  return {
    seed,
    series: one.world.series.length,
    gain: await walk(one, truth.link, 'gain'),
    file: await walk(one, truth.link, 'file'),
  };
}

async function walk(one: Case, broken: string, order: 'gain' | 'file'): Promise<Walked> {
  const { chain, series } = one.world;
  const engine = createEngine(chain);
  const walker = walkerOf(one);
  const source = dice(one.seed).branch(`asked ${order}`);
  const byKey = new Map(series.map((each) => [each.key, each]));
  let nowMs = one.onsetMs + 10_000;
  const { looks, end, beliefs } = await askUntilCertain({
    chain,
    order,
    about: 'link',
    grounds: () => engine.grounds,
    candidates: series.map(({ link, plan, reach, model, key }) =>
      plannedLook(chain, {
        ...{ link, reach, key, probe: plan.kind, vantage: plan.vantage },
        ...(model === null ? {} : { model }),
      }),
    ),
    look: ({ look: asked }) => {
      const chosen = byKey.get(asked.stream.key);
      if (!chosen) return false;
      const found = look(chosen, walker, nowMs, source);
      nowMs += Math.max(100, found.durationMs);
      engine.accept(observation(chosen, nowMs - found.durationMs, found).event);
      return found.outcome !== 'unknown';
    },
  });
  return { looks, end, isRight: likeliestLinks(beliefs).name === broken };
}

/** Looks of both orders: over all cases, and over those in which both came to be certain. */
export function summariseAsking(all: readonly Asked[]) {
  const both = all.filter(({ gain, file }) => gain.end === 'certain' && file.end === 'certain');
  return {
    cases: all.length,
    gain: inOrder(all, 'gain'),
    file: inOrder(all, 'file'),
    ratio: ratioOf(all),
    bothCertain: { cases: both.length, ratio: ratioOf(both) },
  };
}

function inOrder(all: readonly Asked[], order: 'gain' | 'file') {
  const own = all.map((one) => one[order]);
  const certain = own.filter(({ end }) => end === 'certain');
  return {
    looks: looksOf(own),
    median: own.map(({ looks }) => looks).sort((a, b) => a - b)[own.length >> 1] ?? 0,
    certain: certain.length,
    rightWhenCertain: certain.filter(({ isRight }) => isRight).length,
  };
}

function ratioOf(all: readonly Asked[]): number {
  return looksOf(all.map(({ gain }) => gain)) / Math.max(1, looksOf(all.map(({ file }) => file)));
}

function looksOf(walked: readonly Walked[]): number {
  return walked.reduce((sum, { looks }) => sum + looks, 0);
}
