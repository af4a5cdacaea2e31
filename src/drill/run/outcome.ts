import type { Assertion, RunStatus, UndoRecord } from '../types.ts';

/** Why a run ended before its time. */
export type EndedBy =
  /** A signal of the user's. */
  | 'interrupt'
  /** A guard failed too often in a row. */
  | 'guard'
  | 'timeout'
  /** weaklink or the world could not go on. */
  | 'error'
  /** No steady state to begin with, or nothing to judge by. */
  | 'unsteady';

export interface Ending {
  readonly by: EndedBy;
  readonly reason: string;
}

export interface Outcome {
  readonly status: RunStatus;
  /** Null where it is `passed`. */
  readonly reason: string | null;
}

const statusOf: Readonly<Record<EndedBy, RunStatus>> = {
  interrupt: 'interrupted',
  guard: 'aborted',
  timeout: 'aborted',
  error: 'aborted',
  unsteady: 'inconclusive',
};

/** The same facts give the same status: what was not undone outweighs everything. */
export function outcomeOf(
  ending: Ending | null,
  undos: readonly UndoRecord[],
  assertions: readonly Assertion[],
): Outcome {
  const left = undos.filter(({ undone, verified }) => !undone || !verified);
  if (left.length > 0) {
    const words = left.map(({ fault, seen }) => `${fault} is not undone: ${seen}`).join('; ');
    return { status: 'not-undone', reason: words };
  }
  if (ending) return { status: statusOf[ending.by], reason: ending.reason };
  const failed = assertions.find(({ status }) => status === 'failed');
  if (failed) return { status: 'failed', reason: sentence(failed) };
  const missing = assertions.find(({ status }) => status === 'error');
  if (missing) return { status: 'inconclusive', reason: sentence(missing) };
  return { status: 'passed', reason: null };
}

function sentence({ name, expected, found }: Assertion): string {
  return `${name}: expected ${expected}, found ${found}`;
}

/** Worst first: the exit code of several runs is that of the first of these that one of them has. */
const precedence: readonly RunStatus[] = [
  'not-undone',
  'interrupted',
  'aborted',
  'invalid',
  'failed',
  'inconclusive',
  'passed',
];

export function worstOf(statuses: readonly RunStatus[]): RunStatus {
  return precedence.find((status) => statuses.includes(status)) ?? 'passed';
}
