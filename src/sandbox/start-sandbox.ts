import { chainYamlOf } from './chain-yaml.ts';
import { findFault, listFaults } from './faults/registry.ts';
import { writeAttributionFiles } from './lineage/files.ts';
import { SupervisorLine } from './supervisor-line.ts';
import type { Sandbox } from './types.ts';

export interface SandboxOptions {
  /** Aborting it stops the sandbox. */
  readonly signal?: AbortSignal;
  /** Interval of the probes in the chain file, in milliseconds. Default 1,000. */
  readonly intervalMs?: number;
}

/** Milliseconds between two looks of one probe: a fault shows within seconds, and nobody is in a hurry. */
const DEFAULT_INTERVAL_MS = 1_000;

/**
 * Starts the whole demo chain on free ports of loopback, in processes of its own. Resolves when
 * every link is well.
 *
 * @throws WeaklinkError E_SANDBOX when it cannot start; the signal's reason when aborted
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { signal, intervalMs = DEFAULT_INTERVAL_MS } = options;
  signal?.throwIfAborted();
  const line = new SupervisorLine();
  const abort = (): void => void line.stop();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const layout = await line.ready();
    signal?.throwIfAborted();
    return {
      chainYaml: chainYamlOf(layout, intervalMs),
      directory: layout.directory,
      attribution: writeAttributionFiles(layout),
      faults: listFaults(),
      inject: async (name, { ttlMs } = {}) =>
        line.order({
          do: 'inject',
          name: findFault(name).name,
          ...(ttlMs === undefined ? {} : { ttlMs }),
        }),
      clear: async (name) =>
        line.order(
          name === undefined ? { do: 'clear' } : { do: 'clear', name: findFault(name).name },
        ),
      // Loaded here: most who start a sandbox only look at it.
      startTraffic: async (options) =>
        (await import('./traffic/traffic.ts')).startTraffic(layout, options),
      stop: async () => {
        signal?.removeEventListener('abort', abort);
        await line.stop();
      },
    };
  } catch (error) {
    signal?.removeEventListener('abort', abort);
    await line.stop();
    signal?.throwIfAborted();
    throw error;
  }
}
