import { rm } from 'node:fs/promises';
import { probes } from '../../../probes/registry.ts';
import { loadChain } from '../../chain/load.ts';
import type { Chain } from '../../chain/types.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import type { Sandbox } from '../../sandbox/types.ts';
import type { LeaseBook } from '../leases/lease-book.ts';
import { startProcess } from '../processes/start-process.ts';
import { startProxy } from '../proxies/start-proxy.ts';
import type { Scenario } from '../types.ts';
import type { ProxyHandle, ScenarioProcess, ScenarioWorld } from '../world.ts';

/** A world that stands, its chain, and the way to end it. */
export interface StandingWorld extends ScenarioWorld {
  /** Whole: nothing is taken away yet. */
  readonly chain: Chain;
  /** Ends everything that was started, the last first. Idempotent. */
  stop(): Promise<void>;
}

/** @throws WeaklinkError E_SANDBOX, E_DRILL_PROCESS, E_DRILL_PROXY; what had started is ended then */
export async function startWorld(
  scenario: Scenario,
  book: () => LeaseBook,
  signal: AbortSignal,
): Promise<StandingWorld> {
  const endings: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of endings.splice(0).reverse()) await end().catch(() => {});
  };
  try {
    const directory = book().scratch();
    endings.push(() => rm(directory, { recursive: true, force: true }));
    const processes = new Map<string, ScenarioProcess>();
    for (const plan of scenario.processes) {
      const started = await startProcess(plan, signal);
      endings.push(() => started.stop());
      processes.set(plan.name, started);
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
    return { sandbox, proxies, processes, directory, chain, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function chainOf({ source }: Scenario): Chain {
  if (source.kind === 'chain' || source.kind === 'timeline') return source.chain;
  throw new Error(`a ${source.kind} has no chain to watch`);
}
