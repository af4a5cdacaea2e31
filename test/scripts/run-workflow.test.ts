import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { readAction, readWorkflow } from '../../scripts/workflow/workflow-file.ts';
import { junit } from '../../src/report/drill/junit.ts';
import {
  hostileResult,
  inconclusiveResult,
  sampleDrill,
  wrongResult,
} from '../report/drill/sample.ts';
import { scratch } from '../support/scratch.ts';

const script = resolve(import.meta.dirname, '../../scripts/run-workflow.ts');

/** Runs the workflow in a workspace that holds these files. */
async function run(files: Readonly<Record<string, string>>, ...args: string[]) {
  const workspace = await scratch();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(workspace, path, '..'), { recursive: true });
    writeFileSync(join(workspace, path), content);
  }
  const argv = [script, 'workflow.yml', ...args];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, argv, { cwd: workspace });
    return { exitCode: 0, stdout, stderr: '' };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { exitCode: code, stdout, stderr };
  }
}

const job = (steps: string) => `jobs:\n  one:\n    steps:\n${steps.replace(/^/gm, '      ')}\n`;

test('runs steps, and shows exit codes, annotations and the summary', async () => {
  const { exitCode, stdout } = await run({
    'workflow.yml': job(`- uses: actions/checkout@v4
- name: says something
  run: |
    echo "::error file=a.yaml,line=3,title=drill failed%3A x::first%0Asecond 50 %25"
    echo "::notice::just so" >&2
    echo "# Summary" >> "$GITHUB_STEP_SUMMARY"
- name: fails
  run: exit 3
- name: never
  run: echo never
- name: cleans up
  if: always()
  run: echo cleaned`),
  });
  expect(exitCode).toBe(3);
  expect(stdout.slice(stdout.indexOf('Steps\n'))).toBe(`Steps
  skipped  actions/checkout@v4 (an action from elsewhere is not run here)
  passed   says something
  exit 3   fails
  skipped  never (its condition does not hold)
  passed   cleans up

Annotations
  error    a.yaml:3 drill failed: x
      first
      second 50 %
  notice   ${'' /* no title */}
      just so

Summary
  # Summary

JUnit
  none

The job failed with exit code 3
`);
});

test('a local composite action gets its inputs, and gives its outputs and its exit code', async () => {
  const { exitCode, stdout } = await run({
    'workflow.yml': job(`- id: act
  uses: ./act
  with: { greeting: "hello" }
- if: \${{ !cancelled() && steps.act.outputs.said != '' }}
  run: echo "heard \${{ steps.act.outputs.said }}"`),
    'act/action.yml': `name: act
inputs: { greeting: { default: none }, name: { default: you } }
outputs: { said: { value: "\${{ steps.say.outputs.words }}" } }
runs:
  using: composite
  steps:
    - id: say
      shell: bash
      env: { GREETING: "\${{ inputs.greeting }}" }
      run: |
        echo "words=$GREETING, \${{ inputs.name }}" >> "$GITHUB_OUTPUT"
        exit 5
`,
  });
  expect(exitCode).toBe(5);
  expect(stdout).toContain('exit 5   ');
  expect(stdout).toContain('heard hello, you');
});

test('what a step writes for the next one reaches it', async () => {
  const { stdout } = await run({
    'workflow.yml': job(`- run: |
    printf 'A=1\\nB<<END\\ntwo\\nlines\\nEND\\n' >> "$GITHUB_ENV"
- run: |
    echo "[$A][$B]\${{ env.A }}"`),
  });
  expect(stdout).toContain('[1][two\n   lines]1');
});

test('a pipe that fails fails the step only where bash was asked for', async () => {
  const withShell = (shell: string) =>
    run({ 'workflow.yml': job(`- run: false | true\n${shell}`) });
  expect((await withShell('')).exitCode).toBe(0);
  expect((await withShell('  shell: bash')).exitCode).toBe(1);
});

test('a step that hangs is ended, with what it started', async () => {
  const { exitCode } = await run({
    'workflow.yml': job('- run: sleep 60 & sleep 60\n  timeout-minutes: 0.01'),
  });
  expect(exitCode).toBe(124);
});

test('counts the JUnit file that would have been uploaded', async () => {
  const { stdout } = await run({
    'workflow.yml': job(`- uses: actions/upload-artifact@v4
  with: { path: out.xml }`),
    'out.xml': junit(sampleDrill([wrongResult, inconclusiveResult, hostileResult])),
  });
  expect(stdout).toMatch(/out\.xml: 3 suites, 1\d tests, 3 failures, 2 errors, 1 skipped/);
});

test('between stop-commands and its token everything is text', async () => {
  const { stdout } = await run({
    'workflow.yml': job(`- run: |
    echo "::stop-commands::t0k"
    echo "::error::hidden"
    echo "::t0k::"
    echo "::warning title=seen::shown"`),
  });
  expect(stdout).not.toMatch(/error +\n +hidden/);
  expect(stdout).toMatch(/warning +seen\n +shown/);
});

test('reads the workflows and the action that are shipped', () => {
  const root = resolve(import.meta.dirname, '../..');
  const action = readAction(join(root, '.github/actions/drill/action.yml'));
  for (const path of ['.github/workflows/drills.yml', 'fixtures/ci/failing-drill-workflow.yml']) {
    const steps = Object.values(readWorkflow(join(root, path)).jobs).flatMap((job) => job.steps);
    const uses = steps.filter((step) => step.uses === './.github/actions/drill');
    expect(uses).toHaveLength(1);
    for (const name of Object.keys(uses[0]?.with ?? {})) {
      expect(Object.keys(action.inputs ?? {})).toContain(name);
    }
  }
});

test('no input of the action becomes a part of its script', () => {
  const root = resolve(import.meta.dirname, '../..');
  const { runs } = readAction(join(root, '.github/actions/drill/action.yml'));
  for (const { run = '' } of runs.steps) expect(run).not.toMatch(/\$\{\{/);
});

test.each([
  ['a matrix', 'strategy: { matrix: { n: [1] } }\n    ', 'a matrix cannot be run here'],
  ['a container', 'container: debian\n    ', 'a container cannot be run here'],
])('refuses %s rather than to run something else', async (_, key, message) => {
  const { exitCode, stderr } = await run({
    'workflow.yml': `jobs:\n  one:\n    ${key}steps: [{ run: echo x }]\n`,
  });
  expect(exitCode).toBe(1);
  expect(stderr).toContain(message);
});
