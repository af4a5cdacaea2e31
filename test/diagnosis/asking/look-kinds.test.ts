import { describe, expect, it } from 'vitest';
import { probes } from '../../../probes/registry.ts';
import { type LinkKind, linkKinds } from '../../../src/chain/types.ts';
import { lookKinds, lookKindsFor } from '../../../src/diagnosis/asking/look-kinds.ts';
import { modesOf } from '../../../src/diagnosis/modes/catalogue.ts';

/** What a page says is a claim, and no look at the link. */
const hearsay = ['statuspage'];
/** Somebody must say by which queries a Prometheus knows a link: nobody can be advised to ask it. */
const needQueries = ['prometheus'];

describe('the ways of looking', () => {
  it('are those of the registry, each with a reach that its probe can have', () => {
    const known = new Set(lookKinds.map(({ probe }) => probe));
    expect([...known].sort()).toEqual(
      Object.keys(probes)
        .filter((kind) => !hearsay.includes(kind) && !needQueries.includes(kind))
        .sort(),
    );
    expect(probes.openai.reach({ url: 'http://x/v1', list: true } as never)).toBe('access');
  });

  it('from beside are named only where they can show a fault', () => {
    for (const kind of Object.keys(linkKinds) as LinkKind[]) {
      for (const { probe, reach } of lookKindsFor(kind)) {
        if (reach === 'self') expect(modesOf(kind).some(({ shows }) => shows[probe])).toBe(true);
      }
    }
    const ofCard = lookKindsFor('gpu').map(({ probe }) => probe);
    expect(ofCard).toEqual(['gpu', 'dcgm']);
    expect(lookKindsFor('provider').map(({ probe }) => probe)).not.toContain('host');
  });
});
