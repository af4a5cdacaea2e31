import type { Chain, LinkId } from '../chain/types.ts';
import { faultsOf } from './hypotheses.ts';
import { undeclaredShare } from './undeclared.ts';

/**
 * The faults of a chain as numbers, in their own order: those of one link stand together, and so do the
 * variants of one mode. For what is asked of every fault at every verdict.
 */
export interface ModeTable {
  readonly links: readonly LinkId[];
  /** Place of each link. */
  readonly places: ReadonlyMap<LinkId, number>;
  /** By the place of a link: the number of its first mode; one more for the end. */
  readonly firstMode: Int32Array;
  /** By the number of a mode: the index of its first variant; one more for the end. */
  readonly firstFault: Int32Array;
  /** By the number of a mode: see undeclared.ts. */
  readonly undeclared: Float64Array;
  /** By the index of a fault: natural log of its prior. */
  readonly logPrior: Float64Array;
  /** By the place of a link: the highest of those of its faults. */
  readonly highestLogPrior: Float64Array;
}

const known = new WeakMap<Chain, ModeTable>();

export function modeTableOf(chain: Chain): ModeTable {
  let table = known.get(chain);
  if (!table) {
    table = tableOf(chain);
    known.set(chain, table);
  }
  return table;
}

function tableOf(chain: Chain): ModeTable {
  const { all, byMode } = faultsOf(chain);
  const firstMode = [0];
  const firstFault: number[] = [];
  const undeclared: number[] = [];
  for (const { modes } of byMode) {
    for (const [first] of modes) {
      if (!first) continue;
      firstFault.push(first.index);
      undeclared.push(undeclaredShare(first.mode));
    }
    firstMode.push(firstFault.length);
  }
  const links = byMode.map(({ link }) => link);
  const logPrior = Float64Array.from(all, ({ prior }) => Math.log(prior));
  const highestLogPrior = Float64Array.from(byMode, ({ modes }) =>
    modes.flat().reduce((highest, { index }) => {
      return Math.max(highest, logPrior[index] as number);
    }, Number.NEGATIVE_INFINITY),
  );
  return {
    links,
    places: new Map(links.map((link, place) => [link, place])),
    firstMode: Int32Array.from(firstMode),
    firstFault: Int32Array.from([...firstFault, all.length]),
    undeclared: Float64Array.from(undeclared),
    logPrior,
    highestLogPrior,
  };
}
