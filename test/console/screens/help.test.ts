import { expect, test } from 'vitest';
import { bindingsOn } from '../../../src/console/keymap.ts';
import { faultStory, healthyStory, scriptedFaults } from '../../support/stories.ts';
import { frameText, viewFor } from '../../support/view.ts';

test('explains every key of the screen it was called from, and every sign', () => {
  const feed = healthyStory({ faults: scriptedFaults() });
  const text = frameText(viewFor(feed, { screens: ['chain', 'help'] }), 100, 60);

  for (const { description } of bindingsOn('chain', true)) expect(text).toContain(description);
  for (const word of ['culprit', 'suspect', 'symptom', 'cleared', 'untested', 'stale']) {
    expect(text).toMatch(new RegExp(`\\S ${word}`));
  }
});

test('is about the screen below it', () => {
  const text = frameText(viewFor(faultStory(), { screens: ['chain', 'events', 'help'] }));

  expect(text).toContain('On the events');
  expect(text).toContain('list every look');
});

test('does not speak of what is not there', () => {
  const text = frameText(viewFor(faultStory(), { screens: ['chain', 'help'] }), 100, 60);

  expect(text).not.toContain('inject');
});
