import type { LookContext } from '../../../probes/probe.ts';
import { parseCommandLine, parseStat } from '../../../probes/process/proc-files.ts';
import { listDirectory } from '../../../probes/system/list.ts';
import { readText, textOf } from '../../../probes/system/read.ts';

/** A process before it is known what network it is in. */
export interface BareProcess {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly startTicks: number;
  readonly argv: readonly string[];
}

/** Processes looked at on one machine. */
const MOST_PROCESSES = 16_384;
const STAT_BYTES = 4_096;
/** Bytes of a command line: enough for every flag of an inference server. */
const COMMAND_LINE_BYTES = 16_384;
/** Files asked for in one turn: over SSH, one program reads them. */
const AT_ONCE = 256;

/** All processes that have a command line; kernel threads and the dead have none. @throws VantageLostError */
export async function readProcesses(context: LookContext): Promise<readonly BareProcess[]> {
  const listing = await listDirectory(context, '/proc', MOST_PROCESSES);
  if (listing.kind !== 'listed') return [];
  const pids = listing.names.filter((name) => /^\d+$/.test(name)).map(Number);
  const found: BareProcess[] = [];
  for (let start = 0; start < pids.length && !context.signal.aborted; start += AT_ONCE) {
    const some = await Promise.all(
      pids.slice(start, start + AT_ONCE).map((pid) => readProcess(pid, context)),
    );
    found.push(...some.filter((one) => one !== undefined));
  }
  return found;
}

async function readProcess(pid: number, context: LookContext): Promise<BareProcess | undefined> {
  const { vantage } = context;
  const [statFile, lineFile] = await Promise.all([
    readText(vantage, `/proc/${pid}/stat`, STAT_BYTES),
    readText(vantage, `/proc/${pid}/cmdline`, COMMAND_LINE_BYTES),
  ]);
  const stat = parseStat(textOf(statFile) ?? '');
  const argv = parseCommandLine(textOf(lineFile) ?? '');
  if (!stat || argv.length === 0 || stat.state === 'Z') return undefined;
  return { pid, parent: stat.parent, name: stat.name, startTicks: stat.startTicks, argv };
}
