import { expect, test } from 'vitest';
import { timelineRow } from '../../../src/console/timeline/row.ts';
import type { ReplayState } from '../../../src/console/timeline/types.ts';
import type { View } from '../../../src/console/view.ts';
import type { Mark } from '../../../src/replay/types.ts';
import { rowText, rowWidth } from '../../../src/terminal/row.ts';
import { storyStart } from '../../support/feed.ts';
import { healthyStory } from '../../support/stories.ts';
import { viewFor } from '../../support/view.ts';

const minutes = (count: number) => storyStart + count * 60_000;
const marks: readonly Mark[] = [
  { atMs: minutes(5), kind: 'change', title: 'router: image is now 2.1' },
  { atMs: minutes(10), kind: 'verdict', title: 'router crashed', status: 'fault' },
  { atMs: minutes(20), kind: 'claim', title: 'status page: "operational"' },
  { atMs: minutes(25), kind: 'note', title: 'rolled back' },
  { atMs: minutes(30), kind: 'fault', title: 'router-kill cleared' },
];

function view(state: Partial<ReplayState> = {}, unicode = true): View {
  const made = viewFor(healthyStory(), {}, { unicode });
  const replay: ReplayState = {
    startMs: storyStart,
    endMs: minutes(40),
    nowMs: minutes(7),
    isPlaying: true,
    speed: 10,
    marks,
    without: null,
    ...state,
  };
  return { ...made, snapshot: { ...made.snapshot, replay } };
}
const text = (state: Partial<ReplayState> = {}, columns = 100, unicode = true) =>
  rowText(timelineRow(view(state, unicode), columns)).trimEnd();

test('says whether it plays, how fast, where it is, and what comes next', () => {
  expect(text()).toMatch(/^ ▸ 10x {2}14:09:00Z {2}14:02 .+ 14:42 {2}◉ in 3 m: router crashed$/);
  expect(text({ isPlaying: false, speed: 'max' })).toMatch(/^ ‖ max /);
});

test('every kind of mark has its own sign in its own place, before and after the cursor', () => {
  const bar = / ([━─┃◉◆“§▼]+) /.exec(text())?.[1] ?? '';
  const share = (sign: string) => bar.indexOf(sign) / bar.length;

  expect([...bar].filter((sign) => !'━─'.includes(sign)).join('')).toBe('◆┃◉“§▼');
  expect(share('◉')).toBeCloseTo(10 / 40, 1);
  expect(share('▼')).toBeCloseTo(30 / 40, 1);
  expect(bar.slice(0, bar.indexOf('┃'))).toMatch(/^[━◆]+$/);
  expect(bar.slice(bar.indexOf('┃') + 1)).not.toContain('━');
});

test('in ASCII the signs are letters, and the bar is', () => {
  const line = text({}, 100, false);

  expect(line).toMatch(/^[ -~]*$/);
  expect(
    [...(/ ([-=|A-Z]+) /.exec(line)?.[1] ?? '')].filter((sign) => !'-='.includes(sign)),
  ).toEqual([...'C|VSNF']);
});

test('a mark under the cursor stays readable', () => {
  const row = timelineRow(view({ nowMs: minutes(10) }), 100);

  expect(row.find(({ style }) => style === 'selected')?.text).toBe('◉');
});

test('behind the last mark it says so, and at the end as well', () => {
  expect(text({ nowMs: minutes(31) })).toMatch(/no more marks$/);
  expect(text({ nowMs: minutes(40) })).toMatch(/the end$/);
});

test('marks outside the range are not there', () => {
  expect(text({ startMs: minutes(12), nowMs: minutes(31) })).not.toMatch(/[◆◉]/);
});

test.each([60, 80, 100, 132, 200, 300])('fits %i columns, with a bar and a title', (columns) => {
  const row = timelineRow(view(), columns);

  expect(rowWidth(row)).toBeLessThanOrEqual(columns);
  expect(rowText(row)).toMatch(/[━─]{3}/);
  expect(rowText(row)).toMatch(/◉ in 3 m/);
});

test('a recording of one instant, and one without marks, are drawn too', () => {
  expect(text({ endMs: storyStart, nowMs: storyStart, marks: [] })).toMatch(/┃.*the end$/);
});

test('without a recording there is no line', () => {
  expect(timelineRow(viewFor(healthyStory()), 80)).toEqual([]);
});
