import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { probes } from '../../../probes/registry.ts';
import { loadChain } from '../../chain/load.ts';
import type { Chain } from '../../chain/types.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import type { Sandbox } from '../../sandbox/types.ts';
import { identityOf, type ProcessIdentity } from '../leases/process-identity.ts';
import { startProxy } from '../proxies/start-proxy.ts';
import type { ProcessPlan, Scenario } from '../types.ts';
import type { ProxyHandle, ScenarioWorld } from '../world.ts';

/** Milliseconds in which a process of the scenario must answer. */
const READY_MS = 20_000;
/** Milliseconds between two tries to reach it, and that one try may take. */
const TRY_EVERY_MS = 50;
const TRY_MS = 1_000;
/** Milliseconds that a process has to end by itself before it is killed. */
const END_MS = 3_000;

/** A world that stands, its chain, and the way to end it. */
export interface StandingWorld extends ScenarioWorld {
  /** Whole: nothing is taken away yet. */
  readonly chain: Chain;
  /** Ends everything that was started, the last first. Idempotent. */
  stop(): Promise<void>;
}

/** @throws WeaklinkError E_SANDBOX, E_DRILL_PROCESS, E_DRILL_PROXY; what had started is ended then */
export async function startWorld(scenario: Scenario, signal: AbortSignal): Promise<StandingWorld> {
  const endings: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of endings.splice(0).reverse()) await end().catch(() => {});
  };
  try {
    const processes = new Map<string, ProcessIdentity>();
    for (const plan of scenario.processes) {
      const child = await startProcess(plan);
      endings.push(() => endProcess(child));
      const identity = identityOf(child.pid ?? 0);
      if (identity) processes.set(plan.name, identity);
      if (plan.ready !== null) await answers(plan, plan.ready, child, signal);
    }
    const proxies = new Map<string, ProxyHandle>();
    for (const plan of scenario.proxies) {
      const proxy = await startProxy(plan);
      endings.push(() => proxy.stop());
      proxies.set(plan.name, proxy);
    }
    const { source } = scenario;
    let sandbox: Sandbox | null = null;
    if (source.kind === 'sandbox') {
      sandbox = await startSandbox({ intervalMs: source.intervalMs });
      endings.push(sandbox.stop);
    }
    const chain = sandbox ? loadChain(sandbox.chainYaml, 'sandbox', probes) : chainOf(scenario);
    signal.throwIfAborted();
    return { sandbox, proxies, processes, chain, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function chainOf({ source }: Scenario): Chain {
  if (source.kind === 'chain' || source.kind === 'timeline') return source.chain;
  throw new Error(`a ${source.kind} has no chain to watch`);
}

async function startProcess({ name, argv: [program = '', ...args] }: ProcessPlan) {
  const child = spawn(program, args, { stdio: 'ignore' });
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw processError(name, `cannot be started (${(error as NodeJS.ErrnoException).code})`);
  }
  return child;
}

async function answers(
  { name }: ProcessPlan,
  address: string,
  child: ChildProcess,
  signal: AbortSignal,
): Promise<void> {
  const giveUpAt = performance.now() + READY_MS;
  while (!(await connects(address))) {
    signal.throwIfAborted();
    if (child.exitCode !== null) throw processError(name, `ended with ${child.exitCode}`);
    if (performance.now() > giveUpAt) throw processError(name, `does not answer at ${address}`);
    await pause(TRY_EVERY_MS);
  }
}

function connects(address: string): Promise<boolean> {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(address.slice(colon + 1)), timeout: TRY_MS });
    const end = (does: boolean): void => {
      socket.destroy();
      resolve(does);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  // A stopped process hears nothing but this.
  const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
  await ended;
  clearTimeout(timer);
}

function processError(name: string, what: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_DRILL_PROCESS',
    message: `the process "${name}" of the scenario ${what}`,
    hint: 'Start it by hand with the same arguments to see what it says.',
    exitCode: ExitCode.CouldNotLook,
  });
}
