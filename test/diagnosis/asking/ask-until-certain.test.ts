import { describe, expect, it } from 'vitest';
import { askUntilCertain } from '../../../src/diagnosis/asking/ask-until-certain.ts';
import type { Belief } from '../../../src/diagnosis/asking/belief.ts';
import { plannedLook } from '../../../src/diagnosis/asking/candidates.ts';
import { demoChain, demoSeries, keyOf, Player } from '../../support/looks.ts';

/** Asks in a world where these series fail and all others are fine. */
async function asked(failing: Readonly<Record<string, string>>, order: 'gain' | 'file') {
  const player = new Player(demoChain, []);
  const candidates = demoSeries.map((series) =>
    plannedLook(demoChain, {
      ...{ link: series.link, probe: series.probe, reach: series.reach, vantage: 'local' },
      key: keyOf(series),
      ...(series.model ? { model: series.model } : {}),
    }),
  );
  const made: string[] = [];
  const result = await askUntilCertain({
    ...{ chain: demoChain, candidates, order },
    grounds: () => player.engine.grounds,
    look: ({ look }) => {
      const { key } = look.stream;
      made.push(key);
      const series = demoSeries.find((one) => keyOf(one) === key);
      if (!series) return false;
      player.look(series, failing[key] ?? 'ok');
      return true;
    },
  });
  return { ...result, made };
}

const namesOf = (beliefs: readonly Belief[]) => {
  const [best] = beliefs;
  return best?.faults === 'outside' ? ['outside'] : best?.faults.map(({ link }) => link);
};

const storeGone = {
  'store/http@local': 'tcp.refused',
  'store/process@local': 'process.absent',
  'replica-a/canary-chat@local': 'http.500',
  'replica-b/canary-chat@local': 'http.500',
  'router/canary-chat@local': 'http.502',
  'gateway/canary-chat@local': 'http.502',
  'edge/canary-chat@local': 'http.502',
};

describe('asking until it is certain', () => {
  it('finds the fault with fewer looks than going through the file', async () => {
    const byGain = await asked(storeGone, 'gain');
    const byFile = await asked(storeGone, 'file');
    expect([namesOf(byGain.beliefs), byGain.end]).toEqual([['store'], 'certain']);
    expect(namesOf(byFile.beliefs)).toEqual(['store']);
    expect(byGain.looks).toBeLessThan(byFile.looks / 2);
  });

  it('does not call a chain healthy before it has looked', async () => {
    const { made, end, beliefs } = await asked({}, 'gain');
    expect(end).toBe('nothing-left');
    expect(namesOf(beliefs)).toEqual([]);
    expect(made.length).toBeGreaterThan(2);
  });

  it('is the same each time', async () => {
    const first = await asked(storeGone, 'gain');
    const again = await asked(storeGone, 'gain');
    expect(again.made).toEqual(first.made);
  });

  it('gives up on a look that cannot be made', async () => {
    const player = new Player(demoChain, []);
    const sketch = { link: 'store', probe: 'http', reach: 'access', vantage: 'local' } as const;
    const result = await askUntilCertain({
      chain: demoChain,
      candidates: [plannedLook(demoChain, { ...sketch, key: 'store/http@local' })],
      grounds: () => player.engine.grounds,
      look: () => false,
    });
    expect([result.looks, result.end]).toEqual([1, 'nothing-left']);
  });
});
