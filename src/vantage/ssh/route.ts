import { formatSshAddress, type SshAddress } from './address.ts';
import { type HostConfig, readHostConfig } from './config/host-config.ts';
import { needsOpenssh } from './config/needs-openssh.ts';
import { innermost } from './describe-failure.ts';
import type { SshEnvironment } from './environment.ts';
import { type SshFailure, SshFailureError } from './failure.ts';
import { readKnownHosts } from './known-hosts/read.ts';
import { type Patience, Slots } from './slots.ts';

/** The way to a host: the hosts on it, the nearest first, and itself last. */
export interface Route {
  readonly hops: readonly HostConfig[];
  readonly backend: 'ssh2' | 'openssh';
  /** Why it is left to OpenSSH; null where it is not, or was asked to be. */
  readonly because: string | null;
  /** Hops stated by the caller instead of the configuration. */
  readonly jumpsStated: boolean;
}

/** Hosts on the way to one; a longer way is a circle. */
const MOST_HOPS = 8;
/** Configurations read at once: each may start an ssh client. */
const MOST_READS = 4;
const MOST_WAITING_READS = 4_096;
const reads = new Slots(MOST_READS, MOST_WAITING_READS);

/**
 * Reads the configuration of a host and of all on the way to it.
 *
 * @param jumps instead of those that the configuration names
 * @throws SshFailureError
 */
export async function findRoute(
  address: SshAddress,
  jumps: readonly SshAddress[] | undefined,
  environment: SshEnvironment,
  patience: Patience,
): Promise<Route> {
  const read = (one: SshAddress) => readInTurn(one, environment, patience);
  const target = await read(address);
  const hops = [...(await wayTo(jumps ?? target.jumps, read)), target];
  return { hops, ...(await backendFor(hops, environment)), jumpsStated: jumps !== undefined };
}

/** The nearest of the hosts on the way may itself be behind others. */
async function wayTo(
  jumps: readonly SshAddress[],
  read: (address: SshAddress) => Promise<HostConfig>,
): Promise<readonly HostConfig[]> {
  let way = await Promise.all(jumps.map(read));
  while (way[0] && way[0].jumps.length > 0) {
    if (way.length > MOST_HOPS) {
      const detail = `more than ${MOST_HOPS} jump hosts: the configuration goes round in a circle`;
      throw new SshFailureError({ kind: 'not-possible', detail });
    }
    way = [...(await Promise.all(way[0].jumps.map(read))), ...way];
  }
  return way;
}

async function readInTurn(
  address: SshAddress,
  environment: SshEnvironment,
  patience: Patience,
): Promise<HostConfig> {
  await reads.take(patience);
  try {
    return await readHostConfig(address, environment, patience.signal);
  } finally {
    reads.give();
  }
}

async function backendFor(
  hops: readonly HostConfig[],
  { backend, sshProgram }: SshEnvironment,
): Promise<Pick<Route, 'backend' | 'because'>> {
  if (backend !== 'auto') return { backend, because: null };
  for (const hop of hops) {
    const because = await needsOpenssh(hop, await readKnownHosts(hop.knownHostsFiles));
    if (because === null) continue;
    if (sshProgram !== undefined) return { backend: 'openssh', because };
    const detail = `${addressOfHop(hop)} needs ${because}, and no ssh client is installed here`;
    throw new SshFailureError({ kind: 'not-possible', detail });
  }
  return { backend: 'ssh2', because: null };
}

/**
 * The same way by OpenSSH, where ssh2 and a server have no algorithm in common (a server that takes
 * post-quantum key exchange alone); undefined where that would not help.
 */
export function strongerRoute(
  route: Route,
  failure: SshFailure,
  { backend, sshProgram }: SshEnvironment,
): Route | undefined {
  const cause = innermost(failure);
  const isWeak = route.backend === 'ssh2' && cause.kind === 'no-common-algorithm';
  if (!isWeak || backend !== 'auto' || sshProgram === undefined) return undefined;
  return { ...route, backend: 'openssh', because: cause.detail };
}

/** `user@host:port`, as it is really reached. */
export function addressOfHop({ user, host, port }: HostConfig): string {
  return formatSshAddress({ user, host, port });
}
