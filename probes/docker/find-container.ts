import type Docker from 'dockerode';
import type { Engine, EngineAnswer } from '../../src/vantage/docker/engine.ts';
import type { DockerOptions } from './options.ts';

export interface Found {
  /** The answer of `docker inspect`, as it came. */
  readonly inspect: unknown;
  /** Containers that fit; more than one only with a label or a service. */
  readonly matches: number;
  /** Those of them that run. */
  readonly running: number;
}

/** Containers that Compose makes for a single command, `docker compose run`: no replicas. */
const ONE_OFF = 'com.docker.compose.oneoff';

/** A failure with status 404 means: there is no such container. */
export function findContainer(
  engine: Engine,
  options: DockerOptions,
  deadlineMs: number,
): Promise<EngineAnswer<Found>> {
  return engine.ask(deadlineMs, async (docker, abortSignal) => {
    if (options.container !== undefined) {
      return { inspect: await inspect(docker, options.container, abortSignal), ...alone };
    }
    const filters = { label: labelsOf(options) };
    const all = (await docker.listContainers({ all: true, filters, abortSignal })).filter(
      ({ Labels }) => !/^true$/i.test(Labels?.[ONE_OFF] ?? ''),
    );
    const chosen = choose(all, options.replicas);
    if (!chosen) throw Object.assign(new Error('no container'), { statusCode: 404 });
    return {
      inspect: await inspect(docker, chosen.Id, abortSignal),
      matches: all.length,
      running: all.filter(isRunning).length,
    };
  });
}

const alone = { matches: 1, running: 1 } as const;

/** The labels by which Docker is asked for the container. */
export function labelsOf({ label = '', compose }: Pick<DockerOptions, 'label' | 'compose'>) {
  if (compose === undefined) return [label];
  const [project = '', service = ''] = compose.split('/');
  return [`com.docker.compose.project=${project}`, `com.docker.compose.service=${service}`];
}

type Listed = Pick<Docker.ContainerInfo, 'Id' | 'State' | 'Created'> & {
  readonly Status?: string;
};

/**
 * The one that speaks for all: where enough run, the newest that does and is unwell if one is; where
 * too few run, the newest that does not, for the reason stands in it. A container that was replaced
 * stays behind stopped, so others that are stopped say nothing while enough run.
 */
export function choose<T extends Listed>(all: readonly T[], replicas: number): T | undefined {
  const newest = all.toSorted((a, b) => b.Created - a.Created);
  const running = newest.filter(isRunning);
  if (running.length < replicas) return newest.find((one) => !isRunning(one)) ?? running[0];
  return running.find(({ Status }) => /\((?:unhealthy|Paused)\)/.test(Status ?? '')) ?? running[0];
}

function isRunning({ State }: Pick<Listed, 'State'>): boolean {
  return State === 'running';
}

async function inspect(docker: Docker, name: string, abortSignal: AbortSignal): Promise<unknown> {
  return docker.getContainer(name).inspect({ abortSignal });
}
