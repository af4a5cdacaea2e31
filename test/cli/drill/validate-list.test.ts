import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runDrillList } from '../../../src/cli/drill/list.ts';
import { runDrillValidate } from '../../../src/cli/drill/validate.ts';
import { scratch } from '../../support/scratch.ts';

async function library(withMistake: boolean): Promise<string> {
  const root = await scratch();
  mkdirSync(join(root, 'gpu'));
  writeFileSync(
    join(root, 'gpu', 'lost.yaml'),
    'title: The GPU is lost\ntags: [gpu]\nfaults: [{ inject: { sandbox: gpu-a-lost } }]\n',
  );
  writeFileSync(join(root, 'calm.yaml'), 'title: All is well\nexpect: { verdict: healthy }\n');
  if (withMistake)
    writeFileSync(join(root, 'wrong.yaml'), 'titel: x\nexpect: { verdict: healthy }\n');
  return root;
}

/** Runs a command and keeps what it says. */
async function said(
  run: typeof runDrillList,
  operands: readonly string[],
  options: Readonly<Record<string, string | boolean>> = {},
) {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const exitCode = await run(operands, options, {
    output: {
      result: (text) => stdout.push(text),
      progress: (line) => stderr.push(line),
      terminal: false,
    },
    signal: new AbortController().signal,
    globals: { journal: false, stateDirectory: undefined },
  });
  return { exitCode, stdout: stdout.join(''), stderr: stderr.join('\n') };
}

describe('weaklink drill validate', () => {
  it('says that all is well, with 0', async () => {
    expect(await said(runDrillValidate, [await library(false)])).toEqual({
      exitCode: 0,
      stdout: '2 scenarios are ok\n',
      stderr: '',
    });
  });

  it('says every mistake with its place, with 2', async () => {
    const root = await library(true);
    const file = join(root, 'wrong.yaml');
    expect(await said(runDrillValidate, [root])).toEqual({
      exitCode: 2,
      stdout: '2 scenarios are ok, 1 with mistakes\n',
      stderr: [
        `${file}:1:1: title is missing [E_MISSING]`,
        `${file}:1:1: titel: there is no such key [E_UNKNOWN_KEY]`,
        '  Did you mean "title"?',
        '2 problems',
      ].join('\n'),
    });
  });

  it('gives one JSON document', async () => {
    const root = await library(true);
    const { exitCode, stdout } = await said(runDrillValidate, [root], { json: true });
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'weaklink.scenarios/1',
      valid: false,
      files: [
        { id: 'calm', valid: true, problems: [] },
        { id: 'lost', valid: true },
        { id: null, valid: false, problems: [{ code: 'E_MISSING', line: 1 }, { column: 1 }] },
      ],
    });
  });
});

describe('weaklink drill list', () => {
  it('is a table of what is there', async () => {
    expect(await said(runDrillList, [await library(false)])).toEqual({
      exitCode: 0,
      stdout:
        'calm  sandbox  medium  All is well\nlost  sandbox  medium  The GPU is lost  [gpu]\n2 scenarios\n',
      stderr: '',
    });
  });

  it.each(['tag:gpu', 'lost', 'the gpu'])('shows what fits the filter %s', async (filter) => {
    const { stdout } = await said(runDrillList, [await library(false)], { filter });
    expect(stdout).toMatch(/^lost .*\n1 scenario\n$/);
  });

  it('says that nothing fits', async () => {
    const asked = said(runDrillList, [await library(false)], { filter: 'tag:none' });
    await expect(asked).rejects.toMatchObject({ code: 'E_FILTER' });
  });

  it('gives one JSON document, and names what cannot be read', async () => {
    const root = await library(true);
    const { exitCode, stdout } = await said(runDrillList, [root], { json: true });
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'weaklink.scenario-list/1',
      scenarios: [
        { id: 'calm', source: 'sandbox', faults: [], verdict: 'healthy' },
        { id: 'lost', faults: [{ link: 'gpu-a', injector: 'sandbox' }], verdict: 'fault' },
      ],
      invalid: [join(root, 'wrong.yaml')],
    });
  });
});
