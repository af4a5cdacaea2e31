import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { keepFirst } from '../../bounded-output.ts';
import type { Hello, SshConnection } from '../connection.ts';
import type { SshEnvironment } from '../environment.ts';
import { SshFailureError } from '../failure.ts';
import type { Route } from '../route.ts';
import type { Patience } from '../slots.ts';
import { masterArguments } from './arguments.ts';
import { OpensshConnection } from './connection.ts';
import { failureInWords, otherProtocol, shownKeyIn } from './parse-failure.ts';
import { makeSocketDirectory } from './runtime-directory.ts';

/** Bytes of what the master says until it is in; a login through three hosts says 20 kB. */
const LOG_BYTES = 262_144;
/** Milliseconds between looks whether the control socket is there. */
const POLL_MS = 10;

/** Logs in with the system's ssh client and keeps it as the master. @throws SshFailureError */
export async function openOpenssh(
  route: Route,
  environment: SshEnvironment,
  { deadlineMs, signal }: Patience,
): Promise<SshConnection> {
  const program = environment.sshProgram;
  if (program === undefined) {
    const detail = `it needs ${route.because ?? 'OpenSSH'}, and no ssh client is installed here`;
    throw new SshFailureError({ kind: 'not-possible', detail });
  }
  const { execa } = await import('execa');
  const directory = await makeSocketDirectory();
  const controlPath = join(directory, 'm');
  const seconds = Math.max(1, Math.ceil(deadlineMs / 1_000));
  const master = execa(program, masterArguments(route, environment, controlPath, seconds), {
    env: { LC_ALL: 'C' },
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'pipe',
    buffer: false,
    reject: false,
    forceKillAfterDelay: false,
  });
  const log = keepFirst(master.stderr, LOG_BYTES);
  let hasEnded = false;
  const ended = master.then(() => {
    hasEnded = true;
  });
  const clean = async () => {
    master.kill();
    await ended;
    await rm(directory, { recursive: true, force: true });
  };
  const endMs = performance.now() + deadlineMs;
  while (!existsSync(controlPath)) {
    const isLate = performance.now() > endMs;
    if (hasEnded || otherProtocol.test(log.text()) || isLate || signal.aborted) {
      await clean();
      if (signal.aborted) throw new SshFailureError({ kind: 'cancelled' });
      const failure = failureInWords(log.text(), route.hops);
      const detail = `no login within ${Math.round(deadlineMs)} ms`;
      throw new SshFailureError(isLate ? { kind: 'timed-out', phase: 'login', detail } : failure);
    }
    await pause(POLL_MS);
  }
  return new OpensshConnection({
    program,
    directory,
    controlPath,
    hello: helloIn(log.text()),
    master: { stderr: master.stderr, ended, end: () => void clean() },
  });
}

/** What the client said of the last host. */
function helloIn(log: string): Hello {
  const last = (pattern: RegExp) => [...log.matchAll(pattern)].at(-1)?.[1];
  const version = last(
    /^debug1: Remote protocol version 2\.0, remote software version (.*?)\r?$/gm,
  );
  return {
    serverVersion: version === undefined ? undefined : `SSH-2.0-${version}`,
    hostKey: shownKeyIn(log),
    keyExchange: last(/^debug1: kex: algorithm: (\S+)/gm),
    cipher: last(/^debug1: kex: server->client cipher: (\S+)/gm),
    loginMethod: last(/^(?:debug1: )?Authenticated to .* using "([^"]+)"/gm),
  };
}
