import { basename } from 'node:path';
import type { SafeText } from '../../src/text/safe-text.ts';
import { safe } from '../../src/text/sanitise.ts';
import type { Finding, LookContext } from '../probe.ts';
import { couldNotLook } from '../system/give-up.ts';
import { listDirectory } from '../system/list.ts';
import { readText, textOf } from '../system/read.ts';
import { likelyPids } from './likely-pids.ts';
import type { ProcessOptions } from './options.ts';
import { type ProcessStat, parseCommandLine, parseStat } from './proc-files.ts';

export interface FoundProcess {
  readonly kind: 'found';
  readonly stat: ProcessStat;
  readonly argv: readonly string[];
}

export type Found =
  | FoundProcess
  /** `pid`: the number under which it should have been, where one is known. */
  | { readonly kind: 'absent'; readonly why: SafeText; readonly pid: number | undefined }
  | { readonly kind: 'unknown'; readonly finding: Finding };

/** Bytes of a stat or a pid file; a stat line has about 350. */
const STAT_BYTES = 4_096;
/** Bytes of a command line that are read: enough for every flag of an inference server. */
const COMMAND_LINE_BYTES = 16_384;
/** Processes looked at for one name. */
const MOST_PROCESSES = 65_536;
/** Files read at once while searching. */
const SEARCH_WIDTH = 16;
/** Characters of a name that the kernel keeps. */
const KERNEL_NAME_CHARACTERS = 15;

/**
 * The process that the options name. `knownPid` is where an earlier look found it: while it is
 * still there, the table of all processes is not searched again.
 */
export async function findProcess(
  options: ProcessOptions,
  context: LookContext,
  knownPid: number | undefined,
): Promise<Found> {
  if (options.pid !== undefined) return byNumber(options, context, options.pid);
  if (options.pidFile !== undefined) return byPidFile(options, context, options.pidFile);
  if (knownPid !== undefined) {
    const known = await readProcess(options, context, knownPid);
    if (known.kind === 'found' && isMeant(known, options, true) && isLiving(known.stat))
      return known;
  }
  return bySearch(options, context);
}

/** Of a dead process only its entry is left. A dead main thread with living others serves on. */
export function isLiving({ state, threads }: ProcessStat): boolean {
  return (state !== 'Z' && state !== 'X') || threads > 1;
}

async function byPidFile(
  options: ProcessOptions,
  context: LookContext,
  path: string,
): Promise<Found> {
  const file = await readText(context.vantage, path, STAT_BYTES);
  switch (file.kind) {
    case 'missing':
      return { kind: 'absent', why: safe`there is no pid file ${path}`, pid: undefined };
    case 'forbidden':
      return { kind: 'unknown', finding: forbidden(safe`may not read ${path}`) };
    case 'failed':
      return { kind: 'unknown', finding: unreadable(path, file.code) };
    case 'read': {
      const pid = Number(/^\s*(\d{1,7})\b/.exec(file.text)?.[1] ?? 0);
      if (pid > 0) return byNumber(options, context, pid);
      return { kind: 'absent', why: safe`${path} holds no process number`, pid: undefined };
    }
  }
}

async function byNumber(
  options: ProcessOptions,
  context: LookContext,
  pid: number,
): Promise<Found> {
  const found = await readProcess(options, context, pid);
  if (found.kind !== 'found' || isMeant(found, options, true)) return found;
  const why = safe`process ${pid} is ${found.stat.name}, not the one that is meant`;
  return { kind: 'absent', why, pid };
}

async function bySearch(options: ProcessOptions, context: LookContext): Promise<Found> {
  const likely = await likelyPids(options, context);
  const pids = likely ?? (await allPids(options, context));
  if ('kind' in pids) return pids;
  let best: FoundProcess | undefined;
  const next = pids.values();
  const search = async (): Promise<void> => {
    for (const pid of next) {
      if (context.signal.aborted) return;
      if (pid === process.pid && context.vantage.name === 'local') continue;
      const candidate = await readProcess(options, context, pid);
      if (candidate.kind !== 'found' || !isMeant(candidate, options, false)) continue;
      if (!best || isBetter(candidate.stat, best.stat)) best = candidate;
    }
  };
  await Promise.all(Array.from({ length: SEARCH_WIDTH }, search));
  const what = options.name ?? options.match?.join(' … ') ?? '';
  return best ?? { kind: 'absent', why: safe`no process matches ${what}`, pid: undefined };
}

async function allPids(
  { procRoot }: ProcessOptions,
  context: LookContext,
): Promise<readonly number[] | Exclude<Found, FoundProcess>> {
  const listing = await listDirectory(context, procRoot, MOST_PROCESSES);
  if (listing.kind !== 'listed') {
    return { kind: 'unknown', finding: unreadable(procRoot, listing.kind) };
  }
  return listing.names.filter((name) => /^\d+$/.test(name)).map(Number);
}

/** The oldest living one speaks for the rest: it is the parent of its workers. */
function isBetter(candidate: ProcessStat, best: ProcessStat): boolean {
  if (isLiving(candidate) !== isLiving(best)) return isLiving(candidate);
  return candidate.startTicks < best.startTicks;
}

async function readProcess(
  options: ProcessOptions,
  context: LookContext,
  pid: number,
): Promise<Found> {
  const path = `${options.procRoot}/${pid}`;
  const file = await readText(context.vantage, `${path}/stat`, STAT_BYTES);
  if (file.kind === 'missing') {
    return { kind: 'absent', why: safe`there is no process ${pid}`, pid };
  }
  if (file.kind === 'forbidden') {
    return { kind: 'unknown', finding: forbidden(safe`may not look at process ${pid}`) };
  }
  if (file.kind === 'failed') {
    return { kind: 'unknown', finding: unreadable(`${path}/stat`, file.code) };
  }
  const stat = parseStat(file.text);
  if (!stat) return { kind: 'unknown', finding: unreadable(`${path}/stat`, 'unknown format') };
  return { kind: 'found', stat, argv: await commandLineOf(context, path, stat) };
}

async function commandLineOf(
  context: LookContext,
  path: string,
  stat: ProcessStat,
): Promise<readonly string[]> {
  // Reading it needs the memory lock of the process, which one that hangs in the kernel may hold.
  if (stat.state === 'D') return [];
  const file = await readText(context.vantage, `${path}/cmdline`, COMMAND_LINE_BYTES);
  return parseCommandLine(textOf(file) ?? '');
}

/**
 * @param ifUnsaid the answer where the process shows no command line: a dead one has none left, and
 *   that of one in state D is not read
 */
function isMeant(
  { stat, argv }: FoundProcess,
  { name, match }: ProcessOptions,
  ifUnsaid: boolean,
): boolean {
  const isNamed =
    name === undefined ||
    stat.name === name.slice(0, KERNEL_NAME_CHARACTERS) ||
    basename(argv[0] ?? '') === name;
  if (argv.length === 0) return ifUnsaid || (isNamed && match === undefined);
  const line = argv.join(' ');
  return isNamed && (match?.every((part) => line.includes(part)) ?? true);
}

function forbidden(what: SafeText): Finding {
  return couldNotLook('self.permission', safe`no permission to look`, [what]);
}

function unreadable(path: string, code: string): Finding {
  const symptom = code === 'EMFILE' || code === 'ENFILE' ? 'self.resource' : 'self.vantage';
  return couldNotLook(symptom, safe`cannot read ${path.slice(0, 30)}`, [safe`${path}: ${code}`]);
}
