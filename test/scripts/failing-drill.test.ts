import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { scratch } from '../support/scratch.ts';
import { ensureBuilt } from '../support/weaklink.ts';

const root = resolve(import.meta.dirname, '../..');

/** Milliseconds for a chain to start, to be seen healthy, broken and mended, and to end. */
const RUN_MS = 90_000;

test('a failing drill is shown as annotation, summary and JUnit, and fails the job', async () => {
  await ensureBuilt();
  const argv = ['scripts/run-workflow.ts', 'fixtures/ci/failing-drill-workflow.yml'];
  const { status, stdout } = spawnSync(process.execPath, argv, {
    cwd: root,
    encoding: 'utf8',
    timeout: RUN_MS,
    env: { ...process.env, XDG_STATE_HOME: await scratch() },
  });
  expect(status, stdout).toBe(1);
  const page = stdout.slice(stdout.indexOf('\nSteps\n'));
  expect(page).toMatch(/^ {2}exit 1 +Run the drills$/m);
  expect(page).toMatch(
    /^ {2}error +fixtures\/ci\/failing-drill\.yaml:1 drill failed: failing-drill$/m,
  );
  expect(page).toContain('## Drills need a look: 0 passed, 1 failed');
  expect(page).toMatch(/failing-drill\.xml: 1 suites, \d+ tests, [1-9]\d* failures, 0 errors/);
  expect(page).toContain('The job failed with exit code 1');
}, 120_000);
