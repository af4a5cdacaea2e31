import type { LookContext } from '../probe.ts';
import { programDeadlineMs } from '../system/program-deadline.ts';
import type { ProcessOptions } from './options.ts';

/** Milliseconds for the list of all processes; it takes about 20. */
const LIST_MS = 2_000;
/** Bytes of that list: 65,536 processes with command lines of common length. */
const LIST_BYTES = 16_777_216;
/** Processes read one by one; who fits more of them has named none. */
const MOST_LIKELY = 64;
/** Characters of a name that the kernel keeps. */
const KERNEL_NAME_CHARACTERS = 15;

/**
 * The numbers of the processes that may be meant, by one program instead of two files for each
 * process of the machine: elsewhere than here each file is a round trip. Undefined where that tells
 * nothing (no `ps`, one that hangs on a process in the kernel, another /proc).
 */
export async function likelyPids(
  { name, match, procRoot }: ProcessOptions,
  context: LookContext,
): Promise<readonly number[] | undefined> {
  if (context.vantage.name === 'local' || procRoot !== '/proc') return undefined;
  const result = await context.vantage.exec(['ps', '-ww', '-eo', 'pid=,comm=,args='], {
    deadlineMs: programDeadlineMs(context, LIST_MS),
    signal: context.signal,
    maxBytes: LIST_BYTES,
  });
  if (result.kind !== 'ended' || result.exitCode !== 0) return undefined;
  const wanted = [
    ...(match ?? []),
    ...(name === undefined ? [] : [name.slice(0, KERNEL_NAME_CHARACTERS)]),
  ];
  const likely = result.stdout
    .split('\n')
    .filter((line) => wanted.every((part) => line.includes(part)))
    .map((line) => Number(/^ *(\d{1,10}) /.exec(line)?.[1] ?? 0))
    .filter((pid) => pid > 0);
  return likely.length > MOST_LIKELY ? undefined : likely;
}
