import { expect, test } from 'vitest';
import { selectedFault } from '../../../src/console/screens/faults.ts';
import type { UiState } from '../../../src/console/ui-state.ts';
import { healthyStory, scriptedFaults } from '../../support/stories.ts';
import { frameText, viewFor } from '../../support/view.ts';

const faults = scriptedFaults();
const on = (ui: Partial<UiState> = {}) =>
  viewFor(healthyStory({ faults }), { screens: ['chain', 'faults'], ...ui });

test('lists what can be broken, where, and what it does', () => {
  const text = frameText(on());

  expect(text).toContain('3 faults, none in force');
  expect(text).toMatch(/› {2}gpu-1-xid +gpu-1 +the GPU falls off the bus/);
});

test('a filter finds by any word', () => {
  const view = on({ filter: { faults: 'no such' } });

  expect(frameText(view)).toContain('1 fault, none in force, filter /no such');
  expect(selectedFault(view)?.name).toBe('dns-nxdomain');
});

test('what is in force is marked and named', async () => {
  await faults.inject('replica-a-kill');
  const text = frameText(on());
  await faults.clear();

  expect(text).toContain('3 faults, in force: replica-a-kill');
  expect(text).toMatch(/✖ replica-a-kill +replica-a +in force: kill -9/);
});

test('nothing that matches is nothing that can be injected', () => {
  expect(selectedFault(on({ filter: { faults: 'zzz' } }))).toBeUndefined();
});
