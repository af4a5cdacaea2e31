import type { Buffer } from 'node:buffer';
import type { Duplex } from 'node:stream';
import type { Client, NegotiatedAlgorithms } from 'ssh2';
import type { AskPerson } from '../ask-person.ts';
import type { HostConfig } from '../config/host-config.ts';
import type { Hello } from '../connection.ts';
import { type ShownKey, type SshFailure, SshFailureError } from '../failure.ts';
import { shownKeyOf } from '../known-hosts/fingerprint.ts';
import { judgeHostKey, knowledgeOf } from '../known-hosts/judge.ts';
import { readKnownHosts } from '../known-hosts/read.ts';
import type { Patience } from '../slots.ts';
import { acceptCommand } from './accept-command.ts';
import { algorithmsFor, nothingLeftBy } from './algorithms.ts';
import { loadSsh2 } from './load.ts';
import { Login } from './login.ts';
import { withinTime } from './tcp.ts';

/** Milliseconds between signs of life on a silent connection … */
const KEEPALIVE_MS = 15_000;
/** … and how many may stay unanswered. */
const KEEPALIVES = 3;
/** Bytes of a server's first line; the protocol allows 255. */
const MAX_VERSION_BYTES = 255;

export interface OpenOptions extends Patience {
  readonly config: HostConfig;
  /** Connects to the server; called once all is ready, since a server may hang up at once. */
  readonly dial: () => Promise<Duplex>;
  /** Where the way leads through other hosts, for the command that accepts a key. */
  readonly through: readonly HostConfig[];
  readonly ask?: AskPerson | undefined;
  /** Told when the keys are exchanged, and before the login begins. */
  readonly onHandshake?: () => void;
}

export interface OpenClient {
  readonly client: Client;
  readonly hello: Hello;
}

/** Exchanges keys, verifies the host's and logs in. @throws SshFailureError */
export async function openClient(options: OpenOptions): Promise<OpenClient> {
  const startMs = performance.now();
  const { config, ask, signal } = options;
  const strict = nothingLeftBy(config.settings);
  if (strict !== undefined) {
    const detail = `${strict} of the configuration leaves nothing that ssh2 can do`;
    throw new SshFailureError({ kind: 'no-common-algorithm', detail });
  }
  const ssh2 = await loadSsh2();
  const known = await readKnownHosts(config.knownHostsFiles);
  const login = await Login.prepare(config, ask, ssh2);
  const { types } = knowledgeOf(known, config.known);
  const client = new ssh2.Client();
  // What still comes after the end interests nobody, and an unheard error would end the process.
  client.on('error', () => {});
  const seen: Seen = {
    key: undefined,
    refusal: undefined,
    algorithms: undefined,
    firstLine: undefined,
  };
  const socket = await options.dial();
  const opened = whenReady(client, login, seen, options.onHandshake);
  client.connect({
    sock: socket as never,
    username: config.user,
    algorithms: algorithmsFor(config.settings, types) as never,
    hostVerifier: (blob: Buffer) => {
      seen.key = shownKeyOf(blob);
      seen.refusal = keyFailure(judgeHostKey(known, config.known, blob), seen.key, options);
      return seen.refusal === undefined;
    },
    authHandler: login.next,
    keepaliveInterval: KEEPALIVE_MS,
    keepaliveCountMax: KEEPALIVES,
    // Our own deadline also ends what stands behind the handshake.
    readyTimeout: 0,
  });
  socket.once('data', (chunk: Buffer) => {
    seen.firstLine = firstLineOf(chunk);
    // What is no SSH may come before its first line; what is surely another protocol need not be waited for.
    if (/^HTTP\//.test(seen.firstLine)) socket.destroy();
  });
  try {
    // What was read and dialled before took its part of the time.
    const deadlineMs = options.deadlineMs - (performance.now() - startMs);
    await withinTime(opened, 'handshake', { deadlineMs, signal });
  } catch (error) {
    client.destroy();
    socket.destroy();
    throw seen.algorithms ? atLogin(error) : error;
  }
  return { client, hello: helloOf(seen, login) };
}

interface Seen {
  key: ShownKey | undefined;
  refusal: SshFailure | undefined;
  algorithms: NegotiatedAlgorithms | undefined;
  /** What the server said first. */
  firstLine: string | undefined;
}

function whenReady(
  client: Client,
  login: Login,
  seen: Seen,
  onHandshake: (() => void) | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (failure: SshFailure) => reject(new SshFailureError(failure));
    client.once('handshake', (algorithms) => {
      seen.algorithms = algorithms;
      onHandshake?.();
    });
    client.once('ready', resolve);
    client.on('error', (error: Error & { level?: string }) => {
      // An agent that is gone is no end: the key files come next.
      if (error.level === 'agent') return;
      fail(seen.refusal ?? failureOfSsh2(error, login, seen));
    });
    client.once('close', () => {
      fail(seen.refusal ?? { kind: 'handshake', detail: whatEnded(seen) });
    });
  });
}

function failureOfSsh2(error: Error & { level?: string }, login: Login, seen: Seen): SshFailure {
  const { level, message } = error;
  if (level === 'client-authentication') return login.refusal();
  if (/too many authentication failures/i.test(message)) return login.refusal(message);
  const missing = /no matching (.*)/.exec(message)?.[1];
  if (missing !== undefined) return { kind: 'no-common-algorithm', detail: `no common ${missing}` };
  return { kind: 'handshake', detail: level === 'protocol' ? whatEnded(seen) : message };
}

function whatEnded({ algorithms, firstLine }: Seen): string {
  if (algorithms) return 'the server closed the connection during the login';
  if (firstLine === undefined) {
    return 'the server closed the connection before it said what it is (MaxStartups?)';
  }
  return firstLine.startsWith('SSH-')
    ? 'the server closed the connection during the handshake'
    : `it says "${firstLine}"`;
}

/** The same failure, after the keys were exchanged. */
function atLogin(error: unknown): unknown {
  if (!(error instanceof SshFailureError) || error.failure.kind !== 'timed-out') return error;
  return new SshFailureError({ ...error.failure, phase: 'login' });
}

function keyFailure(
  judgement: ReturnType<typeof judgeHostKey>,
  key: ShownKey,
  { config, through }: OpenOptions,
): SshFailure | undefined {
  switch (judgement.kind) {
    case 'known':
      return undefined;
    case 'changed':
      return { kind: 'host-key-changed', key, known: judgement.known };
    case 'revoked':
      return { kind: 'host-key-revoked', key, known: judgement.known };
    case 'unknown': {
      const accept = acceptCommand(config, through, key.type);
      return { kind: 'host-key-unknown', key, knownTypes: judgement.knownTypes, accept };
    }
  }
}

function firstLineOf(chunk: Buffer): string {
  return chunk.toString('latin1', 0, MAX_VERSION_BYTES).split(/\r?\n/, 1)[0] ?? '';
}

function helloOf({ key, algorithms, firstLine }: Seen, login: Login): Hello {
  return {
    serverVersion: firstLine?.startsWith('SSH-') ? firstLine : undefined,
    hostKey: key,
    keyExchange: algorithms?.kex,
    cipher: algorithms?.cs.cipher,
    loginMethod: login.method,
  };
}
