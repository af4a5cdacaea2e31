import { expect, test } from 'vitest';
import { outlookOf, type SpendOutlook } from '../../../src/attribution/prices/forecast/outlook.ts';
import { hourMs } from '../../../src/attribution/prices/forecast/series.ts';
import { type FlowUi, initialFlow } from '../../../src/console/flow/state.ts';
import { syntheticSpend } from '../../attribution/prices/forecast/synthetic.ts';
import { flowStory } from '../../support/flow-story.ts';
import { frameText, viewFor } from '../../support/view.ts';

/** Eight weeks of hours up to 09:00Z of a Monday; the last full one cost so many times the usual. */
function outlook(times: number): SpendOutlook {
  const weeks = syntheticSpend({ weeks: 8, seed: 3, requests: 400, spread: 0.5 }).slice(0, -15);
  const hours = weeks.map((units, index) => (index === weeks.length - 1 ? units * times : units));
  const nanos = [...hours, 0].map((units) => BigInt(Math.round(units * 1e9)));
  const startMs = Date.UTC(2026, 8, 28);
  const nowMs = startMs + hours.length * hourMs + 60_000;
  return outlookOf({ currency: 'USD', startMs, hours, nowMs, nanos });
}

const drawn = (times: number, flow: Partial<FlowUi> = {}, columns = 80, rows = 24) => {
  const feed = Object.assign(flowStory(), { spend: () => [outlook(times)] });
  const view = viewFor(feed, { screens: ['chain', 'flow'], flow: { ...initialFlow, ...flow } });
  return frameText(view, columns, rows);
};

test('an hour that left its band is told wherever money is shown', () => {
  expect(drawn(1)).not.toContain('left its band');
  expect(drawn(4)).toMatch(/▲ spend left its band at 08:00Z: \d+\.\d\d USD in the hour, expected/);
  expect(drawn(4, { measure: 'requests' })).not.toContain('left its band');
});

test('where the day and the month will end stands under the links, with how far off it may be', () => {
  const text = drawn(1, { tab: 'links' }).replaceAll(/\s+/g, ' ');
  expect(text).toMatch(/spend today [\d.,]+ USD, [\d.,]+ at its end \(80 % range [\d.,]+ to/);
  expect(text).toMatch(/this month [\d.,]+ USD, [\d.,]+ at its end/);
  expect(text).toMatch(/08:00Z to 09:00Z [\d.]+, band [\d.]+ to [\d.]+/);
  expect(drawn(1, {}, 160, 45)).toContain('spend today');
});

test('it holds at every size, and a flow whose spend nobody follows says nothing of it', () => {
  for (const [columns, rows] of [
    [60, 15],
    [80, 24],
    [160, 45],
  ] as const) {
    for (const tab of ['flow', 'links'] as const) {
      expect(drawn(4, { tab }, columns, rows).split('\n')).toHaveLength(rows);
    }
  }
  const view = viewFor(flowStory(), { screens: ['chain', 'flow'], flow: initialFlow });
  expect(frameText(view, 160, 45)).not.toContain('spend');
});
