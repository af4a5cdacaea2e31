import type { LinkId, LinkKind } from '../chain/types.ts';
import { effectOfChange } from '../diagnosis/change-effects.ts';
import { modesOf } from '../diagnosis/modes/catalogue.ts';
import type { Verdict } from '../events/verdict.ts';
import type { SafeText } from '../text/safe-text.ts';
import { safe } from '../text/sanitise.ts';
import { compareText } from './order.ts';
import type { Difference, SnapshotLink } from './types.ts';

/** A log that names the flag, the variable or the file that differs says this much more for it. */
const namedWeight = 10;
/** Characters of the shortest name that is looked for in a log: shorter ones stand in other words. */
const leastNameCharacters = 4;

/** What a difference has to do with a verdict. */
export interface Ranked extends Difference {
  /** 1 for the likeliest. */
  readonly rank: number;
  /** The part of the blame that it explains, 0…1; null where nobody is blamed. */
  readonly explains: number | null;
  readonly why: SafeText;
}

export interface Ranking {
  readonly ranked: readonly Ranked[];
  /** The part of the blame that no difference can have caused; null where nobody is blamed. */
  readonly unexplained: number | null;
}

/** What differences are ranked by. */
export interface Blame {
  /** Those of both sides. */
  readonly links: readonly Pick<SnapshotLink, 'link' | 'kind' | 'needs'>[];
  readonly verdict: Verdict;
  /** What looks at each link showed in words: log lines, errors. */
  readonly words: ReadonlyMap<LinkId, readonly string[]>;
}

interface Fault {
  readonly link: LinkId;
  readonly kind: LinkKind;
  readonly mode: string;
  readonly needs: readonly LinkId[];
  readonly probability: number;
}

/**
 * Ranks differences by how likely each of them explains a verdict. The arithmetic:
 *
 * - of each fault that the verdict holds possible, its probability is divided among the differences that
 *   can cause it, at its own link or at one that it directly needs;
 * - a difference counts the more, the fewer other faults of that link it could have caused as well: by one
 *   over the summed weights of all those modes, as if each difference were alike likely to break something;
 * - one whose name stands in what the looks at the broken link showed counts ten times;
 * - what no difference can cause, and causes outside the chain, stay unexplained.
 */
export function rankDifferences(differences: readonly Difference[], blame: Blame | null): Ranking {
  const faults = blame === null ? [] : faultsOf(blame);
  const outside = blame?.verdict.outsideProbability ?? 0;
  const whole = faults.reduce((sum, { probability }) => sum + probability, outside);
  if (blame === null || faults.length === 0 || whole <= 0) {
    return { ranked: inRank(differences.map(unranked)), unexplained: null };
  }
  const parts = new Map(differences.map((difference) => [difference, 0]));
  const best = new Map<Difference, { fault: Fault; part: number }>();
  for (const fault of faults) {
    const weights = differences.map((one) => weightFor(one, fault, blame));
    const sum = weights.reduce((all, weight) => all + weight, 0);
    if (sum === 0) continue;
    differences.forEach((difference, index) => {
      const part = ((weights[index] ?? 0) / sum) * (fault.probability / whole);
      parts.set(difference, (parts.get(difference) ?? 0) + part);
      if (part > (best.get(difference)?.part ?? 0)) best.set(difference, { fault, part });
    });
  }
  const ranked = differences.map((difference) => ({
    ...difference,
    explains: parts.get(difference) ?? 0,
    why: whyRanked(difference, best.get(difference)?.fault, blame),
  }));
  const explained = [...parts.values()].reduce((sum, part) => sum + part, 0);
  return { ranked: inRank(ranked), unexplained: Math.max(0, 1 - explained) };
}

/** Of a set of faults, each has its part of the set's probability. */
function faultsOf({ links: all, verdict }: Blame): readonly Fault[] {
  const links = new Map(all.map((link) => [link.link, link]));
  const summed = new Map<string, Fault>();
  if (verdict.status === 'healthy') return [];
  for (const { faults, probability } of verdict.hypotheses) {
    for (const { link: id, mode } of faults) {
      const link = id === null ? undefined : links.get(id);
      if (!link) continue;
      const key = `${link.link}\n${mode}`;
      const before = summed.get(key)?.probability ?? 0;
      summed.set(key, {
        link: link.link,
        kind: link.kind,
        mode,
        needs: link.needs,
        probability: before + probability / faults.length,
      });
    }
  }
  return [...summed.values()];
}

/** 0 where it cannot have caused the fault. */
function weightFor(difference: Difference, fault: Fault, { words }: Blame): number {
  const { what } = difference;
  const effect = effectOfChange(what);
  const isOf = (id: LinkId) => linksOfDifference(difference).includes(id);
  const causes = isOf(fault.link)
    ? effect.causes
    : fault.needs.some(isOf)
      ? effect.causesAbove
      : null;
  if (!causes?.(fault.mode)) return 0;
  const couldCause = modesOf(fault.kind)
    .filter(({ id }) => causes(id))
    .reduce((sum, { weight }) => sum + weight, 0);
  const named = isNamed(what, words.get(fault.link) ?? []) ? namedWeight : 1;
  return couldCause > 0 ? named / couldCause : 0;
}

/** The link on both sides: either may be the one that is ill. */
function linksOfDifference({ link, comparedWith }: Difference): readonly LinkId[] {
  return [link, comparedWith].filter((id) => id !== null && id !== undefined);
}

/** `container.flag --max-len` is named by `unknown value of --max-len`; whose flag it is stands behind in brackets. */
function isNamed(what: string, words: readonly string[]): boolean {
  const [, name] = /^\S+ (.+?)(?: \(\S+\))?$/.exec(what) ?? [];
  if (name === undefined || name.length < leastNameCharacters) return false;
  return words.some((text) => text.includes(name));
}

function whyRanked(difference: Difference, fault: Fault | undefined, blame: Blame): SafeText {
  if (!fault) return safe`it can have caused nothing that the verdict holds possible`;
  const where = linksOfDifference(difference).includes(fault.link)
    ? safe``
    : safe` of ${fault.link}, which needs it`;
  const named = isNamed(difference.what, blame.words.get(fault.link) ?? [])
    ? safe`; what the looks showed names it`
    : safe``;
  return safe`it can cause ${fault.mode}${where}${named}`;
}

function unranked(difference: Difference): Omit<Ranked, 'rank'> {
  return { ...difference, explains: null, why: safe`no verdict blames anybody` };
}

function inRank(all: readonly Omit<Ranked, 'rank'>[]): readonly Ranked[] {
  return all
    .toSorted(
      (a, b) =>
        (b.explains ?? 0) - (a.explains ?? 0) ||
        compareText(a.link ?? '', b.link ?? '') ||
        compareText(a.what, b.what),
    )
    .map((one, index) => ({ ...one, rank: index + 1 }));
}

/** Differences that explain so much less than the best are not named beside it. */
const besideBest = 0.5;

/** `5 differences; the flag --max-len of engine explains it best (62 %)`. */
export function rankedHeadline({ ranked }: Ranking): SafeText {
  const [best, second] = ranked;
  if (!best) return safe`no difference`;
  const count = ranked.length === 1 ? safe`1 difference` : safe`${ranked.length} differences`;
  if (best.explains === null) return count;
  if (best.explains === 0) return safe`${count}; none of them can have caused it`;
  const close = ranked.filter(
    ({ explains }) => (explains ?? 0) >= (best.explains ?? 0) * besideBest,
  );
  const percent = Math.round(best.explains * 100);
  if (second && close.length > 1) {
    const more = close.length > 2 ? safe` and ${close.length - 2} more` : safe``;
    return safe`${count}; ${thing(best)} or ${thing(second)}${more} may have caused it`;
  }
  return safe`${count}; ${thing(best)} explains it best (${percent} %)`;
}

/** `the flag --max-len of engine`. */
export function thing({ link, what }: Pick<Difference, 'link' | 'what'>): SafeText {
  const { noun } = effectOfChange(what);
  const of = link === null ? safe`` : safe` of ${link}`;
  return noun === null ? safe`${what}${of}` : safe`${noun}${of}`;
}
