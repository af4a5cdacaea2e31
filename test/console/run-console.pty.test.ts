import { readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { bundleConsoleProgram } from '../support/console-program.ts';
import { Pty, type PtyOptions } from '../support/pty.ts';

let program: string;
let pty: Pty;
beforeAll(async () => {
  program = await bundleConsoleProgram();
});
afterAll(() => rmSync(dirname(program), { recursive: true }));
afterEach(() => pty.close());

function start(happening: string, options: PtyOptions = {}): Pty {
  pty = new Pty(`${process.execPath} ${program} ${happening}`, options);
  return pty;
}

/** What every way out must leave behind: the shell's screen, its cursor, its line editing. */
function expectRestored(): void {
  const last = (sequence: string) => pty.written.lastIndexOf(sequence);
  expect(pty.screen.buffer.active.type).toBe('normal');
  expect(last('\u001b[?1049l')).toBeGreaterThan(last('\u001b[?1049h'));
  expect(last('\u001b[?25h')).toBeGreaterThan(last('\u001b[?25l'));
  expect(last('\u001b[?2004l')).toBeGreaterThan(last('\u001b[?2004h'));
}

const programPid = async () => {
  const text = await pty.until(/pid=(\d+)/, () => pty.written);
  return Number(/pid=(\d+)/.exec(text)?.[1]);
};

describe('the environment', () => {
  test('CI on a bastion does not keep the picture away', async () => {
    start('none', { env: { CI: '1' } });

    await pty.until('● OK');
  });

  test('NO_COLOR leaves no colour, and keeps weight', async () => {
    start('none --fault', { env: { NO_COLOR: '1' } });
    await pty.until('BROKEN');

    const codes = [...pty.written.matchAll(/\[([\d;]+)m/g)].flatMap(([, all = '']) =>
      all.split(';'),
    );
    expect(codes).toContain('1');
    expect(codes.filter((code) => /^(3|4|9|10)\d$/.test(code) && code !== '39')).toEqual([]);
  });

  test('without NO_COLOR there are colours', async () => {
    start('none --fault');
    await pty.until('BROKEN');

    expect(pty.written).toMatch(/\[(\d+;)*31m/);
  });

  test('a locale without UTF-8 gets ASCII', async () => {
    start('none --fault', { env: { LANG: 'C' } });
    await pty.until('x BROKEN');

    expect(pty.text()).toMatch(/^[\n -~]*$/);
  });

  test.each([
    ['TERM=dumb', { TERM: 'dumb' }, '', 'the terminal cannot move its cursor (TERM=dumb)'],
    ['no input', {}, '< /dev/null', 'the input is not a terminal'],
  ])('%s: says what is missing and ends with 2', async (_name, env, redirect, words) => {
    start(`none ${redirect}`, { env });

    expect(await pty.ended).toBe(2);
    expect(pty.text()).toContain(`the console needs a terminal: ${words}`);
  });
});

describe('the ways out', () => {
  test('q, with the summary on the screen of the shell', async () => {
    start('none');
    await pty.until('● OK');

    pty.type('q');

    expect(await pty.ended).toBe(0);
    expectRestored();
    expect(pty.text()).toMatch(
      /weaklink watched acme-prod for \d+ s: \d+ looks\.\nLast answer: OK/,
    );
  });

  test('Ctrl-c ends with 130', async () => {
    start('none');
    await pty.until('● OK');

    pty.type('\u0003');

    expect(await pty.ended).toBe(130);
    expectRestored();
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const)('%s', async (signal, code) => {
    start('pid');
    const pid = await programPid();
    await pty.until('● OK');

    process.kill(pid, signal);

    expect(await pty.ended).toBe(code);
    expectRestored();
  });

  test.each([
    ['throw', 'thrown while the console was up'],
    ['reject', 'rejected while the console was up'],
  ])('an error that nobody caught (%s) is readable on a restored screen', async (how, words) => {
    start(how);

    expect(await pty.ended).not.toBe(0);
    expectRestored();
    expect(pty.text()).toContain(words);
  });
});

test('2,000 links cost neither memory nor patience', async () => {
  start('pid --long');
  const pid = await programPid();
  await pty.until('router');

  pty.type('G');
  await pty.until(/›└ replica-1999/);
  pty.type('/1234\r');
  await pty.until('filter /1234: 1 of 2000 links');

  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const residentMb = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024;
  expect(residentMb).toBeLessThan(200);
});

test('what others write does not disturb the picture, and is not lost', async () => {
  start('stray');
  await pty.until('● OK');
  await pty.until(/14:03:0[2-9]Z/);

  const lines = pty.text().split('\n');
  expect(lines.join()).not.toContain('stray');
  expect(lines[0]).toContain('weaklink  acme-prod');
  expect(lines.at(-1)).toContain('? help');
  pty.type('q');
  await pty.ended;
  expect(pty.text()).toContain('a stray line on stdout');
  expect(pty.text()).toContain('a stray line on stderr');
  expect(pty.text()).toContain('a stray warning');
});

test('Ctrl-z gives the shell back, and fg the picture', async () => {
  pty = new Pty(`PS1='ready$ ' bash --norc -i`, { columns: 100, rows: 30 });
  await pty.until('ready$');
  pty.type(`${process.execPath} ${program} none\n`);
  await pty.until('● OK');

  pty.type('\u001a');
  await pty.until(/Stopped.*ready\$/s);
  expect(pty.screen.buffer.active.type).toBe('normal');

  pty.type('fg\n');
  await pty.until('● OK');
  expect(pty.screen.buffer.active.type).toBe('alternate');
  pty.type('q');
  await pty.until(/Last answer: OK.*ready\$/s);
});

test('where no shell can wake it, Ctrl-z does not hang the console', async () => {
  start('none');
  await pty.until('● OK');

  pty.type('\u001a');
  await pty.until(/\[\?1049l.*\[\?1049h/s, () => pty.written);
  pty.type('?');

  await pty.until('What is said of a link');
});
