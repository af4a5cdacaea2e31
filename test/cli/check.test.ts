import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLValidator } from 'fast-xml-parser';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WeaklinkEvent } from '../../src/events/types.ts';
import { reportSchema } from '../../src/report/schema.ts';
import type { Report } from '../../src/report/types.ts';
import { weaklink } from '../support/weaklink.ts';
import { type LocalChain, startLocalChain } from './local-chain.ts';

let chain: LocalChain;

beforeEach(async () => {
  chain = await startLocalChain();
});
afterEach(() => chain.close());

const check = (...args: string[]) => weaklink(['check', chain.file, ...args]);

describe('weaklink check', () => {
  it('ends with 0 and clears every link of a healthy chain', async () => {
    const { exitCode, stdout, stderr } = await check();
    expect(stdout).toMatch(/^HEALTHY {3}/);
    expect(stdout).toMatch(/^Cleared {3}gateway, store$/m);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('ends with 1 and names the link whose server is gone', async () => {
    await chain.store.close();
    const { exitCode, stdout } = await check('--json');
    const { verdict } = JSON.parse(stdout) as Report;
    expect(exitCode).toBe(1);
    expect(verdict.status).toBe('fault');
    expect(verdict.culprits.map(({ link }) => link)).toEqual(['store']);
    expect(verdict.cleared).toEqual(['gateway']);
  });

  it('ends with 2 when there is no such file, and when the file is wrong', async () => {
    const missing = await weaklink(['check', join(chain.directory, 'no.yaml')]);
    expect(missing.stderr).toContain('there is no such file [E_FILE]');
    const here = await weaklink(['check'], { cwd: chain.directory });
    const fixture = join(import.meta.dirname, '../../fixtures/config/invalid-dangling-need.yaml');
    const wrong = await weaklink(['check', fixture, '--json']);
    expect(wrong.stderr).toMatch(/invalid-dangling-need\.yaml:\d+:\d+: /);
    expect([missing.exitCode, here.exitCode, wrong.exitCode]).toEqual([2, 0, 2]);
    expect(missing.stdout + wrong.stdout).toBe('');
  });

  it('ends with 3 when it could not look at a link, and blames nobody', async () => {
    await chain.close();
    chain = await startLocalChain({
      moreLinks: `  vendor:
    kind: provider
    address: "https://api.vendor.example/"
    probes: [{ kind: http, headers: { Authorization: "Bearer env:NOT_SET_ANYWHERE" } }]
`,
    });
    const { exitCode, stdout } = await check('--json');
    const { verdict, observations } = JSON.parse(stdout) as Report;
    expect(observations.find(({ link }) => link === 'vendor')).toMatchObject({
      outcome: 'unknown',
      symptom: 'self.secret',
    });
    expect(verdict.culprits).toEqual([]);
    expect(exitCode).toBe(3);
  });

  it('looks as often as it is told', async () => {
    const { stdout } = await check('--rounds', '2', '--ndjson');
    const looks = stdout.split('\n').filter((line) => line.includes('"weaklink.observation"'));
    expect(looks).toHaveLength(4);
  });
});

describe('the formats of weaklink check', () => {
  it('--json is one document that fits its schema, and nothing else', async () => {
    const { stdout, stderr } = await check('--rounds', '1', '--json');
    const report = JSON.parse(stdout);
    expect(reportSchema.parse(report)).toEqual(report);
    expect(report.links.map(({ link }: { link: string }) => link)).toEqual(['gateway', 'store']);
    expect(stderr).toBe('');
  });

  it('--ndjson is the session, every event, and the report as the last line', async () => {
    const { stdout } = await check('--rounds', '1', '--ndjson');
    const documents = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const events = documents.slice(0, -1) as WeaklinkEvent[];
    expect(events[0]?.type).toBe('weaklink.session');
    expect(new Set(events.map(({ type }) => type))).toEqual(
      new Set(['weaklink.session', 'weaklink.observation', 'weaklink.verdict']),
    );
    expect(events.map(({ id }) => id)).toEqual(events.map(({ id }) => id).toSorted());
    expect(documents.at(-1).schema).toBe('weaklink.report/1');
  });

  it('--markdown is a note, --github annotations', async () => {
    expect((await check('--rounds', '1', '--markdown')).stdout).toMatch(/^## Healthy: /);
    expect((await check('--rounds', '1', '--github')).stdout).toMatch(
      /^::notice title=weaklink%3A healthy::/,
    );
  });

  it('--junit writes a file beside what goes to stdout', async () => {
    const file = join(chain.directory, 'junit.xml');
    const { exitCode, stdout } = await check('--rounds', '1', '--json', '--junit', file);
    expect(JSON.parse(stdout).verdict.status).toBe('healthy');
    expect(XMLValidator.validate(readFileSync(file, 'utf8'))).toBe(true);
    expect(exitCode).toBe(0);
    const nowhere = await check('--rounds', '1', '--junit', '/nowhere/junit.xml');
    expect(nowhere.exitCode).toBe(3);
    expect(nowhere.stderr).toContain('/nowhere/junit.xml: cannot be written (ENOENT) [E_WRITE]');
  });
});

describe('the journal of weaklink check', () => {
  it('stands where --state-dir says, and not at all with --no-journal', async () => {
    const state = join(chain.directory, 'state');
    await check('--rounds', '1', '--no-journal', '--state-dir', state);
    expect(existsSync(join(state, 'journal.db'))).toBe(false);
    await check('--rounds', '1', '--state-dir', state);
    expect(existsSync(join(state, 'journal.db'))).toBe(true);
  });
});
