import type { SafeText } from '../../src/text/safe-text.ts';
import { safe } from '../../src/text/sanitise.ts';
import type { LookContext } from '../probe.ts';
import { programDeadlineMs } from './program-deadline.ts';
import { readEndHere } from './read-end.ts';
import { unlessLost } from './unless-lost.ts';

export type KernelLog =
  | { readonly kind: 'read'; readonly source: SafeText; readonly text: string }
  /** A fact about weaklink, not about the machine. */
  | { readonly kind: 'unreadable'; readonly why: SafeText };

/** Milliseconds for one program that prints the log; dmesg takes about ten. */
const LOG_MS = 1_500;
/** Bytes of the end of a log file that are read: some thousand lines, days of a quiet machine. */
const TAIL_BYTES = 524_288;
/** Bytes of dmesg's output that are read. The kernel's buffer is seldom larger than 1 MiB. */
const DMESG_BYTES = 8_388_608;
/** Lines asked of the journal. */
const JOURNAL_LINES = 4_000;

/**
 * The kernel log of the vantage: the end of `path` where one is given (kern.log, a dump of
 * /dev/kmsg), else dmesg, else the journal, whichever may be read.
 */
export async function readKernelLog(
  context: LookContext,
  path: string | undefined,
): Promise<KernelLog> {
  const run = async (argv: readonly [string, ...string[]]) => {
    const result = await context.vantage.exec(argv, {
      deadlineMs: programDeadlineMs(context, LOG_MS),
      signal: context.signal,
      maxBytes: DMESG_BYTES,
    });
    return unlessLost(result);
  };
  // /dev/kmsg itself never ends, so it is read through dmesg.
  if (path !== undefined && path !== '/dev/kmsg') {
    const text = context.vantage.name === 'local' ? await readEndHere(path, TAIL_BYTES) : undefined;
    if (text !== undefined) return { kind: 'read', source: safe`${path}`, text };
    return logOf(await run(['tail', '-c', String(TAIL_BYTES), '--', path]), safe`${path}`);
  }
  const dmesg = logOf(await run(['dmesg']), safe`dmesg`);
  if (dmesg.kind === 'read') return dmesg;
  const journal = await run([
    'journalctl',
    '--dmesg',
    '--no-pager',
    '--quiet',
    '--output=short-unix',
    `--lines=${JOURNAL_LINES}`,
  ]);
  // Without permission the journal answers with nothing and success.
  if (journal.kind === 'ended' && journal.exitCode === 0 && journal.stdout.trim() !== '') {
    return { kind: 'read', source: safe`journal`, text: journal.stdout };
  }
  return dmesg;
}

type Ran = ReturnType<typeof unlessLost>;

function logOf(result: Ran, source: SafeText): KernelLog {
  if (result.kind === 'ended' && result.exitCode === 0) {
    return { kind: 'read', source, text: result.stdout };
  }
  return { kind: 'unreadable', why: safe`${source}: ${reasonOf(result)}` };
}

function reasonOf(result: Ran): string {
  switch (result.kind) {
    case 'ended':
      if (/permission denied|not permitted/i.test(result.stderr)) return 'no permission to read it';
      if (/no such file/i.test(result.stderr)) return 'no such file';
      return `failed with exit code ${result.exitCode}`;
    case 'not-started':
      return `cannot be started (${result.code})`;
    case 'timed-out':
      return `did not end in ${LOG_MS} ms`;
    case 'aborted':
      return 'cancelled';
  }
}
