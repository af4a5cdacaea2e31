import { expect, test } from 'vitest';
import { renderScreenText } from '../../src/console/screen-text.ts';
import { faultStory } from '../support/stories.ts';
import { frameText, viewFor } from '../support/view.ts';

test('is the very picture that the console draws', () => {
  const feed = faultStory();

  expect(renderScreenText(feed, { columns: 80, rows: 24 })).toBe(frameText(viewFor(feed)));
});

test('has no control sequence, and in ASCII nothing but ASCII', () => {
  const feed = faultStory();

  expect(renderScreenText(feed, { columns: 120, rows: 40 })).not.toMatch(/(?!\n)\p{Cc}/u);
  expect(renderScreenText(feed, { columns: 120, rows: 40, unicode: false })).toMatch(/^[\n -~]*$/);
});

test('shows another screen when asked to', () => {
  const text = renderScreenText(faultStory(), {
    columns: 80,
    rows: 24,
    ui: { screens: ['chain', 'link'], selectedLink: 'gpu-1' },
  });

  expect(text).toContain('✖ culprit  gpu-1');
});
