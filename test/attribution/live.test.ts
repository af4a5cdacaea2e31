import { expect, test } from 'vitest';
import { type AccountingSteps, LiveAttribution, shared } from '../../src/attribution/live.ts';
import { accountingSteps } from '../../src/attribution/steps.ts';
import type { Accounted } from '../../src/attribution/types.ts';
import type { Inference } from '../../src/events/types.ts';
import { attempt, tables } from './prices/samples.ts';

const usage = { promptTokens: 1_000, completionTokens: 100 };
const tellings: readonly Inference[] = [
  attempt({ attempt: 'a', request: 'r', ...usage, completionTokens: 10, final: false }),
  attempt({ attempt: 'a', request: 'r', ...usage }),
  // A retry makes news of the first attempt too.
  attempt({ attempt: 'b', request: 'r', ...usage, startedAt: '2026-11-20T12:00:09.000Z' }),
];

/** Steps that count how often something is priced. */
function counting() {
  let priced = 0;
  const steps = accountingSteps({ tables: tables(), lineage: null, datanets: [] });
  const costOf = (one: Inference) => {
    priced += 1;
    return steps.costOf(one);
  };
  return { steps: { ...steps, costOf }, priced: () => priced };
}

function heard(steps: AccountingSteps, all: readonly Inference[]) {
  const news: Accounted[] = [];
  const live = new LiveAttribution(steps, (one) => news.push(one));
  for (const one of all) live.take(one);
  return news;
}

test('who shares steps hears the same, at once or later, and nothing is priced twice', () => {
  const alone = counting();
  const expected = heard(alone.steps, tellings);

  const { steps, priced } = counting();
  const common = shared(steps);
  expect(heard(common, tellings)).toEqual(expected);
  // A console that begins late plays the history through.
  expect(heard(common, tellings)).toEqual(expected);
  expect(priced()).toBe(alone.priced());
});

test('the same told anew is a telling of its own, and says nothing new', () => {
  const common = shared(counting().steps);
  heard(common, tellings);
  expect(heard(common, structuredClone(tellings))).toEqual([]);
});
