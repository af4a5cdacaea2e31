import { expect, test } from 'vitest';
import { initialFlow } from '../../src/console/flow/state.ts';
import { footer } from '../../src/console/footer.ts';
import type { UiState } from '../../src/console/ui-state.ts';
import { inferenceOf } from '../support/accounted.ts';
import type { ScriptedFeed } from '../support/feed.ts';
import { flowStory } from '../support/flow-story.ts';
import { faultStory, healthyStory, scriptedFaults } from '../support/stories.ts';
import { textOf, viewFor } from '../support/view.ts';

const line = (feed: ScriptedFeed, ui: Partial<UiState> = {}, columns = 80) =>
  textOf([footer(viewFor(feed, ui), columns)]);

test('names as many keys as fit, the most wanted first', () => {
  expect(line(faultStory())).toBe(
    ' ? help  q quit  Enter open  n next look  y copy  r look now  e events',
  );
  expect(line(faultStory(), {}, 30)).toBe(' ? help  q quit  Enter open');
});

test('names only keys that would do something', async () => {
  const faults = scriptedFaults();
  expect(line(healthyStory({ faults }))).not.toContain('clear');
  expect(line(healthyStory({ faults }))).not.toContain('next look');
  await faults.inject('gpu-1-xid');
  expect(line(healthyStory({ faults }))).toContain('f break  c clear');
  expect(line(healthyStory())).not.toContain('break');
});

test('says what weaklink costs where there is room', () => {
  expect(line(faultStory(), {}, 140)).toMatch(/own cost 12 looks\/s, 2 % of a core$/);
});

test('shows a filter while it is typed', () => {
  expect(line(faultStory(), { editing: true, filter: { chain: 'gpu' } })).toMatch(
    /^ \/gpu +Enter keeps it, Esc clears it$/,
  );
});

test('shows the answer to the last key', () => {
  expect(line(faultStory(), { notice: 'looking at router now' })).toBe(' looking at router now');
});

test('the flow names its own keys at 80 columns, whatever is in force', async () => {
  const faults = scriptedFaults();
  await faults.inject('gpu-1-xid');
  const feed = flowStory({ faults });
  feed.emit('inference', inferenceOf({ attempt: 'z', model: 'other' }));
  const on = (node: string | null) =>
    line(feed, { screens: ['chain', 'flow'], flow: { ...initialFlow, node } });

  const own = 'v measure  t window  m model  l links  r risks';
  expect(on(null)).toBe(` ? help  q quit  ${own}  f break`);
  // Enter opens what is chosen; before that it would only ask for a choice.
  expect(on('link:replica-a')).toBe(` ? help  q quit  Enter open  ${own}`);
});
