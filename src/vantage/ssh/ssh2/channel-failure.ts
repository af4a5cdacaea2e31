import { TargetError } from '../connection.ts';
import { SshFailureError } from '../failure.ts';
import { codeInWords } from '../strerror.ts';

/** Reason codes of RFC 4254, section 5.1. */
const PROHIBITED = 1;
const RESOURCE_SHORTAGE = 4;

/** Why the server opened no session. */
export function channelFailure(error: Error & { reason?: unknown }): Error {
  const detail = wordsOf(error);
  if (error.reason === undefined) return new SshFailureError({ kind: 'no-commands', detail });
  return new SshFailureError({ kind: 'channel-refused', detail });
}

/** Why a connection from there did not come about: the server's rules, or the target itself. */
export function targetError(error: Error & { reason?: unknown }): Error {
  const detail = wordsOf(error);
  if (error.reason === PROHIBITED) return new SshFailureError({ kind: 'prohibited', detail });
  if (error.reason === RESOURCE_SHORTAGE) {
    return new SshFailureError({ kind: 'channel-refused', detail });
  }
  return new TargetError(codeInWords(detail) ?? 'UNKNOWN', detail);
}

function wordsOf({ message }: Error): string {
  return message.replace(/^\(SSH\) Channel open failure: /, '');
}
