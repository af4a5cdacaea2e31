import type { SafeText } from '../../text/safe-text.ts';
import type { CommandContext } from '../command.ts';

/** What weaklink can do about one thing from here. */
export type DoctorState =
  /** Seen, and fit for use. */
  | 'ok'
  /** Not there. */
  | 'missing'
  /** There, and not for this user. */
  | 'denied'
  /** There, and not as it should be. */
  | 'failing';

export interface DoctorFinding {
  readonly state: DoctorState;
  /** What was seen: `v24.21.0`, `/var/run/docker.sock: permission denied`. */
  readonly seen: SafeText;
  /** What weaklink cannot do because of it, in one sentence; null when nothing. */
  readonly means: SafeText | null;
  /** How to mend it; null when nothing needs mending. */
  readonly mend: SafeText | null;
}

/** One thing that weaklink may need. It never rejects for what it finds, and ends in time. */
export type DoctorCheck = (context: DoctorContext) => Promise<DoctorFinding>;

export interface DoctorContext extends Pick<CommandContext, 'signal' | 'globals'> {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds that one check may take. */
  readonly deadlineMs: number;
}

export function fine(seen: SafeText): DoctorFinding {
  return { state: 'ok', seen, means: null, mend: null };
}

export function lacking(
  state: Exclude<DoctorState, 'ok'>,
  seen: SafeText,
  means: SafeText,
  mend: SafeText,
): DoctorFinding {
  return { state, seen, means, mend };
}
