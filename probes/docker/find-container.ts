import type Docker from 'dockerode';
import type { Engine, EngineAnswer } from './engine.ts';
import type { DockerOptions } from './options.ts';

export interface Found {
  /** The answer of `docker inspect`, as it came. */
  readonly inspect: unknown;
  /** Containers that fit; more than one only with a label. */
  readonly matches: number;
}

/** A failure with status 404 means: there is no such container. */
export function findContainer(
  engine: Engine,
  { container, label = '' }: DockerOptions,
  deadlineMs: number,
): Promise<EngineAnswer<Found>> {
  return engine.ask(deadlineMs, async (docker, abortSignal) => {
    if (container !== undefined) return inspect(docker, container, 1, abortSignal);
    const filters = { label: [label] };
    const all = await docker.listContainers({ all: true, filters, abortSignal });
    // A container that was replaced stays behind stopped: the newest running one is meant.
    const [first] = all.toSorted(
      (a, b) =>
        Number(b.State === 'running') - Number(a.State === 'running') || b.Created - a.Created,
    );
    if (!first) throw Object.assign(new Error('no container'), { statusCode: 404 });
    return inspect(docker, first.Id, all.length, abortSignal);
  });
}

async function inspect(
  docker: Docker,
  name: string,
  matches: number,
  abortSignal: AbortSignal,
): Promise<Found> {
  return { inspect: await docker.getContainer(name).inspect({ abortSignal }), matches };
}
