import { afterEach, expect, test } from 'vitest';
import { inferenceOf } from '../../support/accounted.ts';
import { flowStory } from '../../support/flow-story.ts';
import { scriptedFaults } from '../../support/stories.ts';
import { TestTerminal } from '../../support/terminal.tsx';

let terminal: TestTerminal;
afterEach(() => terminal.close());

test('v leads to the flow, which follows what is asked; Esc leads back', async () => {
  const feed = flowStory();
  terminal = new TestTerminal(feed);
  await terminal.until('BROKEN');
  terminal.type('v');
  await terminal.until('by value: 0.8760 USD (0.88/min), 300 attempts');
  terminal.type('v');
  await terminal.until('attempts 300 = answered 266 + lost 34 + in flight 0');

  feed.emit('inference', inferenceOf({ attempt: 'one-more', atMs: 59_500 }));
  await terminal.until('attempts 301 = answered 267');

  expect(terminal.text()).toContain('lost at gpu-1');
  terminal.type('q');
  await terminal.until('BROKEN');
  expect(terminal.scrolls).toBe(0);
});

test('gateways have a column of their own where there is room', async () => {
  terminal = new TestTerminal(flowStory(), { columns: 160, rows: 45 });
  await terminal.until('BROKEN');
  terminal.type('v');
  await terminal.until(/CONTRIBUTED BY +MODEL WEIGHTS +PASSED THROUGH +SERVED BY +ASKED BY/);
  await terminal.until(/▇ gateway > router +0\.78─*▇ replica-b/);
  await terminal.close();

  terminal = new TestTerminal(flowStory());
  await terminal.until('BROKEN');
  terminal.type('v');
  await terminal.until(/CONTRIBUTED BY +MODEL WEIGHTS +SERVED BY +ASKED BY/);
  terminal.type('v');
  await terminal.until(/MODEL WEIGHTS +PASSED THROUGH +SERVED BY +ASKED BY/);
  expect(terminal.scrolls).toBe(0);
});

test('f breaks something from the flow, and leads back to it; c undoes it', async () => {
  const faults = scriptedFaults();
  terminal = new TestTerminal(flowStory({ faults }));
  await terminal.until('BROKEN');
  terminal.type('v');
  await terminal.until(/v measure .*f break|f break .*v measure/);
  terminal.type('f');
  await terminal.until('3 faults, none in force');
  terminal.type('\r');
  await terminal.until('is in force');
  expect(terminal.text()).toContain('by value: 0.8760 USD');
  terminal.type('c');
  await terminal.until('no fault is in force any more');
  expect(faults.calls).toEqual([expect.stringMatching(/^inject /), 'clear all']);
});

test('r opens who serves how much and what would stop the model; again the flow', async () => {
  terminal = new TestTerminal(flowStory());
  await terminal.until('BROKEN');
  terminal.type('v');
  await terminal.until('r risks');
  terminal.type('r');
  await terminal.until('chat-70b: stopped by any one of these, of 12 links behind it');
  expect(terminal.text()).toContain('Herfindahl index');
  terminal.type('r');
  await terminal.until('ASKED BY');
  expect(terminal.scrolls).toBe(0);
});
