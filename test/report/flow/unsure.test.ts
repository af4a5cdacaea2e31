import { expect, test } from 'vitest';
import { lossLanes } from '../../../src/attribution/flow/losses.ts';
import { sankeyOrder } from '../../../src/attribution/flow/order.ts';
import { defaultWindow } from '../../../src/attribution/flow/windows.ts';
import type { Verdict } from '../../../src/events/verdict.ts';
import { flowText } from '../../../src/report/flow/text.ts';
import { methodWords } from '../../../src/report/flow/words.ts';
import { accountedOf, storyBook, storyEnd } from '../../support/accounted.ts';
import { acmeChain } from '../../support/chain.ts';
import { flowStory } from '../../support/flow-story.ts';

const flow = storyBook().flow('chat-70b', 'requests', defaultWindow, storyEnd);
const verdict = flowStory().verdict() as Verdict;

function drawn(linkProbability: number, link = 'gpu-1'): string {
  const culprits = verdict.culprits.map((one) => ({ ...one, link, linkProbability }));
  const lanes = lossLanes(flow, acmeChain, { ...verdict, culprits });
  const flows = [{ flow, lanes, order: sankeyOrder(flow) }];
  return flowText({ chain: 'acme-prod', flows }, undefined, { columns: 160 });
}

test('a bar and its sentence name the culprit that the verdict is sure of', () => {
  expect(drawn(0.94)).toContain('✖ LOST gpu-1 ');
  expect(drawn(0.94)).toContain('lost at gpu-1 since');
});

test('and say "probably" of one that it is not sure of', () => {
  expect(drawn(0.5)).toContain('✖ LOST gpu-1, probably');
  expect(drawn(0.5)).toContain('lost, probably at gpu-1, since');
});

test('what the attempts themselves tell is as sure as they are', () => {
  expect(drawn(0.5, 'replica-a')).toContain('✖ LOST replica-a ');
});

test('what one fault lost at several links is one bar and one sentence', () => {
  const book = storyBook();
  const failed = { outcome: 'failed', error: '504', link: 'router' } as const;
  for (const index of [1, 2, 3]) {
    book.take(accountedOf({ attempt: `late-${index}`, atMs: 30_000 + index, ...failed }));
  }
  const all = book.flow('chat-70b', 'requests', defaultWindow, storyEnd);
  const lanes = lossLanes(all, acmeChain, verdict);
  expect(lanes.map(({ link, told, amount }) => [link, told, amount])).toEqual([
    ['gpu-1', 'replica-a', 34n],
    ['gpu-1', 'router', 3n],
  ]);
  const flows = [{ flow: all, lanes, order: sankeyOrder(all) }];
  const text = flowText({ chain: 'acme-prod', flows }, undefined, { columns: 160 });
  expect(text.match(/✖ LOST/g)).toHaveLength(1);
  expect(text).toMatch(/✖ LOST gpu-1 +37/);
  expect(text.match(/lost at gpu-1 since/g)).toHaveLength(1);
  expect(text).toContain('12 % of attempts lost at gpu-1');
  expect(text).toContain('met at replica-a, router');
});

test('the foot says from how long agreement on words are credited, and what that credits by chance', () => {
  const value = storyBook().flow('chat-70b', 'value', defaultWindow, storyEnd);
  const words = (falseCredit: number | null) =>
    methodWords({ ...value, credit: { length: 6, unit: 'word', falseCredit } });
  expect(words(0.009)).toContain('longest-suffix 56 % (6 words, 0.9 % false credit), declared');
  expect(words(null)).toContain('(6 words, false credit not measured)');
  expect(methodWords(value)).not.toContain('credit');
});
