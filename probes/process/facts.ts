import type { Fact, Measure } from '../../src/events/types.ts';
import type { Redactor } from '../../src/text/redact.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { sanitise } from '../../src/text/sanitise.ts';
import type { Death } from './death.ts';
import type { ProcessDetails } from './details.ts';
import type { FoundProcess } from './find.ts';
import { hideArguments } from './hide-arguments.ts';

/** Characters of a command line that are kept: program, model and the first flags. */
const COMMAND_LINE_CHARACTERS = 300;

const stateWords: Readonly<Record<string, string>> = {
  R: 'running',
  S: 'sleeping',
  D: 'waits in the kernel',
  Z: 'zombie',
  T: 'stopped',
  t: 'traced',
  I: 'idle',
  X: 'dead',
};

export function factsOf(
  { stat, argv }: FoundProcess,
  details: ProcessDetails,
  redactor: Redactor,
  nowMs: number,
): Readonly<Record<string, Fact>> {
  const line = hideArguments(argv).join(' ');
  return {
    pid: stat.pid,
    name: sanitise(redactor.redact(stat.name), { maxCharacters: 16 }),
    state: sanitise(stateWords[stat.state] ?? stat.state),
    parent: stat.parent,
    threads: stat.threads,
    startedAt: startedAt(details.ageMs, nowMs),
    residentBytes: details.residentBytes ?? null,
    openFiles: details.openFiles ?? null,
    openFilesLimit: details.openFilesLimit ?? null,
    ...(details.waitsIn ? { waitsIn: sanitise(details.waitsIn, { maxCharacters: 64 }) } : {}),
    commandLine: sanitise(redactor.redact(line), { maxCharacters: COMMAND_LINE_CHARACTERS }),
  };
}

/** To the second: the age comes from a counter of 10 ms, and the same process must show the same start. */
function startedAt(ageMs: number | undefined, nowMs: number): SafeText | null {
  if (ageMs === undefined) return null;
  const seconds = Math.round((nowMs - ageMs) / 1_000);
  return sanitise(new Date(seconds * 1_000).toISOString());
}

export function measuresOf({ stat }: FoundProcess, details: ProcessDetails): readonly Measure[] {
  const { ageMs, residentBytes, openFiles } = details;
  const measures: Measure[] = [{ name: 'threads', value: stat.threads, unit: 'count' }];
  if (ageMs !== undefined) measures.push({ name: 'age', value: Math.round(ageMs), unit: 'ms' });
  if (residentBytes !== undefined) {
    measures.push({ name: 'resident', value: residentBytes, unit: 'bytes' });
  }
  if (openFiles !== undefined) {
    measures.push({ name: 'open_files', value: openFiles, unit: 'count' });
  }
  return measures;
}

export function deathFacts(
  death: Death | undefined,
  redactor: Redactor,
): Readonly<Record<string, Fact>> {
  if (!death) return {};
  const { killedLine, unreadable } = death;
  if (unreadable !== undefined) return { kernelLog: unreadable };
  if (killedLine === undefined) return {};
  return { lastEnd: sanitise(redactor.redact(killedLine), { maxCharacters: 200 }) };
}
