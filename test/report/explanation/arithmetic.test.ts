import { describe, expect, it, test } from 'vitest';
import { factor, odds, share, times } from '../../../src/report/explanation/factor.ts';
import { explained, recordingOf } from '../../support/explained.ts';

/** How far a product of printed factors may be off: each has three digits. */
const offEach = 0.005;

/** `× 1,230` → 1230; `÷ 4` → 0.25 (`x` and `/` where the locale has ASCII alone); `1 to 496` → 1/496; `84.8 %` → 0.848. */
function numberIn(line: string): number {
  const number = (text: string) => Number(text.replaceAll(',', ''));
  const [, left, right] = /([\d,.]+(?:e\d+)?) to ([\d,.]+(?:e\d+)?)$/.exec(line) ?? [];
  if (left && right) return number(left) / number(right);
  const [, sign, size = '', part] =
    /([×÷+x/] )?(?:[<>] )?([\d,.]+(?:e\d+)?)( %)?$/.exec(line) ?? [];
  const value = number(size) / (part ? 100 : 1);
  return sign === '÷ ' || sign === '/ ' ? 1 / value : value;
}

/** The lines of a sum that stand for themselves, from the first to the one that begins so. */
function linesTo(sum: string, last: string): readonly string[] {
  const lines = sum
    .split('\n')
    .filter((line) => /^ {2}\S.* [×÷+=\d]/.test(line) && !/say no more/.test(line));
  return lines.slice(
    0,
    lines.findIndex((line) => line.startsWith(`  ${last}`)),
  );
}

const cases = [
  ['outages/engine-dead-behind-a-live-front', '10m', 'engine-1'],
  ['outages/litellm-2024-09-gateway-masks-overload', '10m', 'vendor'],
  ['chains/filter-or-reranker', '20m', 'filter'],
  ['chains/two-products-share-one-key', '13m', 'vendor'],
  ['chains/path-to-a-vendor-comes-and-goes', '16m30s', 'exit'],
] as const;

describe('what the arithmetic prints', () => {
  test.each(cases)('%s after %s: %s multiplies to what it says', async (scenario, at, link) => {
    const recording = await recordingOf(scenario);
    const { stdout } = await explained(recording, [link], { at, arithmetic: true });
    const sum = /^SUM [\s\S]*?(?=\n\n)/m.exec(stdout)?.[0] ?? '';
    const printed = (about: string) =>
      numberIn(sum.split('\n').find((one) => one.startsWith(`  ${about}`)) ?? '');

    const factors = linesTo(sum, '= it to no fault').map(numberIn);
    expect(factors.length).toBeGreaterThan(3);
    const product = factors.reduce((all, one) => all * one, 1);
    const toNoFault = printed('= it to no fault');
    expect(Math.abs(product / toNoFault - 1)).toBeLessThan(offEach * (factors.length + 1));

    const alone =
      toNoFault *
      printed('the same for fewer requests') *
      (printed('that it is not something undeclared') || 1) *
      (printed('that it is not another') || 1) *
      printed('all that it could be') *
      printed('that at most one thing is broken') *
      (printed('how often such a link was right') || 1);
    expect(Math.abs(alone / printed('= it alone is broken') - 1)).toBeLessThan(offEach * 4);
    const together =
      printed('= it alone is broken') +
      printed('it alone, though others seem broken') +
      printed('it is broken beside something else');
    expect(together).toBeCloseTo(printed('= it is broken'), 2);

    const said = new RegExp(`^(?:BLAMED|SUSPECT) +${link}, `, 'm');
    expect(stdout).toMatch(said);
    const mode = /^Likely [\s\S]*?\([\w.]+, (> )?(\d+)\s+%\)/m.exec(stdout);
    expect(printed('= it is broken')).toBeCloseTo(Number(mode?.[2]) / 100, 1);
  });
});

describe('numbers of an arithmetic', () => {
  it('are multiplied or divided by, and of any size', () => {
    expect([factor(0), factor(1), factor(-1), factor(13.6)]).toEqual([
      '× 1.00',
      '× 2.00',
      '÷ 2.00',
      '× 12,400',
    ]);
    expect(factor(1_000)).toBe('× 1.07e301');
    expect(factor(-5_000)).toBe('÷ 1.41e1505');
    expect([odds(-9), odds(3)]).toEqual(['1 to 512', '8.00 to 1']);
  });

  it('are never rounded to certainty', () => {
    expect([share(0.848), share(0.9976), share(0.99999), share(0.00001)]).toEqual([
      '84.8 %',
      '99.76 %',
      '> 99.99 %',
      '< 0.01 %',
    ]);
  });

  it('are said in words to those who ask for no arithmetic', () => {
    expect([times(1), times(-12), times(30)]).toEqual([
      '2 times',
      '4,100 times',
      'more than a million times',
    ]);
  });
});
