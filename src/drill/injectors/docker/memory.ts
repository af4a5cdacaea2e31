import { z } from 'zod';
import { WeaklinkError } from '../../../platform/errors.ts';
import { ExitCode } from '../../../platform/exit-codes.ts';
import { safe } from '../../../text/sanitise.ts';
import type { Missing } from '../../injector.ts';
import { formatBytes } from '../byte-size.ts';
import type { DockerAction } from './action.ts';
import type { Daemon } from './daemon.ts';
import { runHog } from './memory-hog.ts';
import type { DockerPlan } from './plan.ts';
import { bringBack, required, start, verifyRunning, waitUntil } from './running-again.ts';

/** Bytes of the lowest limit that Docker takes. */
const LEAST_LIMIT_BYTES = 6 * 1_048_576;
/** Share of its present use to which a container is squeezed when nobody says how far. */
const SQUEEZE_SHARE = 0.5;
/** Milliseconds in which a container under the lower limit must meet it. */
const KILLED_WITHIN_MS = 15_000;

/**
 * Lowers the limit below what the container uses, until the kernel kills in it. Control groups of
 * version 2 kill at once; version 1 refuses a limit below the use, so there the container is started
 * again under the lower limit and dies when it grows as before.
 */
export const memoryAction: DockerAction<'memory'> = {
  endsContainer: true,
  explain: ({ container, limit, hog }) => {
    const to = limit === undefined ? 'half of what it uses' : formatBytes(limit);
    if (hog === undefined) {
      return `squeezes the memory of the container ${container} to ${to}, until the kernel kills it`;
    }
    const squeeze = limit === undefined ? '' : ` squeezed to ${to}`;
    return `runs ${hog[0]} in the container ${container}${squeeze}, until the kernel kills in it`;
  },
  missing: noLimits,
  details: () => ({}),

  async inject({ limit, hog }, plan, { daemon, signal }) {
    const { container } = plan;
    if (hog !== undefined) {
      if (limit !== undefined) await setLimit(daemon, plan, limit, limit);
      await runHog(daemon, container, hog, { withinMs: KILLED_WITHIN_MS, signal });
      return;
    }
    const useBytes = await memoryUse(daemon, plan);
    const squeezed = limit ?? Math.max(LEAST_LIMIT_BYTES, Math.floor(useBytes * SQUEEZE_SHARE));
    if (squeezed >= useBytes) throw uses(plan, useBytes, squeezed);
    await squeeze(daemon, plan, squeezed);
    await waitUntil(daemon, container, ({ State }) => State.OOMKilled, {
      withinMs: KILLED_WITHIN_MS,
      what: `nothing was killed at a limit of ${formatBytes(squeezed)}`,
    });
  },

  async undo(plan, daemon) {
    const { id, name, memoryBytes, memorySwapBytes } = plan.container;
    const { HostConfig: now } = await required(daemon, id, name);
    if (now.Memory !== memoryBytes || now.MemorySwap !== memorySwapBytes) {
      await setLimit(daemon, plan, memoryBytes, memorySwapBytes);
    }
    await bringBack(daemon, plan);
  },

  async verify(plan, daemon) {
    const { undone, seen, subject } = await verifyRunning(daemon, plan);
    if (!undone || !subject) return { undone, seen };
    const { Memory: memory, MemorySwap: swap } = subject.HostConfig;
    const { memoryBytes, memorySwapBytes } = plan.container;
    return {
      undone: memory === memoryBytes && swap === memorySwapBytes,
      seen: safe`${seen}, with a memory limit of ${formatBytes(memory)}`,
    };
  },
};

async function squeeze(daemon: Daemon, plan: DockerPlan, bytes: number): Promise<void> {
  const { id, name } = plan.container;
  try {
    await setLimit(daemon, plan, bytes, bytes);
  } catch {
    // Refused while it uses more: the limit can be lowered while nothing runs.
    await daemon.call(`kill ${name}`, (docker) => docker.getContainer(id).kill(), { fine: [409] });
    await waitUntil(daemon, plan.container, ({ State }) => !State.Running, {
      withinMs: KILLED_WITHIN_MS,
      what: 'it was killed and did not end',
    });
    await setLimit(daemon, plan, bytes, bytes);
    await start(daemon, id, name);
  }
}

async function setLimit(
  daemon: Daemon,
  { container: { id, name } }: DockerPlan,
  memoryBytes: number,
  memorySwapBytes: number,
): Promise<void> {
  await daemon.call(`set the memory limit of ${name}`, (docker) =>
    docker.getContainer(id).update({ Memory: memoryBytes, MemorySwap: memorySwapBytes }),
  );
}

const statsSchema = z.object({ memory_stats: z.object({ usage: z.number() }) });

async function memoryUse(daemon: Daemon, { container: { id, name } }: DockerPlan): Promise<number> {
  const stats = await daemon.call(`measure the memory of ${name}`, (docker) =>
    docker.getContainer(id).stats({ stream: false, 'one-shot': true }),
  );
  return statsSchema.parse(stats).memory_stats.usage;
}

async function noLimits(
  { limit, container }: { readonly limit?: number | undefined; readonly container: string },
  { HostConfig: host }: { readonly HostConfig: { readonly Memory: number } },
  daemon: Daemon,
): Promise<readonly Missing[]> {
  const missing: Missing[] = [];
  const info = await daemon.call('tell what it can do', (docker) => docker.info());
  if (!(info as { MemoryLimit?: boolean } | null)?.MemoryLimit) {
    missing.push({
      what: 'the control group of memory is not available to Docker on this host',
      remedy: 'Enable it (kernel argument cgroup_enable=memory), or choose another fault.',
    });
  }
  if (host.Memory === 0) {
    missing.push({
      what: safe`the container ${container} has no memory limit, and Docker cannot take one away again`,
      remedy: `Give it a limit first: docker update --memory 2g --memory-swap 4g ${container}`,
    });
  }
  if (limit !== undefined && limit < LEAST_LIMIT_BYTES) {
    missing.push({
      what: `a memory limit of ${formatBytes(limit)}: Docker takes none below 6 MiB`,
      remedy: 'Write a larger `limit`, or leave it out.',
    });
  }
  return missing;
}

function uses({ container: { name } }: DockerPlan, useBytes: number, limit: number): WeaklinkError {
  return new WeaklinkError({
    code: 'E_DRILL_INJECT',
    message: safe`${name} uses ${formatBytes(useBytes)}: a limit of ${formatBytes(limit)} kills nothing`,
    hint: 'Write a lower `limit`, at least 6 MiB, or a `hog` that uses memory inside the container.',
    exitCode: ExitCode.CouldNotLook,
  });
}
