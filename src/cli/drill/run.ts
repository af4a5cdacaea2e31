import { join } from 'node:path';
import { LeaseBook } from '../../drill/leases/lease-book.ts';
import { tidyDeadRuns } from '../../drill/leases/run-directory.ts';
import { foreignLeases } from '../../drill/run/admission.ts';
import { worstOf } from '../../drill/run/outcome.ts';
import { runMany } from '../../drill/run/run-many.ts';
import { type DrillReport, type DrillResult, runStatuses } from '../../drill/types.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { version } from '../../platform/version.ts';
import { drillReporters, ndjsonResult, progressLine } from '../../report/drill/index.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { RunCommand } from '../command.ts';
import { holdingOn } from '../interrupt.ts';
import type { Output } from '../output.ts';
import { stateDirectoryOf } from '../state-directory.ts';
import { textLook } from '../text-look.ts';
import { makeDirectoryOrSay, writeFileOrSay } from '../write-file.ts';
import { candidatesAt } from './candidates.ts';
import { type DrillOptions, drillOptions } from './options.ts';

/**
 * `weaklink drill run PATH…`: runs scenarios and scores what the diagnosis says. Breaks nothing
 * without `--allow-inject`, and ends only when everything is undone, whatever signal comes.
 */
export const runDrillRun: RunCommand = async (paths, values, { output, signal, globals }) => {
  const options = drillOptions(values);
  const candidates = await candidatesAt(paths, options.filter);
  const stateDirectory = stateDirectoryOf(globals);
  tidyDeadRuns(stateDirectory);
  mentionLeftovers(stateDirectory, output);
  const startedAt = new Date().toISOString();
  const startMs = performance.now();
  let book: LeaseBook | null = null;
  const results = await holdingOn(async () => {
    try {
      return await runMany(candidates, {
        ...options,
        signal,
        stateDirectory,
        book: () => {
          book ??= new LeaseBook(stateDirectory);
          return book;
        },
        onProgress: output.progress,
        onResult: (result, done, total) => tell(result, done, total, options, output),
      });
    } finally {
      await book?.close();
    }
  });
  const report: DrillReport = {
    schema: 'weaklink.drill/1',
    version,
    startedAt,
    durationMs: Math.round(performance.now() - startMs),
    results,
    exitCode: runStatuses[worstOf(results.map(({ status }) => status))],
  };
  await write(report, options, output);
  if (options.journalDirectory !== null) await writeJournals(report, options.journalDirectory);
  return exitCodeOf(report);
};

/** Of a file, a pipe or a log. */
const LEAST_COLUMNS = 80;

/** A fault that an earlier drill left in force is no secret. */
function mentionLeftovers(stateDirectory: string, output: Output): void {
  const left = foreignLeases(stateDirectory, null);
  if (left.length === 0) return;
  const what = left.length === 1 ? 'a fault' : `${left.length} faults`;
  output.progress(`another drill has left ${what} that may still be in force, or still runs:`);
  for (const { lease } of left) output.progress(`  ${lease.link}: ${sanitise(lease.explains)}`);
  output.progress('  See "weaklink drill undo --list".');
}

function tell(
  result: DrillResult,
  done: number,
  total: number,
  { stdout }: DrillOptions,
  output: Output,
): void {
  output.progress(progressLine(result, done, total));
  for (const { name, status, expected } of result.assertions) {
    if (name === 'inject' && status === 'skipped') output.progress(`    would: ${expected}`);
  }
  if (stdout === 'ndjson') output.result(ndjsonResult(result));
}

async function write(
  report: DrillReport,
  { stdout, files }: DrillOptions,
  output: Output,
): Promise<void> {
  const columns = process.stdout.columns || LEAST_COLUMNS;
  if (stdout === 'text') {
    output.result(drillReporters.text(report, { ...textLook(output), columns }));
  } else if (stdout !== 'ndjson') {
    output.result(drillReporters[stdout](report));
  }
  for (const format of ['json', 'junit', 'markdown'] as const) {
    const path = files[format];
    if (path !== undefined) await writeFileOrSay(path, drillReporters[format](report));
  }
}

/** One file a run of an experiment; a scenario without Chaos Toolkit's sections has no journal. */
async function writeJournals({ results }: DrillReport, directory: string): Promise<void> {
  await makeDirectoryOrSay(directory);
  for (const { scenario, repeat, journal } of results) {
    if (journal === null) continue;
    const name = repeat === 1 ? scenario.id : `${scenario.id}-${repeat}`;
    const text = `${JSON.stringify(journal, null, 2)}\n`;
    await writeFileOrSay(join(directory, `${name}.journal.json`), text);
  }
}

function exitCodeOf({ exitCode }: DrillReport): ExitCode {
  return Object.values(ExitCode).find((code) => code === exitCode) ?? ExitCode.CouldNotLook;
}
