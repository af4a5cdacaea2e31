/**
 * Runs drills and asks of them what this project promises of its own scenarios: see `promises.ts`.
 *
 *   node scripts/drill-gate.ts scenarios --filter tag:ci --allow-inject --parallel 2
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { DrillReport } from '../src/drill/types.ts';
import { brokenPromises } from './drills/promises.ts';

const directory = mkdtempSync(join(tmpdir(), 'weaklink-gate-'));
try {
  const file = join(directory, 'drills.json');
  const args = ['dist/main.js', 'drill', 'run', ...process.argv.slice(2), '--json', file];
  await execa(process.execPath, args, { stdio: 'inherit', reject: false });
  const report = JSON.parse(readFileSync(file, 'utf8')) as DrillReport;
  const problems = brokenPromises(report);
  const drills = report.results.length;
  for (const problem of problems) console.log(`not as promised: ${problem}`);
  if (problems.length === 0) console.log(`as promised: ${drills} drills`);
  process.exitCode = problems.length > 0 || drills === 0 ? 1 : 0;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
