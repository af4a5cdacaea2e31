import type { DialOptions, DialOutcome } from '../types.ts';
import { VantageLostError } from '../types.ts';
import { type SshConnection, TargetError } from './connection.ts';
import type { SshEnvironment } from './environment.ts';
import { failureOf, SshFailureError } from './failure.ts';
import { openOpenssh } from './openssh/open.ts';
import { type Route, strongerRoute } from './route.ts';
import type { Patience } from './slots.ts';
import { atHop, connectHop, type Phases } from './ssh2/connect.ts';

export interface FreshConnection {
  /** The way that it took: the one asked for, or the same by OpenSSH. */
  readonly route: Route;
  readonly connection: SshConnection;
  /** Closes it, and those to the hosts on the way. */
  close(): void;
}

/** Connects from somewhere else than this machine. */
export type DialFrom = (host: string, port: number, options: DialOptions) => Promise<DialOutcome>;

/**
 * A connection of its own, shared with nobody, for a look at the link itself.
 *
 * @param from where the first host is dialled from; undefined for this machine
 * @param phases filled in for the last host as they end
 * @throws SshFailureError; VantageLostError where `from` is lost
 */
export async function connectRoute(
  route: Route,
  environment: SshEnvironment,
  patience: Patience,
  options: Options = {},
): Promise<FreshConnection> {
  const startMs = performance.now();
  try {
    return await connectBy(route, environment, patience, options);
  } catch (error) {
    const other =
      error instanceof VantageLostError || options.from
        ? undefined
        : strongerRoute(route, failureOf(error), environment);
    if (!other) throw error;
    const deadlineMs = patience.deadlineMs - (performance.now() - startMs);
    return connectBy(other, environment, { ...patience, deadlineMs }, options);
  }
}

interface Options {
  readonly from?: DialFrom | undefined;
  readonly phases?: Phases;
}

async function connectBy(
  route: Route,
  environment: SshEnvironment,
  patience: Patience,
  { from, phases = {} }: Options,
): Promise<FreshConnection> {
  if (route.backend === 'openssh') {
    if (from) {
      const detail = `it needs ${route.because}, which works from this machine alone`;
      throw new SshFailureError({ kind: 'not-possible', detail });
    }
    const connection = await openOpenssh(route, environment, patience);
    return { route, connection, close: () => connection.close() };
  }
  const endMs = performance.now() + patience.deadlineMs;
  const open: SshConnection[] = [];
  const close = () => {
    for (const one of open.toReversed()) one.close();
  };
  try {
    for (const [index, hop] of route.hops.entries()) {
      const isLast = index === route.hops.length - 1;
      const connection = await connectHop(hop, {
        over: open.at(-1) ?? (from && { dial: dialler(from) }),
        through: route.hops.slice(0, index),
        deadlineMs: endMs - performance.now(),
        signal: patience.signal,
        phases: isLast ? phases : {},
        ask: environment.ask,
      }).catch((error) => {
        if (isLast || error instanceof VantageLostError) throw error;
        throw new SshFailureError(atHop(failureOf(error), index + 1, hop));
      });
      open.push(connection);
    }
  } catch (error) {
    close();
    throw error;
  }
  const connection = open.at(-1);
  if (!connection) throw new Error('a way has at least one host');
  return { route, connection, close };
}

function dialler(from: DialFrom): SshConnection['dial'] {
  return async (host, port, patience) => {
    const outcome = await from(host, port, patience);
    switch (outcome.kind) {
      case 'connected':
        return outcome.stream;
      case 'failed':
        throw new TargetError(outcome.code, outcome.message);
      case 'timed-out': {
        const detail = `no answer within ${Math.round(patience.deadlineMs)} ms`;
        throw new SshFailureError({ kind: 'timed-out', phase: 'connect', detail });
      }
      case 'aborted':
        throw new SshFailureError({ kind: 'cancelled' });
      case 'lost':
        throw new VantageLostError(outcome.message);
    }
  };
}
