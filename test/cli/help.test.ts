import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { ensureBuilt, entry, weaklink } from '../support/weaklink.ts';

const { version } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
) as { version: string };

describe('weaklink --version', () => {
  it.each(['--version', '-V'])('%s prints the version and nothing else', async (flag) => {
    const { exitCode, stdout, stderr } = await weaklink([flag]);
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 0,
      stdout: `${version}\n`,
      stderr: '',
    });
  });

  it('takes little longer than an empty Node', async () => {
    await ensureBuilt();
    const milliseconds = (...args: string[]) => {
      const startMs = performance.now();
      spawnSync(process.execPath, args, { stdio: 'ignore' });
      return performance.now() - startMs;
    };
    // The best of a few: what the machine does meanwhile is not what is measured.
    const best = (...args: string[]) =>
      Math.min(...Array.from({ length: 7 }, () => milliseconds(...args)));
    expect(best(entry, '--version') - best('-e', '0')).toBeLessThan(60);
  });
});

describe('weaklink --help', () => {
  it('lists every command, examples and the exit codes', async () => {
    const { exitCode, stdout, stderr } = await weaklink(['--help']);
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    for (const name of Object.keys(commands))
      expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    expect(stdout).toContain('Examples:');
    expect(stdout).toContain('0 healthy · 1 fault found');
  });

  it.each(Object.entries(commands))(
    '%s --help shows its options and examples',
    async (name, spec) => {
      const { exitCode, stdout } = await weaklink([name, '--help']);
      expect(exitCode).toBe(0);
      for (const [flags] of spec.options) expect(stdout).toContain(flags);
      for (const [line] of spec.examples) expect(stdout).toContain(line);
    },
  );

  it('fits 80 columns', async () => {
    for (const name of [[], ...Object.keys(commands).map((one) => [one])]) {
      const { stdout } = await weaklink([...name, '--help']);
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    }
  });
});

describe('a wrong command line', () => {
  it.each([
    [['chek'], '"chek" is neither a command nor a chain file', 'Did you mean "weaklink check"?'],
    [['frobnicate'], 'neither a command nor a chain file', 'See "weaklink --help"'],
    [['check', '--jsn'], "unknown option '--jsn'", 'Did you mean --json?'],
    [['probe', 'tcp'], "missing required argument 'target'", ''],
    [['check', 'a.yaml', 'b.yaml'], 'too many arguments', ''],
    [['check', '--rounds', '0'], '--rounds: "0" is not a whole number from 1', ''],
    [['check', '--json', '--markdown'], 'only one of --json and --markdown', ''],
    [['probe', 'tpc', 'x:1'], 'there is no probe of kind "tpc"', 'Did you mean "tcp"?'],
    [['probe', 'tcp', 'x'], '"x" is not an address with a port', ''],
    [['probe', 'tcp', 'x:1', '--option', 'slow'], 'has no key or no "="', ''],
    [['probe', 'tcp', 'x:1', '--option', 'slwMs=1'], 'slwMs', ''],
    [['probe', 'tcp', 'x:1', '--deadline', 'soon'], '"soon" is not a duration', ''],
    [['demo', '--fault', 'nam-nxdomain'], 'is not a fault', 'Did you mean "name-nxdomain"?'],
    [['demo', '--for', '10s'], '--for is for --headless', ''],
    [['demo', '--headless', '--for', 'long'], '"long" is not a duration', ''],
  ])('%j ends with 2 and says what is wrong', async (args, problem, hint) => {
    const { exitCode, stdout, stderr } = await weaklink(args);
    expect(stderr).toContain(problem);
    expect(stderr).toContain(hint);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });

  it('shows what was typed harmless', async () => {
    const { stderr } = await weaklink(['check', '--\u001b]0;title\u0007x']);
    expect(stderr).toContain('unknown option');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
  });
});
