import { rm } from 'node:fs/promises';
import { Journal } from '../events/journal.ts';
import {
  copySpan,
  type JournalSpan,
  newestIn,
  sessionOf,
} from '../events/recording/from-journal.ts';
import type { RecordingWriter } from '../events/recording.ts';
import { systemClock } from '../platform/clock.ts';
import { parseDurationMs } from '../platform/duration.ts';
import { WeaklinkError } from '../platform/errors.ts';
import { ExitCode } from '../platform/exit-codes.ts';
import type { OptionValues, RunCommand } from './command.ts';
import { exportNotes } from './record/export-notes.ts';
import { held } from './record/held.ts';
import { openRecording } from './record/open-recording.ts';
import { stateDirectoryOf } from './state-directory.ts';

const DEFAULT_SINCE = '30m';

/** `weaklink export FILE`: the last minutes of the journal as a recording. Only reads the journal. */
export const runExport: RunCommand = async ([path = ''], options, { output, globals }) => {
  const nowMs = systemClock.now();
  const fromMs = momentOf(options.since ?? DEFAULT_SINCE, '--since', nowMs);
  const toMs = momentOf(options.until ?? '0s', '--until', nowMs);
  const directory = stateDirectoryOf(globals);
  const journal = new Journal({ directory, clock: systemClock, access: 'read' });
  try {
    const chain = await chainAsked(journal, options, { fromMs, toMs });
    const recording = await openRecording(path, options.overwrite === true);
    const notes = await copyOrRemove(journal, { fromMs, toMs, chain }, recording);
    for (const note of exportNotes(notes, chain, fromMs)) output.progress(note);
    output.result(`${held(path, await recording.close())}\n`);
    return ExitCode.Healthy;
  } finally {
    journal.close();
  }
};

/** Half an export would be taken for a whole one. */
async function copyOrRemove(journal: Journal, span: JournalSpan, recording: RecordingWriter) {
  try {
    return await copySpan(journal, span, recording);
  } catch (error) {
    await recording.close().catch(() => {});
    await rm(recording.path, { force: true });
    throw error;
  }
}

/** The chain that `--chain` names, or the one that was watched last in the span. */
async function chainAsked(
  journal: Journal,
  options: OptionValues,
  span: Pick<JournalSpan, 'fromMs' | 'toMs'>,
): Promise<string> {
  const newest = await newestIn(journal, span);
  if (!newest) throw await nothingThere(journal, span);
  if (typeof options.chain === 'string') return options.chain;
  const session = await sessionOf(journal, newest);
  if (session) return session.data.chain.name;
  throw new WeaklinkError({
    code: 'E_EXPORT_SESSION',
    message: `${journal.path}: the session event of ${newest.source} is gone or damaged`,
    hint: 'Name the chain to export: --chain NAME',
  });
}

async function nothingThere(
  journal: Journal,
  { fromMs, toMs }: Pick<JournalSpan, 'fromMs' | 'toMs'>,
): Promise<WeaklinkError> {
  const newest = await newestIn(journal, {});
  const from = new Date(fromMs).toISOString();
  return new WeaklinkError({
    code: 'E_EXPORT_EMPTY',
    message: `${journal.path}: no event from ${from} to ${new Date(toMs).toISOString()}`,
    hint: newest ? `The newest event is of ${newest.time}: a longer --since.` : 'It is empty.',
  });
}

/** A time ago, or a point in time → milliseconds since the epoch. @throws WeaklinkError E_MOMENT */
function momentOf(text: OptionValues[string], option: string, nowMs: number): number {
  const agoMs = parseDurationMs(String(text));
  if (agoMs !== undefined) return nowMs - agoMs;
  const ms = /^\d{4}-\d\d-\d\dT/.test(String(text)) ? Date.parse(String(text)) : Number.NaN;
  if (Number.isFinite(ms)) return ms;
  throw new WeaklinkError({
    code: 'E_MOMENT',
    message: `${option}: "${text}" is neither a duration nor a point in time`,
    hint: 'Write how long ago (30m, 2h, 1d), or a time: 2026-11-21T03:14:00Z.',
  });
}
