import { z } from 'zod';
import type { NamedFile } from '../context.ts';
import { hostPort } from '../machine/scope.ts';
import { unreadable } from './problem.ts';
import type { ProxyConfiguration, ProxyFront, Upstream } from './upstreams.ts';
import { readYaml } from './yaml.ts';

const many = <T extends z.ZodType>(item: T) => z.array(item).nullish().catch(null);
const address = z
  .object({
    socket_address: z.object({ address: z.string(), port_value: z.coerce.number() }),
  })
  .nullish()
  .catch(null);
const cluster = z.object({
  name: z.string().catch(''),
  eds_cluster_config: z.unknown().optional(),
  transport_socket: z.unknown().optional(),
  load_assignment: z
    .object({
      endpoints: many(
        z.object({ lb_endpoints: many(z.object({ endpoint: z.object({ address }) })) }),
      ),
    })
    .nullish()
    .catch(null),
});
const chain = z.object({ filters: many(z.unknown()), transport_socket: z.unknown().optional() });
const listener = z.object({ name: z.string().catch(''), address, filter_chains: many(chain) });
const bootstrap = z.object({
  static_resources: z.object({ listeners: many(listener), clusters: many(cluster) }),
  dynamic_resources: z.unknown().optional(),
});

type Listener = z.infer<typeof listener>;
type Cluster = z.infer<typeof cluster>;

/** How deep a filter's settings are searched for the clusters that it names. */
const DEEPEST = 24;

/**
 * Static listeners of an Envoy bootstrap file and the endpoints of the clusters that they route to.
 *
 * @throws WeaklinkError with file and line of what is no bootstrap file
 */
export function readEnvoy({ path, text }: NamedFile): ProxyConfiguration {
  const { data, placeOf } = readYaml(path, text);
  const parsed = bootstrap.safeParse(data);
  if (!parsed.success) throw unreadable(path, 1, 'is no Envoy bootstrap: no static_resources');
  const { static_resources: resources, dynamic_resources: dynamic } = parsed.data;
  const problems = dynamic ? [`${path}: part of it comes from a control plane while it runs`] : [];
  const clusters = new Map(
    (resources.clusters ?? []).map((one, index) => {
      const source = placeOf(['static_resources', 'clusters', index]);
      return [one.name, clusterOf(one, source, problems)] as const;
    }),
  );
  const fronts = (resources.listeners ?? []).flatMap((one, index) =>
    frontOf(one, placeOf(['static_resources', 'listeners', index]), clusters),
  );
  return { fronts, problems };
}

function clusterOf(
  { name, load_assignment, ...rest }: Cluster,
  source: string,
  problems: string[],
) {
  const servers = (load_assignment?.endpoints ?? [])
    .flatMap(({ lb_endpoints }) => lb_endpoints ?? [])
    .flatMap(({ endpoint }) => endpoint.address?.socket_address ?? [])
    .map(({ address: host, port_value: port }) => {
      const isWeb = rest.transport_socket !== undefined && port === 443;
      return isWeb ? `https://${host}` : hostPort(host, port);
    });
  if (rest.eds_cluster_config) {
    problems.push(`${source}: the endpoints of ${name} come from a control plane while it runs`);
  }
  return { name, source, servers: [...new Set(servers)] };
}

function frontOf(
  { name, address: at, filter_chains: chains }: Listener,
  source: string,
  clusters: ReadonlyMap<string, Upstream>,
): readonly ProxyFront[] {
  if (!at) return [];
  const { address: ip, port_value: port } = at.socket_address;
  const filters = (chains ?? []).flatMap((one) => one.filters ?? []);
  const named = [...new Set(filters.flatMap((filter) => clustersIn(filter, 0)))];
  const tls = (chains ?? []).some(({ transport_socket: socket }) => socket !== undefined);
  return [
    {
      ...{ source, name, hosts: [], isDefault: true },
      listens: [{ ip, port, tls }],
      speaksHttp: filters.some((filter) => /http_connection_manager/.test(JSON.stringify(filter))),
      upstreams: named
        .flatMap((one) => clusters.get(one) ?? [])
        .filter((one) => one.servers.length > 0),
    },
  ];
}

/** `cluster: NAME` wherever a route or a TCP proxy names one, weighted ones too. */
function clustersIn(value: unknown, depth: number): readonly string[] {
  if (depth > DEEPEST || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((one) => clustersIn(one, depth + 1));
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'cluster' && typeof inner === 'string') return [inner];
    if (key === 'weighted_clusters') return namesIn(inner);
    // Mirrors get copies; nobody waits for their answer.
    return key === 'request_mirror_policies' ? [] : clustersIn(inner, depth + 1);
  });
}

function namesIn(weighted: unknown): readonly string[] {
  const parsed = z
    .object({ clusters: z.array(z.object({ name: z.string() })) })
    .safeParse(weighted);
  return parsed.data?.clusters.map(({ name }) => name) ?? [];
}
