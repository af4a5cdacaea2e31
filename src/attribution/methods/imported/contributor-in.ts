import type { Datanet } from '../../datanet/datanet.ts';
import { contentFinder } from '../../datanet/find-content.ts';

/** Whose a sample is that somebody scored, by the datanet that has it; null where none does. */
export function contributorIn(datanets: readonly Datanet[]): (sample: string) => string | null {
  const finders = datanets.map(({ catalogue }) => contentFinder(catalogue));
  return (sample) => {
    const [content] = finders.flatMap(({ find }) => find(sample));
    return content?.owner.contributor ?? null;
  };
}
