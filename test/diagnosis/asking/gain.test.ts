import { describe, expect, it } from 'vitest';
import { indexOf } from '../../../src/diagnosis/asking/belief.ts';
import { imagined } from '../../../src/diagnosis/asking/candidates.ts';
import { gainBits } from '../../../src/diagnosis/asking/gain.ts';
import { faultsOf } from '../../../src/diagnosis/hypotheses.ts';
import { demoChain } from '../../support/looks.ts';

const faults = faultsOf(demoChain).all;
const faultOf = (link: string, mode: string) => {
  const found = faults.find((one) => one.link === link && one.mode.id === mode);
  if (!found) throw new Error(`no ${mode} of ${link}`);
  return found;
};
const seriesAt = (link: string, probe: string, reach: 'self' | 'access' | 'through') =>
  imagined(demoChain, {
    ...{ link, probe, reach, key: `${link}/${probe}@local`, vantage: 'local' },
    ...(reach === 'through' ? { model: 'chat' } : {}),
  });

const crashedHere = faultOf('replica-a', 'service.crashed');
const crashedThere = faultOf('store', 'service.crashed');
const even = indexOf([
  { faults: [crashedHere], probability: 0.5 },
  { faults: [crashedThere], probability: 0.5 },
]);

describe('expected information', () => {
  it('is nearly one bit for a look that tells two even explanations apart', () => {
    expect(gainBits(seriesAt('store', 'http', 'access'), even, 'link')).toBeGreaterThan(0.8);
    expect(gainBits(seriesAt('store', 'http', 'access'), even, 'link')).toBeLessThanOrEqual(1);
  });

  it('is nothing for a look that meets neither', () => {
    expect(gainBits(seriesAt('gpu-b', 'gpu', 'self'), even, 'link')).toBe(0);
    expect(gainBits(seriesAt('vendor', 'http', 'access'), even, 'link')).toBe(0);
  });

  it('counts explanations that are impossible so far for nothing', () => {
    const look = seriesAt('store', 'http', 'access');
    const impossible = { faults: [faultOf('store', 'service.hung')], probability: 0 };
    const with0 = indexOf([
      { faults: [crashedHere], probability: 0.5 },
      { faults: [crashedThere], probability: 0.5 },
      impossible,
    ]);
    expect(gainBits(look, with0, 'mode')).toBe(gainBits(look, even, 'mode'));
  });

  it('is little for a look that both would fail alike', () => {
    const both = indexOf([
      { faults: [faultOf('name', 'dns.name_missing')], probability: 0.5 },
      { faults: [faultOf('name', 'dns.empty')], probability: 0.5 },
    ]);
    const resolver = seriesAt('name', 'dns', 'self');
    expect(gainBits(resolver, both, 'mode')).toBeGreaterThan(0.8);
    // Which link it is has been known all along.
    expect(gainBits(resolver, both, 'link')).toBeLessThan(0.01);
  });

  it('falls as certainty grows', () => {
    const look = seriesAt('store', 'http', 'access');
    const gains = [0.5, 0.8, 0.95].map((probability) =>
      gainBits(
        look,
        indexOf([
          { faults: [crashedHere], probability },
          { faults: [crashedThere], probability: 1 - probability },
        ]),
        'link',
      ),
    );
    expect(gains).toEqual(gains.toSorted((a, b) => b - a));
    expect(gains.at(-1)).toBeLessThan(0.3);
  });

  it('takes sets of faults and causes outside as explanations of their own', () => {
    const index = indexOf([
      { faults: [crashedHere], probability: 0.4 },
      { faults: [crashedHere, crashedThere], probability: 0.4 },
      { faults: 'outside', probability: 0.1 },
      { faults: [], probability: 0.1 },
    ]);
    expect(gainBits(seriesAt('store', 'http', 'access'), index, 'link')).toBeGreaterThan(0.5);
  });
});
