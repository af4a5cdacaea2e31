import { describe, expect, it } from 'vitest';
import { probes } from '../../../probes/registry.ts';
import { type Link, type LinkKind, linkKinds } from '../../../src/chain/types.ts';
import { lookKinds, lookKindsAt, lookKindsFor } from '../../../src/diagnosis/asking/look-kinds.ts';
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

  it.each([
    [undefined, ['gpu']],
    ['0', ['gpu']],
    ['GPU-a1b2c3d4-0000-1111-2222-333344445555', ['gpu']],
    ['0000:06:00.0', ['gpu']],
    ['http://gpu-node:9400/metrics', ['dcgm']],
  ])('at the card %s are those that find it there', (address, expected) => {
    const card = { id: 'card', kind: 'gpu', address } as unknown as Link;
    expect(lookKindsAt(card).map(({ probe }) => probe)).toEqual(expected);
    const suits = ([, probe]: readonly [string, (typeof probes)['gpu' | 'dcgm']]) =>
      probe.infer(card) !== null;
    const inferring = [['gpu', probes.gpu] as const, ['dcgm', probes.dcgm] as const].filter(suits);
    expect(inferring.map(([name]) => name)).toEqual(expected);
  });
});
