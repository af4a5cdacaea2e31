import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Verification } from '../../src/replay/verify.ts';
import type { Report } from '../../src/report/types.ts';
import { recordIncident } from '../support/incident.ts';
import { Pty } from '../support/pty.ts';
import { ensureBuilt, entry, type RunResult, weaklink } from '../support/weaklink.ts';

let file: string;
beforeAll(() => ensureBuilt(), 60_000);
beforeEach(async () => {
  file = await recordIncident();
});

const replay = (...args: string[]): Promise<RunResult> => weaklink(['replay', file, ...args]);
const linesOf = ({ stdout }: RunResult) => stdout.trimEnd().split('\n');

describe('weaklink replay without a terminal', () => {
  it('writes a line for every new answer, at once, and ends as a check would', async () => {
    const result = await replay();

    expect(linesOf(result).map((line) => line.split(' ').slice(0, 4).join(' '))).toEqual([
      '2026-01-01 00:00:00Z HEALTHY nothing',
      '2026-01-01 00:00:30Z BROKEN vendor:',
      '2026-01-01 00:01:01Z HEALTHY every',
      expect.stringMatching(/^2026-01-01 00:01:3\dZ (BROKEN|UNSURE) /),
    ]);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toBe('');
  });

  it('begins with the answer that stood, and ends where it is told to', async () => {
    const result = await replay('--from', '00:00:45', '--to', '70s');

    expect(linesOf(result)).toEqual([
      expect.stringMatching(/^2026-01-01 00:00:4\dZ BROKEN vendor:/),
      expect.stringMatching(/^2026-01-01 00:01:01Z HEALTHY every/),
    ]);
    expect(result.exitCode).toBe(0);
  });

  it('takes as long as the day did, by the speed', async () => {
    const fast = await replay('--from', '20s', '--to', '70s');
    const slower = await replay('--from', '20s', '--to', '70s', '--speed', '100');

    expect(slower.stdout).toBe(fast.stdout);
    expect(slower.durationMs).toBeGreaterThan(500);
  });
});

describe('weaklink replay --ndjson', () => {
  it('gives every event, and the verdicts that are computed now', async () => {
    const [first, ...rest] = linesOf(await replay('--ndjson')).map((line) => JSON.parse(line));
    const recorded = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
    const isNoVerdict = ({ type }: { type: string }) => type !== 'weaklink.verdict';

    expect([first, ...rest].filter(isNoVerdict)).toEqual(recorded.filter(isNoVerdict));
    const ids = [first, ...rest].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(rest.filter(({ type }) => type === 'weaklink.verdict').length).toBeGreaterThan(3);
    expect(ids.toSorted()).toEqual(ids);
  });

  it('does not believe what was recorded', async () => {
    const lies = readFileSync(file, 'utf8').replaceAll('"status":"fault"', '"status":"healthy"');
    writeFileSync(file, lies);
    const { stdout } = await replay('--ndjson');

    expect(stdout).toContain('"status":"fault"');
  });
});

describe('weaklink replay --json', () => {
  it('is the report as of a time', async () => {
    const result = await replay('--json', '--to', '50s');
    const report: Report = JSON.parse(result.stdout);

    expect(report).toMatchObject({
      schema: 'weaklink.report/1',
      startedAt: '2026-01-01T00:00:00.000Z',
      verdict: { status: 'fault', culprits: [{ link: 'vendor', mode: 'service.overloaded' }] },
    });
    expect(report.endedAt).toMatch(/^2026-01-01T00:00:(49|50)/);
    expect(result.exitCode).toBe(1);
  });

  it('of a what-if it tells of the links that are left', async () => {
    const result = await replay('--json', '--to', '50s', '--without', 'link=vendor');
    const report: Report = JSON.parse(result.stdout);

    expect(report.links.map(({ link }) => link)).not.toContain('vendor');
    expect(report.verdict.culprits.map(({ link }) => link)).toEqual(['gateway']);
  });
});

describe('weaklink replay --verify', () => {
  it('0: every verdict of the day comes out again', async () => {
    const result = await replay('--verify');

    expect(result.stdout).toMatch(
      /: (\d+) verdicts of \d+ events compared, \1 equal, 0 different\n$/,
    );
    expect(result.exitCode).toBe(0);
  });

  it('1: says where a verdict differs, what was said, what is computed, and why', async () => {
    const changed = readFileSync(file, 'utf8').replace(
      /"headline":"vendor: says that it is overloaded[^"]*"/,
      '"headline":"the store is gone"',
    );
    writeFileSync(file, changed);
    const result = await replay('--verify');

    expect(result.stdout).toMatch(/ 1 different\n/);
    expect(result.stdout).toMatch(
      /\n2026-01-01T00:00:3\d\.\d+Z\n {2}recorded {2}the store is gone\n {2}computed {2}vendor: says that it is overloaded, \d+ s after the quota changed\n {2}why {7}\S/,
    );
    expect(result.exitCode).toBe(1);
  });

  it('as one JSON document', async () => {
    const result = await replay('--verify', '--json', '--without', 'link=vendor');
    const verification: Verification = JSON.parse(result.stdout);

    expect(verification.equal).toBeLessThan(verification.compared);
    expect(verification.differences[0]?.why).toContain('something is taken away');
    expect(result.exitCode).toBe(1);
  });

  it('3: without a recorded verdict there is nothing to compare', async () => {
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, lines.filter((line) => !line.includes('weaklink.verdict')).join('\n'));
    const result = await replay('--verify');

    expect(result.stdout).toContain('no verdict was recorded');
    expect(result.exitCode).toBe(3);
  });
});

describe('weaklink replay --verify of a recording that is cut off', () => {
  beforeEach(() => {
    const whole = readFileSync(file, 'utf8');
    writeFileSync(file, whole.slice(0, whole.lastIndexOf('{"weaklink":"end"')));
  });

  it('warns: what is there comes out again, yet more may have been', async () => {
    const result = await replay('--verify');

    expect(result.stdout).toMatch(/ 0 different\nWarning: the recording breaks off [^\n]+\n$/);
    expect(result.exitCode).toBe(0);
  });

  it('says so in JSON', async () => {
    const { stdout } = await replay('--verify', '--json');

    expect((JSON.parse(stdout) as Verification).cutOff).toBe(true);
  });
});

describe('weaklink replay --without', () => {
  it('shows both sequences where they part, and where they meet again', async () => {
    const [head = '', ...rows] = linesOf(await replay('--without', 'link=vendor'));

    expect(head).toMatch(/^TIME +WITH EVERYTHING +WITHOUT link vendor$/);
    expect(rows.find((row) => row.includes('BROKEN gateway'))).toMatch(
      /^2026-01-01 00:00:3\d\.\d{3}Z +BROKEN vendor: says that it is overloaded, \d+ s after .*BROKEN gateway/,
    );
    expect(rows.some((row) => /HEALTHY every link .* the same$/.test(row))).toBe(true);
    expect(rows.some((row) => row.startsWith('2026-01-01 00:00:00'))).toBe(false);
    expect(rows.at(-1)).toBe('They part, and say the same at the end.');
  });

  it('says so where it makes no difference', async () => {
    const result = await replay('--without', 'link=gpu-b');

    expect(result.stdout).toBe('without link gpu-b weaklink would have said the same: 4 answers\n');
  });

  it('takes several away', async () => {
    const probes = ['vendor', 'gateway', 'edge'].map((link) => `probe=${link}/canary-vendor-chat`);
    const result = await replay(
      '--json',
      '--to',
      '50s',
      ...probes.flatMap((one) => ['--without', one]),
    );

    expect((JSON.parse(result.stdout) as Report).verdict.status).toBe('healthy');
  });
});

describe('what cannot be replayed', () => {
  it.each([
    [['--from', 'soon'], 'E_REPLAY_TIME', '--from: "soon" is no time'],
    [['--from', '5h'], 'E_REPLAY_TIME', 'is after the recording ends (2026-01-01 00:01:59Z)'],
    [['--to', '2020-01-01T00:00:00Z'], 'E_REPLAY_TIME', 'is before the recording begins'],
    [['--from', '50s', '--to', '20s'], 'E_REPLAY_TIME', 'is not before --to'],
    [['--speed', '3'], 'E_OPTION', '"3" is none of 1, 10, 100, max'],
    [['--speed', '10', '--json'], 'E_OPTION', 'has no meaning with --json'],
    [['--json', '--ndjson'], 'E_OPTION', 'only one of --json and --ndjson'],
    [['--verify', '--ndjson'], 'E_OPTION', '--verify writes no events'],
    [['--without', 'link=vender'], 'E_WITHOUT', 'Did you mean "vendor"?'],
    [['--without', 'vendor'], 'E_WITHOUT', 'does not say what to take away'],
    [['--without', 'host=a'], 'E_WITHOUT', 'does not say what to take away'],
  ])('%j', async (args, code, words) => {
    const result = await replay(...args);

    expect(result.stderr).toContain(`[${code}]`);
    expect(result.stderr).toContain(words);
    expect(result.stdout).toBe('');
    expect(result.exitCode).toBe(2);
  });

  it.each([
    ['a file that is not there', '/nowhere/x.jsonl', 'E_RECORDING_READ'],
    ['a file of another kind', entry, 'E_RECORDING_NO_SESSION'],
  ])('%s', async (_name, path, code) => {
    const result = await weaklink(['replay', path]);

    expect(result.stderr).toContain(`[${code}]`);
    expect(result.exitCode).toBe(2);
  });
});

describe('weaklink replay on a terminal', () => {
  let pty: Pty | null = null;
  afterEach(async () => {
    await pty?.close();
    pty = null;
  });

  it('is the console over the recording', async () => {
    pty = new Pty(`${process.execPath} ${entry} replay ${file} --from 10s --to 100s`, {
      columns: 80,
      rows: 24,
    });
    await pty.until(/REPLAY +test/);
    pty.type('5');
    await pty.until(/BROKEN +vendor: says that it is overloaded/);
    await pty.until(/ ▸ 1x +00:00:10 .* 00:01:40/);
    pty.type('q');

    expect(await pty.ended).toBe(0);
    expect(pty.text()).toContain('weaklink replayed demo up to');
  });

  it('with --plain writes lines there, too', async () => {
    pty = new Pty(`${process.execPath} ${entry} replay ${file} --plain --speed max`);

    expect(await pty.ended).toBe(1);
    expect(pty.text()).toContain('BROKEN vendor');
  });
});
