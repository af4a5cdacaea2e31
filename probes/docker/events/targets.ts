import type { Chain, LinkId } from '../../../src/chain/types.ts';
import { localSocket } from '../../../src/vantage/docker/local-socket.ts';
import { DEFAULT_SOCKET } from '../../../src/vantage/docker/socket.ts';
import { labelsOf } from '../find-container.ts';
import { type DockerOptions, dockerOptions } from '../options.ts';
import type { KnownContainer } from './known-containers.ts';

/** A link whose containers are looked at. */
export interface DockerTarget {
  readonly link: LinkId;
  readonly options: DockerOptions;
}

/** One daemon, and what the chain looks at there. */
export interface DockerDaemon {
  readonly vantage: string;
  readonly socketPath: string;
  readonly targets: readonly DockerTarget[];
}

/** The daemons whose containers a chain looks at, each once. */
export function daemonsOf(
  chain: Chain,
  here: (option: string | undefined) => string | null = localSocket,
): readonly DockerDaemon[] {
  const daemons = new Map<string, DockerDaemon>();
  for (const link of chain.links) {
    for (const plan of link.probes) {
      if (plan.kind !== 'docker') continue;
      const options = dockerOptions.safeParse(plan.options);
      if (!options.success) continue;
      const { socket } = options.data;
      const path = plan.vantage === 'local' ? here(socket) : (socket ?? DEFAULT_SOCKET);
      if (path === null) continue;
      const key = `${plan.vantage}\0${path}`;
      const { targets } = daemons.get(key) ?? { targets: [] };
      const target = { link: link.id, options: options.data };
      daemons.set(key, {
        vantage: plan.vantage,
        socketPath: path,
        targets: [...targets, target],
      });
    }
  }
  return [...daemons.values()];
}

/** Characters of an id from which on it is one: Docker itself shows twelve. */
const ID_CHARACTERS = 12;

export function isMeant({ options }: DockerTarget, { id, name, labels }: KnownContainer): boolean {
  const { container } = options;
  if (container !== undefined) {
    return name === container || (container.length >= ID_CHARACTERS && id.startsWith(container));
  }
  return labelsOf(options).every((label) => {
    const equals = label.indexOf('=');
    if (equals < 0) return Object.hasOwn(labels, label);
    return labels[label.slice(0, equals)] === label.slice(equals + 1);
  });
}
