import type { Step } from '../../chain/path.ts';
import type { LinkId } from '../../chain/types.ts';

/** A mean, and the square of its standard error. */
export interface MeanTime {
  readonly meanMs: number;
  readonly errorSquared: number;
}

export interface OwnTime {
  readonly ms: number;
  /** Two standard errors. */
  readonly withinMs: number;
}

type Times = ReadonlyMap<LinkId, MeanTime>;
/** The steps of a look behind the link that it goes to. */
type BehindOf = (link: LinkId) => readonly Step[];

/**
 * What a link takes of the time to the first token beyond the nearest links behind it that were timed: of
 * replicas, beyond their mean, each as often as a request meets it. The last one has all of its time.
 *
 * @returns null where the link itself was not timed
 */
export function ownTimeOf(link: LinkId, times: Times, behindOf: BehindOf): OwnTime | null {
  const whole = times.get(link);
  if (!whole) return null;
  const next = nextTimed(link, times, behindOf);
  const shares = next.reduce((sum, { share }) => sum + share, 0);
  if (shares === 0) return { ms: whole.meanMs, withinMs: 0 };
  let { meanMs, errorSquared } = whole;
  for (const { link: behind, share } of next) {
    const part = share / shares;
    const time = times.get(behind);
    meanMs -= part * (time?.meanMs ?? 0);
    errorSquared += part ** 2 * (time?.errorSquared ?? 0);
  }
  // Different looks measured them: what is behind may have been the slower by chance.
  return { ms: Math.max(0, meanMs), withinMs: 2 * Math.sqrt(errorSquared) };
}

/** The timed links behind one that stand behind no other of them. */
function nextTimed(link: LinkId, times: Times, behindOf: BehindOf): readonly Step[] {
  const timed = (of: LinkId) => behindOf(of).filter((step) => times.has(step.link));
  const all = timed(link);
  const further = new Set(all.flatMap((step) => timed(step.link).map((one) => one.link)));
  return all.filter((step) => !further.has(step.link));
}
