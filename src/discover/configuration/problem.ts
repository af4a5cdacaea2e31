import { WeaklinkError } from '../../platform/errors.ts';
import { sanitise } from '../../text/sanitise.ts';

/** A configuration file that cannot be understood, at this line. */
export function unreadable(file: string, line: number, message: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_CONFIG',
    message: sanitise(message),
    hint: 'Let its own program check it; weaklink reads what that accepts.',
    place: { file: sanitise(file), line, column: 1 },
  });
}
