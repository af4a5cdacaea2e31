import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { identityOf, type ProcessIdentity } from '../leases/process-identity.ts';
import type { ProxyPlan } from '../types.ts';
import type { ProxyHandle } from '../world.ts';
import { proxyArguments } from './entry.ts';
import type { ProxyWord } from './protocol.ts';

/** Milliseconds in which a proxy listens, on a busy machine. */
const START_MS = 10_000;
/** Milliseconds that a proxy has to end before it is killed. */
const STOP_MS = 2_000;

export interface RunningProxy extends ProxyHandle {
  readonly process: ProcessIdentity;
  /** Resolves when its process is gone. */
  stop(): Promise<void>;
}

/**
 * Starts a proxy in a process of its own, which ends with this one. Resolves when it listens.
 *
 * @throws WeaklinkError E_DRILL_PROXY when it cannot
 */
export async function startProxy(plan: ProxyPlan): Promise<RunningProxy> {
  const child = spawn(process.execPath, [...proxyArguments()], {
    // A session of its own: what kills the terminal or the group leaves the undoing to us.
    detached: true,
    // Nothing of the user's environment: no NODE_OPTIONS, no keys.
    env: { PATH: process.env.PATH ?? '' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  try {
    child.send({ do: 'start', plan }, () => {});
    const control = await readyWord(child);
    const identity = identityOf(child.pid ?? 0);
    if (!identity) throw new Error('it has ended');
    return {
      name: plan.name,
      kind: plan.kind,
      control,
      process: identity,
      stop: () => stop(child),
    };
  } catch (error) {
    await stop(child);
    throw failure(plan, error);
  }
}

async function readyWord(child: ChildProcess): Promise<string> {
  const signal = AbortSignal.timeout(START_MS);
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error('its process has ended');
  });
  // Whichever comes first decides; nobody waits for the other.
  ended.catch(() => {});
  const [word] = (await Promise.race([once(child, 'message', { signal }), ended])) as [ProxyWord];
  if (word.say === 'failed') throw new Error(word.message);
  return word.control;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  const patience = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  if (child.connected) child.disconnect();
  await exited;
  clearTimeout(patience);
}

function failure({ name, listen, upstream }: ProxyPlan, error: unknown): WeaklinkError {
  const why = error instanceof Error ? error.message : String(error);
  return new WeaklinkError({
    code: 'E_DRILL_PROXY',
    message: `the proxy "${name}" (${listen} before ${upstream}) cannot start: ${why}`,
    hint: 'Give it an address of this machine that nothing listens on.',
    exitCode: ExitCode.CouldNotLook,
    cause: error,
  });
}
