import { accessSync, constants } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import type { AskPerson } from './ask-person.ts';

/** What of this machine and its user decides how SSH connections are made. */
export interface SshEnvironment {
  /** Read instead of `~/.ssh/config` and the system's, as `ssh -F` does. */
  readonly configFile: string | undefined;
  /** The socket of the user's agent. */
  readonly agentSocket: string | undefined;
  readonly home: string;
  readonly user: string;
  /** Path of the system's ssh client; undefined where there is none. */
  readonly sshProgram: string | undefined;
  /** Which back end to take: `auto` is ssh2, and OpenSSH where a host needs it. */
  readonly backend: 'auto' | 'ssh2' | 'openssh';
  /** Asks a person for passwords and codes: only where one sits there and wants to be asked. */
  readonly ask?: AskPerson;
}

type Variables = Readonly<Record<string, string | undefined>>;

export function sshEnvironment(env: Variables = process.env): SshEnvironment {
  return {
    configFile: env.WEAKLINK_SSH_CONFIG || undefined,
    agentSocket: env.SSH_AUTH_SOCK || undefined,
    home: homedir(),
    user: userInfo().username,
    sshProgram: findSsh(env),
    backend: 'auto',
  };
}

function findSsh({ PATH = '' }: Variables): string | undefined {
  return PATH.split(delimiter)
    .map((directory) => join(directory, 'ssh'))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
