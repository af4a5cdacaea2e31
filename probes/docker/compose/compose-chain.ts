import { z } from 'zod';
import type { ChainFile, LinkEntry } from '../../../src/chain/file-schema.ts';
import { addressOf, kindOfImage } from './service-kind.ts';

const text = z.string().catch('');
const containerSchema = z.object({
  Image: text,
  State: text,
  Labels: z.record(z.string(), text).nullish().catch(null),
  Ports: z
    .array(
      z.object({
        IP: text,
        PrivatePort: z.number().catch(0),
        PublicPort: z.number().catch(0),
        Type: text,
      }),
    )
    .nullish()
    .catch(null),
});

type Listed = z.infer<typeof containerSchema>;

/** A service of one project, with all of its containers. */
interface Service {
  readonly name: string;
  readonly containers: readonly Listed[];
  /** Names of the services that have to run before it. */
  readonly dependsOn: readonly string[];
}

const LABEL = 'com.docker.compose.';
/** Containers that are looked through; ten times what one machine commonly has. */
const MOST_CONTAINERS = 2_000;
/** Characters of a link's name that chain files allow, less what is put behind a service's name. */
const NAME_CHARACTERS = 53;

/**
 * The Compose projects of one daemon as chains, by the labels that Compose puts on containers. Each
 * service becomes two links: what it serves, which needs what it depends on, and what it runs in,
 * which the docker probe looks at in all of its replicas.
 *
 * @param containers Docker's list of all containers (`GET /containers/json?all=1`)
 * @param socket where the docker probe is to ask, if not at the usual place
 * @returns chain files by the name of the project, in the order of their names
 */
export function composeChains(containers: unknown, socket?: string): readonly ChainFile[] {
  const parsed = z.array(containerSchema.nullable().catch(null)).safeParse(containers);
  const listed = (parsed.data ?? []).slice(0, MOST_CONTAINERS).filter((one) => one !== null);
  const projects = Map.groupBy(listed, (one) => labelOf(one, 'project'));
  projects.delete('');
  return [...projects]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([project, members]) => chainOf(project, servicesOf(members), socket));
}

function labelOf({ Labels }: Listed, name: string): string {
  return Labels?.[LABEL + name] ?? '';
}

function servicesOf(members: readonly Listed[]): readonly Service[] {
  const lasting = members.filter((one) => !/^true$/i.test(labelOf(one, 'oneoff')));
  const byName = Map.groupBy(lasting, (one) => labelOf(one, 'service'));
  byName.delete('');
  return [...byName]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, containers]) => ({ name, containers, dependsOn: dependenciesOf(containers) }));
}

/** `db:service_healthy:false,cache:service_started:true` → `db`, `cache`. */
function dependenciesOf(containers: readonly Listed[]): readonly string[] {
  const told = containers.flatMap((one) => labelOf(one, 'depends_on').split(','));
  return [...new Set(told.map((entry) => entry.split(':', 1)[0]?.trim() ?? ''))].filter(Boolean);
}

function chainOf(
  project: string,
  services: readonly Service[],
  socket: string | undefined,
): ChainFile {
  const names = new Set(services.map(({ name }) => name));
  const links: Record<string, LinkEntry> = {};
  for (const service of services) {
    const container = `${linkName(service.name)}-container`;
    links[linkName(service.name)] = {
      ...served(service),
      needs: [container, ...service.dependsOn.filter((name) => names.has(name)).map(linkName)],
    };
    links[container] = {
      kind: 'container',
      probes: [
        {
          kind: 'docker',
          compose: `${project}/${service.name}`,
          ...(service.containers.length > 1 ? { replicas: service.containers.length } : {}),
          ...(socket === undefined ? {} : { socket }),
        },
      ],
    };
  }
  return { chain: linkName(project), links };
}

/** How it is reached from this machine; where no port is published, only its container is looked at. */
function served({ containers }: Service): LinkEntry {
  const [first] = containers;
  const kind = kindOfImage(first?.Image ?? '');
  const port = containers
    .flatMap(({ Ports }) => Ports ?? [])
    .filter(({ PublicPort, Type }) => PublicPort > 0 && (Type === 'tcp' || Type === ''))
    .toSorted((a, b) => a.PrivatePort - b.PrivatePort)[0];
  if (!first || !port) return { kind, probes: [] };
  return { kind, address: addressOf(first.Image, hostOf(port.IP), port.PublicPort) };
}

/** A port on all addresses is reached on the loopback. */
function hostOf(ip: string): string {
  if (ip === '' || ip === '0.0.0.0' || ip === '::') return '127.0.0.1';
  return ip.includes(':') ? `[${ip}]` : ip;
}

/** What chain files allow as the name of a link. */
export function linkName(name: string): string {
  const allowed = name.replace(/[^A-Za-z0-9_.-]/g, '-').slice(0, NAME_CHARACTERS);
  return /^[A-Za-z0-9]/.test(allowed) ? allowed : `x${allowed}`;
}
