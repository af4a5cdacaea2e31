import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { notStarted, remoteCommand, unmark } from '../../../src/vantage/ssh/remote-command.ts';
import { needsPrograms } from '../../support/needs-program.ts';

/** What `sshd` does with a command: the login shell is given it as one string. */
function login(shell: string, command: string): Buffer {
  return execFileSync(shell, ['-c', command], { stdio: ['ignore', 'pipe', 'pipe'] });
}

describe.each(['dash', 'bash'])('in %s', (shell) => {
  const canRun = needsPrograms(shell);

  test.runIf(canRun)('every word arrives as it is', () => {
    const word = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        const argv = ['printf', '%s\\0', ...words] as [string, ...string[]];
        const printed = unmark(login(shell, remoteCommand({ argv })))?.stdout.toString('utf8');
        const wanted = words.map((text) => Buffer.from(text).toString('utf8'));
        expect(printed?.split('\0').slice(0, -1)).toEqual(wanted);
      }),
      { numRuns: 40 },
    );
  });

  test.runIf(canRun)('the number is that of the program itself', () => {
    const marked = unmark(login(shell, remoteCommand({ argv: ['sh', '-c', 'echo $$'] })));
    expect(marked?.stdout.toString()).toBe(`${marked?.pid}\n`);
  });
});

test('what a login prints before the command is left out', () => {
  const stdout = Buffer.from('Welcome!\nweaklink-runs 4711 4710\nx\n');
  expect(unmark(stdout)).toEqual({ pid: 4711, group: 4710, stdout: Buffer.from('x\n') });
  expect(unmark(Buffer.from('This account is currently not available.\n'))).toBeUndefined();
});

test('a program that ends with 127 by itself was started', () => {
  expect(notStarted(127, 'sh: 1: foo: not found\n')).toBeUndefined();
  expect(notStarted(127, 'weaklink-exec: 1: exec: foo: not found\n')?.code).toBe('ENOENT');
  expect(notStarted(126, 'weaklink-exec: line 1: /etc: Is a directory\n')?.code).toBe('EACCES');
});

test('a variable must have a name', () => {
  expect(() => remoteCommand({ argv: ['true'], env: { 'A=b;id': 'x' } })).toThrow('no name');
});
