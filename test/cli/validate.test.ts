import { describe, expect, it } from 'vitest';
import { weaklink } from '../support/weaklink.ts';

const cwd = process.cwd();
const validate = (...args: string[]) => weaklink(['validate', ...args], { cwd });

describe('weaklink validate', () => {
  it('says what a valid file holds', async () => {
    expect(await validate('fixtures/config/valid-ten-lines.yaml')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(
        /^fixtures\/config\/valid-ten-lines\.yaml: ok, 5 links, 1 model, (\d+) probes \(\1 inferred\)\n$/,
      ),
      stderr: '',
    });
  });

  it('lists the probes when asked to', async () => {
    const { stdout } = await validate('fixtures/config/valid-full.yaml', '--probes');
    expect(stdout).toMatch(/^ {2}gateway +http +local +every 5 s +within 3 s +inferred$/m);
    expect(stdout).toMatch(
      /^ {2}gateway +canary \(openai\) +local +every 30 s +within 20 s +stated$/m,
    );
    expect(stdout).toMatch(/^ {2}vendor +nobody looks$/m);
  });

  it('says everything that is wrong, with 2', async () => {
    const { exitCode, stdout, stderr } = await validate(
      'fixtures/config/invalid-dangling-need.yaml',
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(
      stderr,
    ).toBe(`fixtures/config/invalid-dangling-need.yaml:3:70: links.gateway.needs[0]: there is no link "ruter" [E_DANGLING]
  Did you mean "router"?
fixtures/config/invalid-dangling-need.yaml:3:77: links.gateway.needs[1]: there is no link "billing" [E_DANGLING]
  Allowed: gateway, router, replica-a, replica-b.
fixtures/config/invalid-dangling-need.yaml:4:89: links.router.needs[0].anyOf[1]: there is no link "replica-c" [E_DANGLING]
  Did you mean "replica-a"?
3 problems
`);
  });

  it('gives one JSON document of a valid file', async () => {
    const { exitCode, stdout } = await validate('fixtures/config/valid-full.yaml', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'weaklink.validation/1',
      file: 'fixtures/config/valid-full.yaml',
      valid: true,
      chain: 'acme-prod',
      links: 14,
      models: 2,
      problems: [],
    });
    expect(JSON.parse(stdout).probes).toContainEqual({
      link: 'gateway',
      kind: 'openai',
      name: 'canary',
      intervalMs: 30_000,
      deadlineMs: 20_000,
      vantage: 'local',
      inferred: false,
    });
  });

  it('gives one JSON document of an invalid file, and of none', async () => {
    const invalid = await validate('fixtures/config/invalid-kind-missing.yaml', '--json');
    expect(invalid).toMatchObject({ exitCode: 2, stderr: '' });
    expect(JSON.parse(invalid.stdout)).toEqual({
      schema: 'weaklink.validation/1',
      file: 'fixtures/config/invalid-kind-missing.yaml',
      valid: false,
      problems: [
        {
          code: 'E_MISSING',
          message: 'links.api.kind is missing',
          hint: expect.stringMatching(/^Allowed: dns, /),
          line: 3,
          column: 8,
        },
      ],
    });
    const none = await validate('nowhere.yaml', '--json');
    expect(none.exitCode).toBe(2);
    expect(JSON.parse(none.stdout)).toMatchObject({
      valid: false,
      problems: [{ code: 'E_FILE', line: null }],
    });
  });
});
