import { afterEach, expect, test } from 'vitest';
import { frame } from '../../../src/console/frame.ts';
import { type ReplayFeed, replayFeed } from '../../../src/console/timeline/replay-feed.ts';
import type { Timeline } from '../../../src/replay/types.ts';
import { openIncident } from '../../support/incident.ts';
import { type TerminalOptions, TestTerminal } from '../../support/terminal.tsx';
import { textOf, viewFor } from '../../support/view.ts';

let timeline: Timeline;
let feed: ReplayFeed;
let terminal: TestTerminal;
afterEach(async () => {
  await terminal.close();
  feed.close();
  await timeline.close();
});

async function start(options: TerminalOptions & { isPlaying?: boolean } = {}): Promise<void> {
  timeline = await openIncident();
  await show(options);
  await terminal.until('REPLAY');
}

async function show(options: TerminalOptions & Parameters<typeof replayFeed>[1]): Promise<void> {
  feed = await replayFeed(timeline, { isPlaying: false, ...options });
  terminal = new TestTerminal(feed, options);
}

const line = () => terminal.lines().at(-2) ?? '';
const footer = () => terminal.lines().at(-1) ?? '';

/** Waits for the very picture that a console would draw that knows nothing but this instant. */
async function untilPicture(columns = 80, rows = 24, unicode = true): Promise<void> {
  await terminal.until((text) => {
    const view = viewFor(feed, {}, { unicode });
    const picture = textOf(frame(view, columns, rows), unicode);
    return text.trimEnd() === picture.trimEnd();
  });
}

const sizes = [
  [80, 24],
  [200, 50],
  [60, 15],
] as const;

test.each(sizes)('at %i × %i jumps leave nothing of the old picture', async (columns, rows) => {
  await start({ columns, rows });
  for (const key of ['5', '2', '9', '0', '\u001b[C', ']', '[', '7', '<']) {
    terminal.type(key);
    await terminal.settled(60);
    await untilPicture(columns, rows);
  }
  expect(terminal.scrolls).toBe(0);
});

test('without colours and without Unicode it is all there', async () => {
  await start({ capabilities: { color: false, unicode: false } });
  terminal.type('4');
  await terminal.until('x BROKEN');
  await untilPicture(80, 24, false);

  expect(terminal.text()).toMatch(/^[\n -~]*$/);
  expect(line()).toMatch(/ V=+N=*C=*V=+S=*\|-+V-+F-+ /);
  expect(terminal.written).not.toMatch(/\[(\d+;)*(3[0-7]|4[0-7])m/);
});

test('plays, pauses, and changes its speed', async () => {
  await start({ isPlaying: true });
  await terminal.until(() => line().startsWith(' ▸ 1x'));
  terminal.type('+');
  await terminal.until(() => line().startsWith(' ▸ 10x'));
  terminal.type(' ');
  await terminal.until(() => line().startsWith(' ‖ 10x'));
  terminal.type('-');
  await terminal.until(() => line().startsWith(' ‖ 1x'));
});

test('at full speed keys are answered at once, and the end is said', async () => {
  await start();
  terminal.type('+++ ');
  await terminal.until(() => footer().includes('the recording ends here; Space plays it again'));
  await terminal.until(() => line().includes('the end'));
  terminal.type('0');
  await terminal.until(() => terminal.lines()[0]?.endsWith('00:00:00Z') ?? false);
  await untilPicture();
});

test('steps through single events, forwards and back', async () => {
  await start();
  terminal.type('...');
  await terminal.until(() => feed.now() === timeline.startMs + 60);
  terminal.type(',');
  await terminal.until(() => feed.now() === timeline.startMs + 40);
  await untilPicture();
});

test('held arrow keys scrub by as many hundredths', async () => {
  await start();
  const hundredth = (timeline.endMs - timeline.startMs) / 100;
  for (let press = 0; press < 20; press += 1) terminal.type('\u001b[C');
  await terminal.until(() => Math.abs(feed.now() - timeline.startMs - 20 * hundredth) < 30);
  for (let press = 0; press < 5; press += 1) terminal.type('\u001b[D');
  await terminal.until(() => Math.abs(feed.now() - timeline.startMs - 15 * hundredth) < 30);
  await untilPicture();
});

test('a time can be typed; what is no time is said, and Esc leaves it', async () => {
  await start();
  terminal.type('T');
  await terminal.until(() => footer().startsWith(' jump to'));
  terminal.type('1m5sx');
  terminal.type('\u007f');
  await terminal.until(() => footer().startsWith(' jump to 1m5s '));
  terminal.type('\r');
  await terminal.until(() => feed.now() === timeline.startMs + 65_000);

  terminal.type('T');
  terminal.type('s');
  terminal.type('\r');
  await terminal.until('"s" is no time. Write an offset');
  terminal.type('T');
  terminal.type('9');
  terminal.type('\u001b');
  await terminal.until(() => footer().startsWith(' ? help'));
  expect(feed.now()).toBe(timeline.startMs + 65_000);
});

test.each(['n', 'r', 'f', 'c', 'w'])(
  '%s is refused: nothing can be looked at or broken',
  async (key) => {
    await start();
    terminal.type(key);

    await terminal.until('this is a recording: nothing is looked at, broken or saved');
  },
);

test('help and the line of keys name what a recording can do, and not what it cannot', async () => {
  await start({ columns: 200, rows: 60 });
  expect(footer()).toContain('Space play  ] next mark');
  expect(footer()).not.toMatch(/freeze|next look|look now/);
  terminal.type('?');
  await terminal.until('In the recording');

  expect(terminal.text()).toMatch(/T +type a time to jump to/);
  expect(terminal.text()).toMatch(/0 … 9 +jump to so many tenths/);
  expect(terminal.text()).toMatch(/◆ change +something was changed/);
  expect(terminal.text()).not.toContain('hold the picture');
});

test('a what-if is never taken for what was said on the day', async () => {
  timeline = await openIncident({ links: ['vendor'], probes: [], vantages: [] });
  await show({ without: 'link vendor' });
  await terminal.until(/WHAT IF +test/);
  expect(terminal.text()).not.toContain('REPLAY');
  terminal.type('4');
  await terminal.until(/BROKEN +gateway/);
  await terminal.until('── what if: without link vendor ──');
  terminal.type('q');

  expect((await terminal.ended).lines[0]).toContain('replayed demo without link vendor up to');
});

test('at the end two lines say what was replayed', async () => {
  await start();
  terminal.type('5');
  await terminal.until('BROKEN');
  terminal.type('q');
  const { lines } = await terminal.ended;

  expect(lines[0]).toBe('weaklink replayed demo up to 00:00:59Z: 60 s of 2 m.');
  expect(lines[1]).toContain('Last answer: BROKEN, vendor');
});
