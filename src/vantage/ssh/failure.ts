/** A host key that the files of known hosts hold, and where. */
export interface KnownKey {
  readonly fingerprint: string;
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
}

/** The key that a server showed. */
export interface ShownKey {
  /** `ssh-ed25519`, `rsa` keys as `ssh-rsa`. */
  readonly type: string;
  /** `SHA256:` and base64, as OpenSSH prints it. */
  readonly fingerprint: string;
}

/**
 * Why nobody can stand at the other end of an SSH connection: what both back ends say. `detail` is
 * in the words of the system or the server: from outside, not sanitised.
 */
export type SshFailure =
  | { readonly kind: 'name-unresolved'; readonly detail: string }
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'timed-out'; readonly phase: SshPhase; readonly detail: string }
  | { readonly kind: 'unreachable'; readonly detail: string }
  /** Something else answers, or the server ends the talk before it is one. */
  | { readonly kind: 'handshake'; readonly detail: string }
  | { readonly kind: 'no-common-algorithm'; readonly detail: string }
  | {
      readonly kind: 'host-key-unknown';
      readonly key: ShownKey;
      /** Types of keys that are known of this host, where there are some. */
      readonly knownTypes: readonly string[];
      /** The command with which a person adds the key after comparing the fingerprint. */
      readonly accept: string;
    }
  | {
      readonly kind: 'host-key-changed';
      readonly key: ShownKey;
      readonly known: readonly KnownKey[];
    }
  | { readonly kind: 'host-key-revoked'; readonly key: ShownKey; readonly known: KnownKey }
  | {
      readonly kind: 'login-refused';
      /** Methods that the server would take: `publickey`, `password`. */
      readonly methods: readonly string[];
      /** What was tried and why not more was: `agent: 2 keys`, `~/.ssh/id_rsa is encrypted`. */
      readonly tried: readonly string[];
    }
  /** A key was taken, and the server wants something that only a person has. */
  | { readonly kind: 'second-factor'; readonly methods: readonly string[] }
  /** No further session on this connection (`MaxSessions`). */
  | { readonly kind: 'channel-refused'; readonly detail: string }
  | { readonly kind: 'prohibited'; readonly detail: string }
  | { readonly kind: 'connection-lost'; readonly detail: string }
  /** The login runs something else than the command that was asked for. */
  | { readonly kind: 'no-commands'; readonly detail: string }
  /** The configuration asks for what neither back end here can do. */
  | { readonly kind: 'not-possible'; readonly detail: string }
  /** This machine is out of descriptors, ports or memory. */
  | { readonly kind: 'no-resource'; readonly detail: string }
  | { readonly kind: 'cancelled' }
  /** A host on the way. `hop` counts from 1, the nearest first. */
  | {
      readonly kind: 'jump';
      readonly hop: number;
      readonly address: string;
      readonly failure: SshFailure;
    };

export type SshPhase = 'resolve' | 'connect' | 'handshake' | 'login' | 'channel';

/** Thrown inside this room only; callers of a vantage get it as `lost`. */
export class SshFailureError extends Error {
  override readonly name = 'SshFailureError';
  readonly failure: SshFailure;

  constructor(failure: SshFailure) {
    super(failure.kind);
    this.failure = failure;
  }
}

export function failureOf(error: unknown): SshFailure {
  if (error instanceof SshFailureError) return error.failure;
  return { kind: 'handshake', detail: error instanceof Error ? error.message : String(error) };
}
