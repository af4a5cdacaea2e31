import { afterEach, expect, test } from 'vitest';
import { acmeChain, chainOf } from '../support/chain.ts';
import { ScriptedFeed, verdictOf } from '../support/feed.ts';
import { faultStory, healthyStory, lookAround, scriptedFaults } from '../support/stories.ts';
import { pause, TestTerminal } from '../support/terminal.tsx';
import { frameText, viewFor } from '../support/view.ts';

let terminal: TestTerminal;
afterEach(() => terminal.close());

/** Numbers of all colours that a text asks for; those of weight and inverse are no colours. */
function colorsIn(written: string): readonly number[] {
  return [...written.matchAll(/\[([\d;]*)m/g)]
    .flatMap(([, codes = '']) => codes.split(';').map(Number))
    .filter((code) => code >= 30 && code !== 39 && code !== 49);
}

/** Waits for exactly this picture, and shows the difference when it does not come. */
async function untilPicture(expected: string): Promise<void> {
  const picture = expected.trimEnd();
  await terminal.until((text) => text.trimEnd() === picture).catch(() => {});
  expect(terminal.text().trimEnd()).toBe(picture);
}

const chosen = () => terminal.lines().find((line) => line.startsWith('›')) ?? '';

test('draws the very picture of the screens, on the alternate screen', async () => {
  const feed = faultStory();
  terminal = new TestTerminal(feed);

  await untilPicture(frameText(viewFor(feed)));

  expect(terminal.screen.buffer.active.type).toBe('alternate');
});

test('states have colours, and without colours only weight', async () => {
  terminal = new TestTerminal(faultStory());
  await terminal.until('BROKEN');
  const cell = terminal.screen.buffer.active.getLine(1)?.getCell(3);
  expect(cell?.getFgColor()).toBe(1);
  expect(cell?.isBold()).toBeTruthy();
  await terminal.close();

  terminal = new TestTerminal(faultStory(), { capabilities: { color: false } });
  await terminal.until('BROKEN');
  terminal.type('?');
  await terminal.until('What is said of a link');
  expect(colorsIn(terminal.written)).toEqual([]);
  expect(terminal.written).toContain('\u001b[1m');
});

test('in ASCII the whole screen is ASCII', async () => {
  terminal = new TestTerminal(faultStory(), { capabilities: { unicode: false } });
  await terminal.until('x BROKEN');
  terminal.type('\r');
  await terminal.until('x culprit');

  expect(terminal.text()).toMatch(/^[\n -~]*$/);
});

test('never scrolls, whatever is opened', async () => {
  terminal = new TestTerminal(faultStory({ faults: scriptedFaults() }));
  await terminal.until('BROKEN');
  for (const keys of ['\r', 'G', 'q', 'e', 'a', 'G', 'q', '?', 'G', 'q', 'f', '/zzz', '\u001b']) {
    terminal.type(keys);
    await terminal.settled(40);
  }

  expect(terminal.scrolls).toBe(0);
  expect(terminal.screen.buffer.active.baseY).toBe(0);
});

test('keys that come together are as many keys', async () => {
  terminal = new TestTerminal(faultStory());
  await terminal.until(() => chosen().includes('gpu-1'));

  terminal.type('jjj');
  await terminal.until(() => chosen().includes('gpu-2'));
  terminal.type('\u001b[A\u001b[A');
  await terminal.until(() => chosen().includes('replica-b'));
});

test.each([[['\u001b', '[A']], [['\u001b[', 'A']], [['\u001b', '[', 'A']], [['\u001bO', 'A']]])(
  'an arrow key that the line tore apart is one key: %j',
  async (parts) => {
    terminal = new TestTerminal(faultStory(), { capabilities: { escapeDelayMs: 400 } });
    await terminal.until(() => chosen().includes('gpu-1'));
    terminal.type('?');
    await terminal.until('What is said of a link');
    terminal.type('q');
    await terminal.until(() => chosen().includes('gpu-1'));

    for (const part of parts) {
      terminal.type(part);
      await pause(60);
    }

    await terminal.until(() => chosen().includes('node-2'));
  },
);

test('Esc goes back and never quits', async () => {
  terminal = new TestTerminal(faultStory());
  await terminal.until('BROKEN');
  terminal.type('\r');
  await terminal.until('✖ culprit  gpu-1');

  terminal.type('\u001b');
  await terminal.until('LATENCY  AGE FROM');
  terminal.type('\u001b');
  await terminal.settled();
  terminal.type('\u001b');
  await terminal.settled();

  expect(terminal.text()).toContain('BROKEN');
});

test('pasted text is never taken for keys, with brackets around it or without', async () => {
  const feed = faultStory();
  terminal = new TestTerminal(feed);
  await terminal.until('BROKEN');

  terminal.type('\u001b[200~rq\u001b[201~');
  terminal.type('sudo rm -rf / rrr q\r');
  await terminal.settled();

  expect(terminal.text()).toContain('BROKEN');
  expect(feed.asked).toEqual([]);
  expect(terminal.text()).toContain('LATENCY');
});

test('pasted text goes into a filter', async () => {
  terminal = new TestTerminal(faultStory());
  await terminal.until('BROKEN');
  terminal.type('/');
  await terminal.until('Enter keeps it');

  terminal.type('\u001b[200~replica\u001b[201~');

  await terminal.until('filter /replica: 2 of 12 links');
});

test.each([
  ['a link', '\u001b]8;;http://evil\u0007x\u001b]8;;\u0007'],
  ['concealed text', '\u001b[8mx\u001b[0m'],
  ['colours', '\u001b[45mx'],
  ['clearing the screen', '\u001b[2J\u001b[1;1Hx'],
  ['single-byte controls', '\u009b2Jx\u009d0;t\u009c'],
  ['a title', '\u001b]0;evil\u0007x'],
  ['reversed text', 'x\u202ey'],
])('names and evidence cannot steer the terminal: %s', async (_name, evil) => {
  const chain = chainOf(`c${evil}`, `l${evil}`, [
    { id: `l${evil}`, kind: 'service', owner: evil, address: evil },
  ]);
  const feed = new ScriptedFeed(chain, { title: { host: evil } });
  feed.emit('observation', {
    ...(faultStory().history().at(-1)?.data as never as object),
    link: `l${evil}`,
    stream: `l${evil}/http@local`,
    summary: evil,
    evidence: [evil],
    command: evil,
    facts: { [evil]: evil },
  } as never);
  terminal = new TestTerminal(feed);
  await terminal.until('LOOKING');
  for (const keys of ['\r', 'q', 'e', 'q', 'p']) {
    terminal.type(keys);
    await terminal.settled(40);
  }

  for (const sequence of ['\u001b]', '\u009b', '\u009d', '\u202e', '\u001b[8m', '\u001b[45m']) {
    expect(terminal.written).not.toContain(sequence);
  }
  expect(terminal.text()).toContain('weaklink');
});

test('a resize draws the picture of the new size, and nothing of the old one', async () => {
  const feed = faultStory();
  terminal = new TestTerminal(feed, { columns: 120, rows: 40 });
  await terminal.until('BROKEN');

  for (const [columns, rows] of [
    [80, 24],
    [60, 15],
    [200, 50],
    [300, 80],
    [80, 24],
  ] as const) {
    terminal.resize(columns, rows);
    await untilPicture(frameText(viewFor(feed), columns, rows));
  }
});

test('a storm of resizes ends with a whole picture', async () => {
  const feed = faultStory();
  terminal = new TestTerminal(feed);
  await terminal.until('BROKEN');
  for (let step = 0; step < 60; step += 1) {
    terminal.resize(40 + ((step * 37) % 160), 10 + ((step * 17) % 50));
    if (step % 7 === 0) await pause(5);
  }
  terminal.resize(100, 30);

  await untilPicture(frameText(viewFor(feed), 100, 30));
});

test('a terminal that became too small says so, and q still quits', async () => {
  terminal = new TestTerminal(faultStory());
  await terminal.until('BROKEN');
  terminal.type('?');
  terminal.resize(40, 8);
  await terminal.until('weaklink needs 60 columns and 15 rows.');

  terminal.type('q');

  expect((await terminal.ended).reason).toBe('quit');
});

test('Ctrl-l repairs a screen that somebody else wrote to', async () => {
  const feed = faultStory();
  terminal = new TestTerminal(feed);
  await terminal.until('BROKEN');
  terminal.screen.write('\u001b[5;1Hgarbage from a write(1) message\r\n\u001b[20;1Hmore of it');
  await terminal.until('garbage');

  terminal.type('\u000c');

  await untilPicture(frameText(viewFor(feed)));
});

test('after the end the terminal is as before, with two lines of summary', async () => {
  terminal = new TestTerminal(faultStory());
  await terminal.until('BROKEN');

  terminal.type('q');
  const summary = await terminal.ended;
  await terminal.settled();

  expect(summary).toMatchObject({ reason: 'quit', exitCode: 0 });
  expect(terminal.screen.buffer.active.type).toBe('normal');
  expect(terminal.text().trim().split('\n')).toEqual(summary.lines);
  expect(terminal.written.lastIndexOf('\u001b[?25h')).toBeGreaterThan(
    terminal.written.lastIndexOf('\u001b[?25l'),
  );
  expect(terminal.written.lastIndexOf('\u001b[?2004l')).toBeGreaterThan(
    terminal.written.lastIndexOf('\u001b[?2004h'),
  );
});

test('Q leaves the last picture in the scrollback', async () => {
  terminal = new TestTerminal(faultStory());
  await terminal.until('BROKEN');

  terminal.type('Q');
  await terminal.ended;
  await terminal.settled();

  const { active } = terminal.screen.buffer;
  const kept = Array.from({ length: active.length }, (_, row) =>
    active.getLine(row)?.translateToString(true),
  ).join('\n');
  expect(active.type).toBe('normal');
  expect(kept).toContain('✖ BROKEN   gpu-1 fell off the bus');
  expect(kept).toContain('Last answer: BROKEN');
});

test('Ctrl-c is an interruption', async () => {
  terminal = new TestTerminal(faultStory());
  await terminal.until('BROKEN');

  terminal.type('\u0003');

  expect(await terminal.ended).toMatchObject({ reason: 'interrupted', exitCode: 130 });
});

test('a session that ends takes the console with it, even before the first picture', async () => {
  terminal = new TestTerminal(faultStory());
  await terminal.close();

  expect(await terminal.ended).toMatchObject({ reason: 'aborted' });
});

test('a bug in a screen restores the terminal and is reported', async () => {
  const feed = faultStory();
  terminal = new TestTerminal(feed);
  await terminal.until('BROKEN');

  feed.judge({
    ...verdictOf(acmeChain, 0, { status: 'fault', headline: 'x' }),
    culprits: null,
  } as never);

  await expect(terminal.ended).rejects.toThrow(/null/);
  await terminal.settled();
  expect(terminal.screen.buffer.active.type).toBe('normal');
});

test('news comes at once, the rest with the second', async () => {
  const feed = healthyStory();
  terminal = new TestTerminal(feed);
  await terminal.until('● OK');

  feed.judge(verdictOf(feed.chain, feed.now(), { status: 'undetermined', headline: 'hm' }));

  await terminal.until('? CANNOT TELL  hm');
});

test('the line chart of blessed-contrib comes when a link is opened', async () => {
  terminal = new TestTerminal(faultStory(), { columns: 120, rows: 60 });
  await terminal.until('BROKEN');
  terminal.type('k');
  terminal.type('k');
  await terminal.until(() => chosen().includes('replica-a'));
  terminal.type('\r');

  await terminal.until(/[⠁-⣿]{10}/);

  expect(terminal.scrolls).toBe(0);
});

test('a fault is chosen, injected and undone', async () => {
  const faults = scriptedFaults();
  terminal = new TestTerminal(healthyStory({ faults }));
  await terminal.until('press f to break something');

  terminal.type('f');
  await terminal.until('3 faults, none in force');
  terminal.type('/');
  await terminal.until('Enter keeps it');
  terminal.type('gone');
  terminal.type('\u007f\u007f\u007f\u007f');
  terminal.type('kill');
  await terminal.until('1 fault, none in force, filter /kill');
  terminal.type('\r');
  await terminal.until('› ');
  terminal.type('\r');
  await terminal.until('replica-a-kill is in force');
  terminal.type('c');
  await terminal.until('no fault is in force any more');

  expect(faults.calls).toEqual(['inject replica-a-kill', 'clear all']);
});

test('a frozen picture holds while looking goes on', async () => {
  const feed = healthyStory();
  terminal = new TestTerminal(feed);
  await terminal.until('● OK');
  terminal.type(' ');
  await terminal.until('FROZEN');

  feed.judge(verdictOf(feed.chain, feed.now(), { status: 'undetermined', headline: 'hm' }));
  feed.pass(20_000);
  await terminal.until('FROZEN 20 s');
  expect(terminal.text()).toContain('● OK');

  terminal.type(' ');
  await terminal.until('CANNOT TELL');
});

test('y asks the terminal to copy', async () => {
  terminal = new TestTerminal(faultStory());
  await terminal.until('BROKEN');

  terminal.type('y');
  await terminal.until('copied: ssh node-2 nvidia-smi -q -x');

  const encoded = Buffer.from('ssh node-2 nvidia-smi -q -x').toString('base64');
  expect(terminal.written).toContain(`\u001b]52;c;${encoded}\u0007`);
  expect(terminal.text()).toContain('BROKEN');
});

test('while nothing but time passes, a second costs few bytes', async () => {
  const feed = healthyStory();
  terminal = new TestTerminal(feed, { columns: 120, rows: 40 });
  await terminal.until('● OK');
  await terminal.settled();

  let most = 0;
  for (let second = 0; second < 2; second += 1) {
    const before = terminal.written.length;
    lookAround(feed, second);
    await terminal.until(new RegExp(`14:03:0${second + 1}Z`));
    await terminal.settled(50);
    most = Math.max(most, Buffer.byteLength(terminal.written.slice(before)));
  }

  expect(most).toBeLessThan(2_048);
});
