import { describe, expect, it } from 'vitest';
import { Cohorts } from '../../src/diagnosis/cohorts.ts';

const ratios = { drawn: 0.9, afresh: 0.01 };
const second = 1_000;

/** What a look makes of a weight of that fault. */
function weighed(cohorts: Cohorts, weight: number, { drawn, afresh } = ratios): number {
  const own = Float64Array.of(weight);
  cohorts.weigh({ own, births: Float64Array.of(0.5), born: 0 }, 0, {
    moved: Uint16Array.of(0),
    ratios: Float64Array.of(drawn),
    afresh: Float64Array.of(afresh),
  });
  return own[0] as number;
}

/** One fault of birth .5, of which .2 was born up to second 10, and .3 after that. */
function begun(): Cohorts {
  const cohorts = new Cohorts(1, second);
  cohorts.begin(0.4, 10 * second);
  return cohorts;
}
const weightAt = (born: number) => 0.5 * born;

describe('how a look weighs what may have begun a moment ago', () => {
  it('takes what began after the last look of its series as if it were the first', () => {
    const cohorts = begun();
    cohorts.lookAt(10 * second, 10.5 * second, 1);
    const after = weighed(cohorts, weightAt(1));
    expect(after).toBeCloseTo(0.2 * ratios.drawn + 0.3 * ratios.afresh, 6);
    expect(cohorts.unweigh(0, after, ratios)).toBeCloseTo(weightAt(1), 6);
  });

  it('takes it as drawn where the series has looked since', () => {
    const cohorts = begun();
    cohorts.lookAt(10.45 * second, 10.5 * second, 1);
    expect(weighed(cohorts, weightAt(1))).toBeCloseTo(0.5 * ratios.drawn, 6);
  });

  it('knows no more of it after two rounds', () => {
    const cohorts = begun();
    let weight = weightAt(1);
    for (const at of [10.5, 11.6, 12.7]) {
      cohorts.lookAt(0, at * second, 1);
      weight = weighed(cohorts, weight, { drawn: 1, afresh: 1 });
    }
    cohorts.lookAt(0, 12.8 * second, 1);
    expect(weighed(cohorts, weight)).toBeCloseTo(0.5 * ratios.drawn, 6);
  });

  it.each([1e-3, 1e-20, 1e20])(
    'is the same where the filter begins its scale anew: × %s',
    (scale) => {
      const cohorts = begun();
      cohorts.rescale(Float64Array.of(0.5), 1, scale);
      cohorts.lookAt(10 * second, 10.5 * second, 0);
      const after = weighed(cohorts, scale * weightAt(1));
      expect(after / scale).toBeCloseTo(0.2 * ratios.drawn + 0.3 * ratios.afresh, 6);
    },
  );
});
