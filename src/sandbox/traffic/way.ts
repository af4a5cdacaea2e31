import type { LinkId } from '../../chain/types.ts';
import type { InferenceHop } from '../../events/types.ts';
import type { AskedBehind, TrailStep } from '../http/trail.ts';

/** The link that traffic asks. */
export const front = 'edge';

/** Where an attempt went and where it ended. */
export interface Way {
  /** The link that served it, or the last one asked. */
  readonly link: LinkId;
  readonly path: readonly InferenceHop[];
  /** Those asked in vain before another one was, front to back. */
  readonly inVain: readonly {
    readonly asked: AskedBehind;
    readonly path: readonly InferenceHop[];
  }[];
}

/**
 * The way of an attempt from the trail that its hops told. Each held it for what it took until its head,
 * without its waiting; the one that served, for all the rest.
 *
 * @param firstTokenMs null where none came
 */
export function wayOf(
  trail: readonly TrailStep[],
  durationMs: number,
  firstTokenMs: number | null,
): Way {
  const path: InferenceHop[] = [];
  const inVain: Way['inVain'][number][] = [];
  /** What was needed beside the way. */
  const beside: InferenceHop[] = [];
  let link: LinkId = front;
  let spentMs = 0;
  for (const step of trail) {
    const own = Math.max(0, step.ms - step.waitMs);
    for (const asked of step.asked.slice(0, -1)) {
      inVain.push({ asked, path: [...path, hop(link, own, null), hop(asked.to, asked.ms, null)] });
    }
    const next = step.asked.at(-1) ?? step.used.find(({ result }) => result === 'failed');
    const used = step.used.map(({ to, ms }) => hop(to, ms, firstTokenMs));
    beside.push(...used);
    spentMs += used.reduce((sum, { ms }) => sum + ms, 0);
    if (next === undefined) break;
    path.push(hop(link, own, firstTokenMs));
    spentMs += own;
    link = next.to;
  }
  if (!beside.some((one) => one.link === link)) {
    const restOf = (ms: number) => Math.max(0, ms - spentMs);
    const first = firstTokenMs === null ? null : restOf(firstTokenMs);
    path.push({ link, ms: restOf(durationMs), firstTokenMs: first });
  }
  return { link, path: [...path, ...beside], inVain };
}

function hop(link: LinkId, ms: number, firstTokenMs: number | null): InferenceHop {
  return { link, ms, firstTokenMs: firstTokenMs === null ? null : ms };
}
