/**
 * Runs a job of a GitHub Actions workflow on this machine, and shows what GitHub would show of it:
 * `node scripts/run-workflow.ts .github/workflows/drills.yml [--job NAME]`. Steps with `run` and
 * local composite actions are run; actions from elsewhere are skipped, and that is said.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runJob } from './workflow/run-job.ts';
import { tellJob } from './workflow/tell.ts';
import { readWorkflow } from './workflow/workflow-file.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { job: { type: 'string' }, quiet: { type: 'boolean', default: false } },
});
const [file] = positionals;
if (file === undefined || positionals.length > 1) {
  console.error('usage: node scripts/run-workflow.ts WORKFLOW.yml [--job NAME] [--quiet]');
  process.exit(2);
}
const workflow = readWorkflow(file);
const name = values.job ?? Object.keys(workflow.jobs)[0] ?? '';
const job = workflow.jobs[name];
if (!job) {
  console.error(`${file}: no job "${name}"; it has ${Object.keys(workflow.jobs).join(', ')}`);
  process.exit(2);
}
const workspace = process.cwd();
const temp = mkdtempSync(join(tmpdir(), 'weaklink-workflow-'));
try {
  const onLine = (line: string) => {
    if (!values.quiet) console.log(line);
  };
  const result = await runJob({ workspace, temp, workflow, job, onLine });
  console.log(['', ...tellJob(result, workspace)].join('\n'));
  process.exitCode = result.exitCode;
} finally {
  rmSync(temp, { recursive: true, force: true });
}
