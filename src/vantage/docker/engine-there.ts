import { type Vantage, VantageLostError } from '../types.ts';
import type { OpenConnection } from './bounded-agent.ts';
import { Engine } from './engine.ts';
import { DEFAULT_SOCKET, otherSockets } from './socket.ts';

/** Milliseconds for asking there which sockets exist, when the first one did not answer. */
const SEARCH_MS = 2_000;

/** Sockets found before; that one is gone since is for the look to tell. */
const found = new WeakMap<Vantage, string>();

/** The daemon at a vantage elsewhere, over a channel to its socket. */
export async function engineThere(
  vantage: Vantage,
  option: string | undefined,
  limits: { readonly deadlineMs: number; readonly signal: AbortSignal },
): Promise<{ readonly engine: Engine; readonly path: string }> {
  const path = option ?? found.get(vantage) ?? (await findSocket(vantage, limits));
  const engine = await Engine.over(connector(vantage, path, limits), limits.signal);
  return { engine, path };
}

function connector(
  vantage: Vantage,
  path: string,
  limits: { readonly deadlineMs: number; readonly signal: AbortSignal },
): OpenConnection {
  return async () => {
    const outcome = await vantage.forward(path, limits);
    switch (outcome.kind) {
      case 'connected':
        return outcome.stream;
      case 'failed':
        throw Object.assign(new Error(outcome.message), { code: outcome.code });
      case 'timed-out':
        throw Object.assign(new Error(`${path} did not answer in time`), { code: 'ETIMEDOUT' });
      case 'aborted':
        throw new Error('cancelled');
      case 'lost':
        throw new VantageLostError(outcome.message);
    }
  };
}

/** Docker's socket, or another where there is none; Docker's where that cannot be told. */
async function findSocket(
  vantage: Vantage,
  { signal, deadlineMs }: { readonly deadlineMs: number; readonly signal: AbortSignal },
): Promise<string> {
  const options = { signal, deadlineMs: Math.min(deadlineMs / 2, SEARCH_MS) };
  const ask = async (argv: readonly [string, ...string[]]) => {
    const result = await vantage.exec(argv, options);
    if (result.kind === 'lost') throw new VantageLostError(result.message);
    return result.kind === 'ended' ? result : undefined;
  };
  // Of paths that are missing, `ls` says so and lists the others.
  const uid = (await ask(['id', '-u']))?.stdout.trim() ?? '';
  const own = /^\d{1,10}$/.test(uid) ? `/run/user/${uid}` : undefined;
  const all = [DEFAULT_SOCKET, ...otherSockets(own)];
  const listed = (await ask(['ls', '-d', ...all]))?.stdout.split('\n') ?? [];
  const first = all.find((path) => listed.includes(path));
  if (first !== undefined) found.set(vantage, first);
  return first ?? DEFAULT_SOCKET;
}
