import type { Duplex, Readable, Writable } from 'node:stream';
import type { SshFailure } from './failure.ts';
import type { Shells } from './shell/shells.ts';
import type { Patience } from './slots.ts';

/** A command that runs at the other end. */
export interface RemoteProcess {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles once, when it ended, or nobody will know any more whether it has. */
  readonly ended: Promise<RemoteEnd>;
  /** Asks the server to signal the command and what it started, which may not heed it. False where it cannot be asked. */
  signal(name: 'TERM' | 'KILL'): boolean;
  /** Lets go of it, whatever it does. */
  close(): void;
  /** It runs in a shell that ran others before and may just have ended: what did not begin is worth another try. */
  readonly isBorrowed?: boolean;
}

/** A command that is told more while it runs. */
export interface TalkingProcess extends RemoteProcess {
  readonly stdin: Writable;
}

export type RemoteEnd =
  | { readonly kind: 'ended'; readonly exitCode: number | null; readonly signal: string | null }
  | { readonly kind: 'lost'; readonly failure: SshFailure };

/** What was seen while connecting, for those who look at the link itself. */
export interface Hello {
  /** `SSH-2.0-OpenSSH_9.2p1 Debian-2`: from outside, not sanitised. */
  readonly serverVersion: string | undefined;
  readonly hostKey: { readonly type: string; readonly fingerprint: string } | undefined;
  readonly keyExchange: string | undefined;
  readonly cipher: string | undefined;
  readonly loginMethod: string | undefined;
}

/** A login at one server, shared by all looks from there. Its methods throw SshFailureError. */
export interface SshConnection {
  readonly hello: Hello;
  /** Runs commands at the least cost. */
  readonly shells: Shells;
  /** Runs one line for the login shell, in a session of its own. */
  start(command: string, patience: Patience): Promise<RemoteProcess>;
  /** A TCP connection from there. @throws TargetError where the target, not the server, refused */
  dial(host: string, port: number, patience: Patience): Promise<Duplex>;
  /** A connection to a Unix socket there. @throws TargetError */
  forward(socketPath: string, patience: Patience): Promise<Duplex>;
  /** Settles when it is gone, and says why. */
  readonly gone: Promise<SshFailure>;
  /** Open sessions and forwarded connections. */
  readonly busy: number;
  close(): void;
}

/** The server tried, and what it was to reach did not let it. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
  /** `ECONNREFUSED`, `ENOTFOUND` … */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
