import type { Duplex } from 'node:stream';
import type { AskPerson } from '../ask-person.ts';
import type { HostConfig } from '../config/host-config.ts';
import { type SshConnection, TargetError } from '../connection.ts';
import { type SshFailure, SshFailureError } from '../failure.ts';
import { addressOfHop } from '../route.ts';
import type { Patience } from '../slots.ts';
import { Ssh2Connection } from './connection.ts';
import { openClient } from './open-client.ts';
import { dialServer, failureOfConnect } from './tcp.ts';

/** Milliseconds of each part of connecting to the last host of a way. */
export type Phases = { resolve?: number; connect?: number; handshake?: number; login?: number };

export interface ConnectOptions extends Patience {
  /** To the host before, where there is one. */
  readonly over: Pick<SshConnection, 'dial'> | undefined;
  /** The hosts before this one. */
  readonly through: readonly HostConfig[];
  readonly ask?: AskPerson | undefined;
  /** Filled in as they end. */
  readonly phases?: Phases;
}

/** Connects to one host, straight or over a connection to the one before. @throws SshFailureError */
export async function connectHop(
  config: HostConfig,
  { over, through, ask, phases = {}, deadlineMs, signal }: ConnectOptions,
): Promise<Ssh2Connection> {
  const startMs = performance.now();
  const left = () => ({ deadlineMs: deadlineMs - (performance.now() - startMs), signal });
  let markMs = startMs;
  const mark = (phase: keyof Phases) => {
    phases[phase] = performance.now() - markMs;
    markMs = performance.now();
  };
  let socket: Duplex | undefined;
  const dial = async () => {
    markMs = performance.now();
    if (over) socket = await dialOver(over, config, through, left());
    else {
      const dialled = await dialServer(config.host, config.port, left());
      phases.resolve = dialled.resolveMs;
      markMs += dialled.resolveMs;
      socket = dialled.socket;
    }
    mark('connect');
    return socket;
  };
  const onHandshake = () => mark('handshake');
  const opened = await openClient({ config, dial, through, ask, onHandshake, ...left() });
  mark('login');
  return new Ssh2Connection(opened, () => socket?.destroy());
}

/** What the host before says about the next one is about that; what it refuses itself is about itself. */
async function dialOver(
  over: Pick<SshConnection, 'dial'>,
  { host, port }: HostConfig,
  through: readonly HostConfig[],
  patience: Patience,
): Promise<Duplex> {
  try {
    const channel = await over.dial(host, port, patience);
    // It stays open in one direction; a server that ended the other is gone.
    channel.once('end', () => channel.destroy());
    return channel;
  } catch (error) {
    if (error instanceof TargetError) {
      const { code, message } = error;
      throw new SshFailureError(failureOfConnect(Object.assign(new Error(message), { code })));
    }
    const last = through.at(-1);
    if (!(error instanceof SshFailureError) || !last || isOfCaller(error.failure)) throw error;
    throw new SshFailureError(atHop(error.failure, through.length, last));
  }
}

/** A failure of a host on the way, which says so. */
export function atHop(failure: SshFailure, hop: number, config: HostConfig): SshFailure {
  if (failure.kind === 'jump' || failure.kind === 'cancelled') return failure;
  return { kind: 'jump', hop, address: addressOfHop(config), failure };
}

function isOfCaller({ kind }: SshFailure): boolean {
  return kind === 'cancelled' || kind === 'timed-out';
}
