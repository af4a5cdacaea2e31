import { expect, test } from 'vitest';
import { footer } from '../../src/console/footer.ts';
import type { UiState } from '../../src/console/ui-state.ts';
import type { ScriptedFeed } from '../support/feed.ts';
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
