import type { Observation } from '../../events/types.ts';
import { safe } from '../../text/sanitise.ts';
import { isMeant, looksAt, type Rule } from '../known.ts';
import type { Ruling } from '../types.ts';
import { isInRange } from '../version-range.ts';

/** What every look at GPUs tells, and how it is spoken of. */
const parts = { driver: 'driver', cuda: 'CUDA' } as const;

/** Every GPU's driver, and the CUDA version that it supports, are within their ranges. */
export const drivers: Rule<'drivers'> = ({ except, ...ranges }, known) =>
  known.chain.links
    .filter((link) => isMeant(link, except) && link.probes.some(({ kind }) => kind === 'gpu'))
    .flatMap((link) => {
      const [look] = looksAt(known, link.id, 'gpu');
      return (['driver', 'cuda'] as const).flatMap((part): readonly Ruling[] => {
        const range = ranges[part];
        return range === undefined ? [] : [rulingOf(link.id, part, range, look)];
      });
    });

function rulingOf(
  link: string,
  part: keyof typeof parts,
  range: string,
  look: Observation | undefined,
): Ruling {
  const seen = look?.facts[part];
  const common = {
    rule: 'drivers',
    link,
    wanted: safe`${parts[part]} ${range}`,
    since: null,
    command: look?.command ?? null,
  } as const;
  const isInside = typeof seen === 'string' ? isInRange(seen, range) : null;
  if (typeof seen !== 'string' || isInside === null) {
    const remedy = safe`look at its GPUs first: ${look?.summary ?? safe`nobody did`}`;
    return { ...common, state: 'unknown', seen: null, remedy };
  }
  return {
    ...common,
    state: isInside ? 'held' : 'broken',
    seen: safe`${parts[part]} ${seen}`,
    fact: part,
    remedy: isInside
      ? null
      : safe`install a driver within ${range} on what ${link} stands in, then reboot it`,
  };
}
