import type { Daemon } from './daemon.ts';
import { type Endpoint, inspectSubject } from './subject.ts';

interface Connection {
  /** Of the container. */
  readonly id: string;
  readonly name: string;
  readonly network: string;
  readonly endpoint: Endpoint;
}

/** Docker's default network, which knows no aliases. */
const DEFAULT_NETWORK = 'bridge';

/** What Docker must be told to connect a container as it was. */
export function endpointConfig(
  { Aliases, Links, IPAMConfig, DriverOpts }: Endpoint,
  { id, network }: Pick<Connection, 'id' | 'network'>,
): object {
  // Docker adds the short id by itself.
  const aliases = Aliases.filter((alias) => !id.startsWith(alias));
  return {
    ...(network === DEFAULT_NETWORK ? {} : { Aliases: aliases, Links }),
    ...(IPAMConfig === null ? {} : { IPAMConfig }),
    ...(DriverOpts === null ? {} : { DriverOpts }),
  };
}

/**
 * Connects a container as it was. Where Docker had chosen the address and now chooses another, the
 * old one is asked for; not every network grants that, and then the new one stays.
 */
export async function connectAgain(daemon: Daemon, connection: Connection): Promise<void> {
  const { endpoint } = connection;
  await connect(daemon, connection, endpoint);
  if (endpoint.IPAMConfig !== null || endpoint.IPAddress === '') return;
  const now = await addressNow(daemon, connection);
  if (now === null || now === endpoint.IPAddress) return;
  await disconnect(daemon, connection);
  const asked = { ...endpoint, IPAMConfig: { IPv4Address: endpoint.IPAddress } };
  await connect(daemon, connection, asked).catch(() => connect(daemon, connection, endpoint));
}

export function shownAddress({ IPAddress: v4, GlobalIPv6Address: v6 }: Endpoint): string {
  return v4 || v6 || 'no address';
}

async function connect(daemon: Daemon, connection: Connection, endpoint: Endpoint): Promise<void> {
  const { id, name, network } = connection;
  await daemon.call(`connect ${name} to ${network}`, (docker) =>
    docker.getNetwork(connection.endpoint.NetworkID || network).connect({
      Container: id,
      EndpointConfig: endpointConfig(endpoint, connection),
    }),
  );
}

async function disconnect(daemon: Daemon, { id, name, network }: Connection): Promise<void> {
  await daemon.call(`disconnect ${name} from ${network}`, (docker) =>
    docker.getNetwork(network).disconnect({ Container: id, Force: true }),
  );
}

/** Null where it has none, as a container that does not run. */
async function addressNow(
  daemon: Daemon,
  { id, network }: Pick<Connection, 'id' | 'network'>,
): Promise<string | null> {
  const subject = await inspectSubject(daemon, id);
  return subject?.NetworkSettings.Networks[network]?.IPAddress || null;
}
