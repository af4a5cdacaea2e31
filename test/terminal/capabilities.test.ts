import { expect, test } from 'vitest';
import { type CapabilitySources, detectTerminal } from '../../src/terminal/capabilities.ts';

function detect(changes: Partial<CapabilitySources> = {}) {
  return detectTerminal({
    env: { TERM: 'xterm-256color', LANG: 'en_US.UTF-8' },
    argv: [],
    stdin: { isTTY: true },
    stdout: { isTTY: true },
    ...changes,
  });
}

test('an ordinary terminal has everything', () => {
  expect(detect()).toMatchObject({
    interactive: true,
    obstacle: null,
    color: true,
    unicode: true,
    remote: false,
    multiplexer: null,
    updateIntervalMs: 250,
    escapeDelayMs: 50,
  });
});

test.each([
  ['the output is not a terminal', { stdout: {} }],
  ['the input is not a terminal', { stdin: {} }],
  ['the terminal cannot move its cursor (TERM=dumb)', { env: { TERM: 'dumb', LANG: 'C.UTF-8' } }],
] as const)('says why it is not interactive: %s', (obstacle, changes) => {
  expect(detect(changes)).toMatchObject({ interactive: false, obstacle });
});

test('CI does not matter: whoever has a terminal gets a picture', () => {
  expect(detect({ env: { TERM: 'xterm', LANG: 'C.UTF-8', CI: 'true' } }).interactive).toBe(true);
});

test.each([
  ['a UTF-8 locale', { LANG: 'de_DE.utf8' }, [], true],
  ['the POSIX locale', { LANG: 'C' }, [], false],
  ['no locale at all', {}, [], false],
  ['LC_ALL over LANG', { LC_ALL: 'C', LANG: 'en_US.UTF-8' }, [], false],
  ['an empty LC_ALL, which does not count', { LC_ALL: '', LANG: 'en_US.UTF-8' }, [], true],
  ['--ascii over any locale', { LANG: 'en_US.UTF-8' }, ['--ascii'], false],
] as const)('signs beyond ASCII: %s', (_name, env, argv, unicode) => {
  expect(detect({ env: { TERM: 'xterm', ...env }, argv }).unicode).toBe(unicode);
});

test('over SSH it draws less often and waits longer for a torn key', () => {
  const ssh = detect({ env: { TERM: 'xterm', SSH_CONNECTION: '10.0.0.1 5 10.0.0.2 22' } });

  expect(ssh).toMatchObject({ remote: true, updateIntervalMs: 1_000, escapeDelayMs: 150 });
});

test.each([
  [{ TMUX: '/tmp/tmux-0/default,1,0', TERM: 'screen-256color' }, 'tmux'],
  [{ STY: '123.pts-0', TERM: 'screen' }, 'screen'],
  [{ TERM: 'xterm' }, null],
] as const)('knows the program between: %o', (env, multiplexer) => {
  expect(detect({ env }).multiplexer).toBe(multiplexer);
});

test('asking changes nothing in the environment', () => {
  const env = { TERM: 'xterm', NO_COLOR: '1' };

  expect(detect({ env }).color).toBe(false);

  expect(env).toEqual({ TERM: 'xterm', NO_COLOR: '1' });
});
