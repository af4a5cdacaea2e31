import { z } from 'zod';
import { openEngine } from '../../../probes/docker/open-engine.ts';
import type { LookContext } from '../../../probes/probe.ts';
import type { Engine } from '../../vantage/docker/engine.ts';
import { DEFAULT_SOCKET } from '../../vantage/docker/socket.ts';
import type { Containers, RunningContainer } from './types.ts';

/** Milliseconds for the list, and for what the daemon knows of one container. */
const ASK_MS = 5_000;
/** Running containers of which details are asked; a machine has some tens. */
const MOST_CONTAINERS = 256;

const text = z.string().catch('');
const record = z.record(z.string(), text).nullish().catch(null);
const inspectSchema = z.object({
  Id: text,
  Name: text,
  State: z.object({ Pid: z.number().catch(0), Running: z.boolean().catch(false) }),
  Config: z.object({
    Image: text,
    Env: z.array(text).nullish().catch(null),
    Labels: record,
    ExposedPorts: z.record(z.string(), z.unknown()).nullish().catch(null),
  }),
  HostConfig: z.object({ NetworkMode: text }).catch({ NetworkMode: '' }),
  NetworkSettings: z.object({
    Networks: z
      .record(
        z.string(),
        z.object({
          NetworkID: text,
          IPAddress: text,
          Aliases: z.array(text).nullish().catch(null),
          DNSNames: z.array(text).nullish().catch(null),
        }),
      )
      .nullish()
      .catch(null),
    Ports: z
      .record(
        z.string(),
        z
          .array(z.object({ HostIp: text, HostPort: text }))
          .nullish()
          .catch(null),
      )
      .nullish()
      .catch(null),
  }),
});
type Inspected = z.infer<typeof inspectSchema>;

const none: Containers = { running: [], listed: [], socket: undefined };

/** The containers of the daemon there. Where none answers there are none, and why is said. @throws VantageLostError */
export async function readContainers(
  context: LookContext,
): Promise<{ readonly containers: Containers; readonly problems: readonly string[] }> {
  const opened = await openEngine(undefined, context);
  if (!opened) {
    const problem = 'DOCKER_HOST names a daemon elsewhere: look from there with --vantage';
    return { containers: none, problems: [problem] };
  }
  const { engine, path } = opened;
  try {
    const listed = await engine.ask(ASK_MS, (docker, abortSignal) =>
      docker.listContainers({ all: true, abortSignal }),
    );
    if (listed.kind === 'failure') {
      const { failure } = listed;
      // No daemon is no problem: most machines have none.
      const isNone =
        failure.kind === 'unreachable' && ['ENOENT', 'ECONNREFUSED'].includes(failure.code);
      const why = failure.kind === 'unreachable' ? failure.code : failure.kind;
      const problems = isNone ? [] : [`Docker at ${path} gives no list of containers (${why})`];
      return { containers: none, problems };
    }
    const ids = listed.value.filter(({ State }) => State === 'running').map(({ Id }) => Id);
    const running = await inspectAll(ids.slice(0, MOST_CONTAINERS), engine);
    const socket = path === DEFAULT_SOCKET ? undefined : path;
    return { containers: { running, listed: listed.value, socket }, problems: [] };
  } finally {
    engine.close();
  }
}

async function inspectAll(
  ids: readonly string[],
  engine: Engine,
): Promise<readonly RunningContainer[]> {
  const found: RunningContainer[] = [];
  for (const id of ids) {
    const answer = await engine.ask(ASK_MS, (docker) => docker.getContainer(id).inspect());
    const parsed = answer.kind === 'answer' ? inspectSchema.safeParse(answer.value) : undefined;
    if (parsed?.success && parsed.data.State.Running) found.push(containerOf(parsed.data));
  }
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function containerOf({ Id, Name, State, Config, HostConfig, NetworkSettings }: Inspected) {
  const networks = Object.values(NetworkSettings.Networks ?? {})
    .filter(({ IPAddress }) => IPAddress !== '')
    .map(({ NetworkID, IPAddress, Aliases, DNSNames }) => ({
      id: NetworkID,
      ip: IPAddress,
      aliases: [...new Set([...(Aliases ?? []), ...(DNSNames ?? []), Name.replace(/^\//, '')])],
    }));
  const ports = new Map(Object.entries(NetworkSettings.Ports ?? {}));
  const inside = new Set([...Object.keys(Config.ExposedPorts ?? {}), ...ports.keys()]);
  return {
    id: Id,
    name: Name.replace(/^\//, ''),
    image: Config.Image,
    pid: State.Pid,
    env: Config.Env ?? [],
    labels: Config.Labels ?? {},
    networks,
    ports: [...inside]
      .filter((port) => port.endsWith('/tcp'))
      .map((port) => {
        const [binding] = ports.get(port) ?? [];
        return {
          inside: Number.parseInt(port, 10),
          ...(binding ? { published: { ip: binding.HostIp, port: Number(binding.HostPort) } } : {}),
        };
      })
      .toSorted((a, b) => a.inside - b.inside),
    hostNetwork: HostConfig.NetworkMode === 'host',
  };
}
