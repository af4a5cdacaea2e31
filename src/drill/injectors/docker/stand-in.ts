import type Docker from 'dockerode';
import type { Daemon } from './daemon.ts';
import { endpointConfig } from './endpoint.ts';
import type { OptionsOf } from './options.ts';
import type { DockerPlan } from './plan.ts';

/** Label of a container that stands in for another; its value is the token of the fault. */
export const standInLabel = 'weaklink.drill.stand-in';

type Config = Docker.ContainerInspectInfo['Config'];

/** Makes, but does not start, a container of another image as the original was made. @returns its id */
export async function createStandIn(
  daemon: Daemon,
  plan: DockerPlan,
  options: OptionsOf<'swap-image'>,
): Promise<string> {
  const { id, name, networks } = plan.container;
  const original = await daemon.call(`look at ${name}`, (docker) =>
    docker.getContainer(id).inspect(),
  );
  if (!original) throw new Error('unreachable: no status is fine here');
  const image = await daemon.call(
    'look at its image',
    (docker) => docker.getImage(original.Image).inspect(),
    { fine: [404] },
  );
  // One network can be given at the birth of a container; it is connected to the others after it.
  const [first, ...others] = Object.entries(networks);
  const made = await daemon.call(`make a container of ${options.image}`, (docker) =>
    docker.createContainer({
      name,
      Image: options.image,
      ...statedBeside(original.Config, image?.Config),
      ...(options.command ? { Cmd: [...options.command], Entrypoint: [] } : {}),
      Labels: { ...original.Config.Labels, [standInLabel]: plan.token },
      ExposedPorts: original.Config.ExposedPorts,
      HostConfig: { ...original.HostConfig, AutoRemove: false },
      ...(first ? { NetworkingConfig: { EndpointsConfig: connected(first, id) } } : {}),
    }),
  );
  const standIn = made?.id ?? '';
  for (const [network, endpoint] of others) {
    await daemon.call(`connect it to ${network}`, (docker) =>
      docker.getNetwork(network).connect({
        Container: standIn,
        EndpointConfig: endpointConfig(endpoint, { id, network }),
      }),
    );
  }
  return standIn;
}

/** Names of the containers that a fault has put in the place of others. */
export async function standInsOf(daemon: Daemon, token: string): Promise<readonly string[]> {
  return (await listStandIns(daemon, token)).map(({ Names, Id }) => Names[0]?.slice(1) ?? Id);
}

/** Removes what this fault made, with its nameless volumes; nothing else bears its token. */
export async function removeStandIns(daemon: Daemon, token: string): Promise<void> {
  for (const { Id } of await listStandIns(daemon, token)) {
    await daemon.call(
      'remove the container that stands in',
      (docker) => docker.getContainer(Id).remove({ force: true, v: true }),
      // Gone, or being removed already.
      { fine: [404, 409] },
    );
  }
}

async function listStandIns(
  daemon: Daemon,
  token: string,
): Promise<readonly Docker.ContainerInfo[]> {
  const filters = { label: [`${standInLabel}=${token}`] };
  const found = await daemon.call('list the containers that stand in', (docker, abortSignal) =>
    docker.listContainers({ all: true, filters, abortSignal }),
  );
  return found ?? [];
}

function connected(
  [network, endpoint]: [string, DockerPlan['container']['networks'][string]],
  id: string,
): Record<string, object> {
  return { [network]: endpointConfig(endpoint, { id, network }) };
}

/** What somebody stated for the container; what its image brought, the other image brings itself. */
function statedBeside(config: Config, image: Partial<Config> | undefined): Partial<Config> {
  const stated: Partial<Config> = {};
  if (differs(config.Cmd, image?.Cmd)) stated.Cmd = config.Cmd;
  if (differs(config.Entrypoint, image?.Entrypoint)) stated.Entrypoint = config.Entrypoint;
  if (differs(config.User, image?.User)) stated.User = config.User;
  if (differs(config.WorkingDir, image?.WorkingDir)) stated.WorkingDir = config.WorkingDir;
  const brought = new Set(image?.Env ?? []);
  // Docker says null for an empty one, whatever the type.
  const environment: readonly string[] | null = config.Env;
  stated.Env = (environment ?? []).filter((entry) => !brought.has(entry));
  return stated;
}

function differs(value: unknown, ofImage: unknown): boolean {
  const isEmpty = value === undefined || value === null || value === '';
  return !isEmpty && JSON.stringify(value) !== JSON.stringify(ofImage);
}
