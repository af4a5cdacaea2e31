import { expect, test } from 'vitest';
import { layout } from '../../../src/console/layout.ts';
import { screens } from '../../../src/console/screens/registry.ts';
import type { UiState } from '../../../src/console/ui-state.ts';
import type { ScriptedFeed } from '../../support/feed.ts';
import { byHandStory, faultStory, healthyStory } from '../../support/stories.ts';
import { frameText, viewFor } from '../../support/view.ts';

const on = (feed: ScriptedFeed, link: string, ui: Partial<UiState> = {}) =>
  viewFor(feed, { screens: ['chain', 'link'], selectedLink: link, ...ui });
const shown = (feed: ScriptedFeed, link: string, columns = 120, rows = 60) =>
  frameText(on(feed, link), columns, rows);

test('begins with the answer: state, fault, since, remedy, evidence for and against', () => {
  const text = shown(faultStory(), 'gpu-1');

  expect(text).toContain(' ✖ culprit  gpu-1  GPU  at fault with 94 %');
  expect(text).toContain('Fault    lost: it fell off the bus (gpu.lost)');
  expect(text).toContain('Since    14:03:00Z');
  expect(text).toContain('Do       drain node-2, then reboot it');
  expect(text).toMatch(/For +gpu-1\/gpu: gpu\.xid/);
  expect(text).toMatch(/Against +router\/http is ok/);
});

test('says which check by hand decides, and only on the link that is to be checked', () => {
  const shownAt = (link: string) => frameText(on(byHandStory(), link), 80, 24);

  expect(shownAt('gateway')).toMatch(/^ {3}Decide +no look tells service\.crashed from/m);
  expect(shownAt('gateway').replace(/\s+/g, ' ')).toContain('by hand: read its log');
  expect(shownAt('router')).not.toContain('by hand');
});

test('every look says what it found, what it saw, and how to repeat it', () => {
  const text = shown(faultStory(), 'gpu-1');

  expect(text).toMatch(
    /✖ failed {3}http from ssh-node-2 {2}XID 79, .* gpu\.xid, gpu\.lost .*1s ago/,
  );
  expect(text).toContain('│ NVRM: Xid (PCI:0000:3b:00): 79, pid=4211, GPU has fallen off the bus.');
  expect(text).toContain('$ ssh node-2 nvidia-smi -q -x');
});

test('a command is wrapped, never cut', () => {
  const feed = healthyStory();
  const command = `curl -sS ${'-H x:y '.repeat(30)}https://chat.acme.ai/`;
  feed.look({ link: 'gateway', command });

  const words = frameText(on(feed, 'gateway'), 80, 60)
    .split('\n')
    .filter((line) => line.startsWith(' '.repeat(14)))
    .join(' ');

  expect(words.replace(/\s+/g, ' ')).toContain(command.slice(0, 200));
  expect(words).toContain('https://chat.acme.ai/');
});

test('phases are a bar and figures', () => {
  expect(shown(faultStory(), 'replica-b')).toMatch(
    /[▇░]{23,25} {2}name 0\.3 ms, connect 0\.8 ms, send 0\.1 ms, wait 1\.8 ms, transfer 0\.2 ms/,
  );
});

test('latency is drawn, and says of which looks', () => {
  const text = shown(faultStory(), 'replica-a');

  expect(text).toContain('Latency of the last 80 looks, 20 failed');
  expect(text).toMatch(/2000 │.*█{10}/);
  expect(text).toContain('ms a look, 14:02:00Z to 14:03:19Z');
});

test('a GPU has no latency of its own, so none is drawn', () => {
  expect(shown(faultStory(), 'gpu-1')).not.toContain('Latency');
});

test('claims stand apart, with who contradicts them', () => {
  const text = shown(faultStory(), 'vendor-x');

  expect(text).toContain('status page says healthy: "operational"');
  expect(text).toContain('contradicted by what is seen');
  expect(text).toContain('nobody looked yet');
});

test('facts and measures have names, values and units', () => {
  const text = shown(faultStory(), 'gpu-1');

  expect(text).toMatch(/temperature +61 °C/);
  expect(text).toMatch(/gpus found +1/);
});

test('a stale look says so', () => {
  const feed = healthyStory();
  feed.pass(300_000);

  expect(shown(feed, 'gateway')).toContain('stale, 5m ago');
});

test('what does not fit is counted, and can be scrolled to', () => {
  const feed = faultStory();
  const facts = Object.fromEntries(
    Array.from({ length: 400 }, (_, index) => [`fact ${index}`, index]),
  );
  feed.look({ link: 'gateway', facts });
  const place = layout(80, 24);
  const view = on(feed, 'gateway');
  const last = screens.link.count(view, place) - 1;

  expect(frameText(view)).toMatch(/\d{3} more lines below/);
  const end = frameText(on(feed, 'gateway', { scroll: { link: last, help: 0 } }));
  expect(end).toContain('fact 399');
  expect(end).not.toContain('more lines below');
});

test('hostile evidence is seen, not obeyed', () => {
  const feed = healthyStory();
  feed.look({
    link: 'gateway',
    summary: '\u001b]8;;http://evil\u0007click\u001b]8;;\u0007',
    evidence: ['\u001b[8mhidden\u001b[0m', 'a\u202eb'],
    command: 'curl \u001b[2J',
  });

  expect(shown(feed, 'gateway')).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u);
});
