import { expect, test } from 'vitest';
import { summarise } from '../../src/console/exit-summary.ts';
import { Memory } from '../../src/console/memory.ts';
import { showAll } from '../../src/console/privacy.ts';
import { acmeChain } from '../support/chain.ts';
import { ScriptedFeed } from '../support/feed.ts';
import { faultStory, healthyStory } from '../support/stories.ts';

const sumUp = (feed: ScriptedFeed, reason: 'quit' | 'interrupted' = 'quit') =>
  summarise(new Memory(feed).snapshot(), reason, showAll);

test('says what was watched and the last answer', () => {
  expect(sumUp(faultStory()).lines).toEqual([
    'weaklink watched acme-prod for 80 s: 880 looks.',
    'Last answer: BROKEN, gpu-1 fell off the bus (XID 79) (94 %, since 14:03:00Z)',
  ]);
  expect(sumUp(healthyStory()).lines[1]).toBe('Last answer: OK, every model answers');
});

test('says so when there is no answer yet', () => {
  expect(sumUp(new ScriptedFeed(acmeChain)).lines[1]).toBe('No answer yet: too little was seen.');
});

test('names the journal that was written', () => {
  const feed = healthyStory();
  feed.journalState = { state: 'writing', detail: '/state/journal.db' as never };

  expect(sumUp(feed).lines[0]).toContain(', journal /state/journal.db');
});

test('only Ctrl-c is an interruption', () => {
  expect(sumUp(healthyStory()).exitCode).toBe(0);
  expect(sumUp(healthyStory(), 'interrupted').exitCode).toBe(130);
});
