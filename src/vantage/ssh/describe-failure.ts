import type { KnownKey, ShownKey, SshFailure } from './failure.ts';

/** What happened in one line, and below it what a person should know or do. From outside, not sanitised. */
export interface Description {
  readonly summary: string;
  readonly lines: readonly string[];
}

export function describeSshFailure(failure: SshFailure): Description {
  switch (failure.kind) {
    case 'name-unresolved':
      return { summary: 'its name does not resolve', lines: [failure.detail] };
    case 'refused':
      return { summary: 'nothing listens there', lines: [failure.detail] };
    case 'timed-out':
      return { summary: `no answer (${failure.phase})`, lines: [failure.detail] };
    case 'unreachable':
      return { summary: 'the network cannot reach it', lines: [failure.detail] };
    case 'handshake':
      return { summary: 'it does not complete an SSH handshake', lines: [failure.detail] };
    case 'no-common-algorithm':
      return { summary: 'no algorithm in common', lines: [failure.detail] };
    case 'host-key-unknown':
      return unknownKey(failure);
    case 'host-key-changed':
      return changedKey(failure.key, failure.known);
    case 'host-key-revoked':
      return {
        summary: 'SECURITY: its host key is revoked',
        lines: [`it shows ${wordsOf(failure.key)}, revoked at ${placeOf(failure.known)}`],
      };
    case 'login-refused':
      return {
        summary: 'the login is refused',
        lines: [`it takes ${listOf(failure.methods)}`, ...failure.tried],
      };
    case 'second-factor':
      return {
        summary: 'it wants a second factor from a person',
        lines: [
          `it still takes ${listOf(failure.methods)}`,
          'log in by hand with a ControlMaster that stays, or give this user a key that suffices',
        ],
      };
    case 'channel-refused':
      return { summary: 'it opens no session (MaxSessions)', lines: [failure.detail] };
    case 'prohibited':
      return { summary: 'it prohibits forwarding', lines: [failure.detail] };
    case 'connection-lost':
      return { summary: 'the connection was lost', lines: [failure.detail] };
    case 'no-commands':
      return { summary: 'its login runs no commands', lines: [failure.detail] };
    case 'not-possible':
      return { summary: 'its configuration cannot be followed here', lines: [failure.detail] };
    case 'no-resource':
      return { summary: 'this machine is out of resources', lines: [failure.detail] };
    case 'cancelled':
      return { summary: 'cancelled', lines: [] };
    case 'jump': {
      const inner = describeSshFailure(failure.failure);
      return {
        summary: `jump host ${failure.hop} (${failure.address}): ${inner.summary}`,
        lines: inner.lines,
      };
    }
  }
}

/** The failure itself, whichever hop it happened at. */
export function innermost(failure: SshFailure): Exclude<SshFailure, { kind: 'jump' }> {
  return failure.kind === 'jump' ? innermost(failure.failure) : failure;
}

/** One line for those who are told that they cannot stand there. */
export function oneLine(failure: SshFailure): string {
  const { summary, lines } = describeSshFailure(failure);
  return [summary, ...lines].join('; ');
}

function unknownKey({ key, knownTypes, accept }: SshFailure & { kind: 'host-key-unknown' }) {
  const other =
    knownTypes.length > 0 ? [`known are keys of other types: ${knownTypes.join(', ')}`] : [];
  return {
    summary: 'its host key is not known',
    lines: [
      `it shows ${wordsOf(key)}`,
      ...other,
      `compare that with "ssh-keygen -lf" on the host itself, then: ${accept}`,
    ],
  };
}

function changedKey(key: ShownKey, known: readonly KnownKey[]): Description {
  return {
    summary: 'SECURITY: its host key has CHANGED',
    lines: [
      `it shows ${wordsOf(key)}`,
      ...known.map((one) => `expected ${one.fingerprint} (${placeOf(one)})`),
      'somebody may be listening in, or the host was set up anew: ask its owner before anything else',
    ],
  };
}

function wordsOf({ type, fingerprint }: ShownKey): string {
  return `${type} ${fingerprint}`;
}

function placeOf({ file, line }: KnownKey): string {
  return `${file}:${line}`;
}

function listOf(methods: readonly string[]): string {
  return methods.length === 0 ? 'no method that is known' : methods.join(', ');
}
