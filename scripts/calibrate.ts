/**
 * Fits src/diagnosis/calibration.ts on simulated chains that the bench does not play, and prints what to write
 * there. Usage: `node scripts/calibrate.ts [chains] [first seed]`, 1,500 chains from seed 101,000 on unless told.
 */
import { drawCase } from '../bench/chains/cases.ts';
import { play, startMs } from '../bench/chains/play.ts';
import type { LinkId } from '../src/chain/types.ts';
import { beliefsIn } from '../src/diagnosis/asking/beliefs.ts';
import { mostTrusted } from '../src/diagnosis/calibration.ts';
import { createEngine } from '../src/diagnosis/engine.ts';
import type { Fault } from '../src/diagnosis/hypotheses.ts';
import { paceOf } from '../src/diagnosis/pace.ts';
import { SeriesIndex } from '../src/diagnosis/series.ts';
import { standingOf } from '../src/diagnosis/standing.ts';
import { type Group, groups, Trust } from '../src/diagnosis/trust.ts';

/** Seeds of the bench begin at 1; these are never among them. */
const firstSeed = 101_000;
const chains = 1_500;
/** Only what is held to be more likely than not is counted: of what is improbable there is no end. */
const heldFrom = 0.5;

interface Held {
  readonly group: Group;
  readonly probability: number;
  readonly isBroken: boolean;
}

/** The links that the tables hold to be broken at the end of one case, and whether they are. */
function heldIn(seed: number): readonly Held[] {
  const one = drawCase(seed, startMs);
  const { chain } = one.world;
  const engine = createEngine(chain);
  for (const event of play(one).events) engine.accept(event);
  if (!engine.inTrouble) return [];
  const { posterior, streams, hearsay, nowMs } = engine.grounds;
  const series = new SeriesIndex();
  for (const stream of streams) series.add(stream);
  const standing = standingOf(posterior, series, hearsay, paceOf(chain), nowMs);
  const trust = new Trust(chain, series.troubled);
  const broken = new Set(one.truths.map(({ link }) => link));
  return chain.links
    .map(({ id }) => ({ link: id, probability: standing.links.get(id) }))
    .filter(({ probability }) => probability >= heldFrom)
    .map(({ link, probability }) => ({
      group: trust.groupOf(link, likeliestWith(link, beliefsIn(standing))),
      probability,
      isBroken: broken.has(link),
    }));
}

/** The faults of the likeliest explanation that holds this link. */
function likeliestWith(link: LinkId, beliefs: ReturnType<typeof beliefsIn>): readonly Fault[] {
  for (const { faults } of beliefs) {
    if (faults !== 'outside' && faults.some((fault) => fault.link === link)) return faults;
  }
  return [];
}

const [count = chains, from = firstSeed] = process.argv.slice(2).map(Number);
const held = Array.from({ length: count }, (_, at) => heldIn(from + at)).flat();
process.stdout.write('group                            links   said  right  factor\n');
for (const name of groups) {
  const own = held.filter(({ group }) => group === name);
  const said = own.reduce((sum, { probability }) => sum + probability, 0);
  const right = own.filter(({ isBroken }) => isBroken).length;
  // Of one that only others speak for, what is beyond one half: see calibration.ts.
  const half = name === 'alone, by others' ? own.length / 2 : 0;
  const factor = Math.min(mostTrusted, (right - half) / (said - half));
  const numbers = [said / own.length, right / own.length, factor];
  const columns = numbers.map((number) => number.toFixed(3).padStart(7)).join('');
  process.stdout.write(`${name.padEnd(32)}${String(own.length).padStart(6)}${columns}\n`);
}
