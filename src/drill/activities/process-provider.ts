import { execLocal } from '../../vantage/local-exec.ts';
import type { Provider } from '../experiment-types.ts';
import type { Outcome } from './outcome.ts';
import { type Settings, textWith } from './substitute.ts';

type ProcessProvider = Extract<Provider, { kind: 'process' }>;

/** Bytes of each output that are kept: what an activity says, not what it produces. */
const maxOutputBytes = 262_144;

/** One program by its argument vector, without input and without a shell; late ones are ended. */
export async function runProcess(
  { argv, timeoutMs }: ProcessProvider,
  settings: Settings,
  signal: AbortSignal,
): Promise<Outcome> {
  const [program = '', ...rest] = argv.map((word) => textWith(word, settings));
  if ([program, ...rest].some((word) => word.includes('\0'))) {
    return { kind: 'failed', why: 'an argument holds a zero byte' };
  }
  const found = await execLocal([program, ...rest], {
    deadlineMs: timeoutMs,
    signal,
    maxBytes: maxOutputBytes,
  });
  switch (found.kind) {
    case 'aborted':
      return { kind: 'aborted' };
    case 'ended': {
      const { exitCode, signal: endedBy, stdout, stderr } = found;
      if (exitCode === null) return { kind: 'failed', why: `ended by ${endedBy ?? 'a signal'}` };
      return { kind: 'result', result: { kind: 'process', status: exitCode, stdout, stderr } };
    }
    case 'timed-out':
      return { kind: 'failed', why: `did not end within ${timeoutMs} ms` };
    default:
      return { kind: 'failed', why: `${program} could not be started` };
  }
}
