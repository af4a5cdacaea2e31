import { composeChains, linkName } from '../../../probes/docker/compose/compose-chain.ts';
import { addressOf, kindOfImage } from '../../../probes/docker/compose/service-kind.ts';
import type { Source } from '../context.ts';
import { endpointsOfEnvironment, thingsNamed } from '../environment-needs.ts';
import {
  endpointMark,
  isLoopback,
  listenMarks,
  reachableHost,
  type Scope,
} from '../machine/scope.ts';
import type { Machine, RunningContainer } from '../machine/types.ts';
import type { Guess, GuessedProbe } from '../types.ts';

const PROJECT = 'com.docker.compose.project';
const SERVICE = 'com.docker.compose.service';

/** Running containers and what they serve; services of Compose with what they depend on. */
export const fromDocker: Source = async ({ machine }) => {
  const { running } = machine.containers;
  const composed = running.filter(({ labels }) => labels[PROJECT] && labels[SERVICE]);
  const single = running.filter((one) => !composed.includes(one));
  return {
    guesses: [
      ...composeGuesses(composed, machine),
      ...single.flatMap((one) => alone(one, machine)),
    ],
  };
};

/** A container that nobody composed: itself, and what it serves where it serves anything. */
function alone(one: RunningContainer, machine: Machine): readonly Guess[] {
  const { socket } = machine.containers;
  const marks = foundationMarks(one, machine);
  const container: Guess = {
    id: `${one.name}-container`,
    kind: 'container',
    address: one.name,
    needs: ['machine'],
    marks,
    why: `Docker runs it from ${one.image}`,
    source: `container ${one.name}`,
    sure: 'certain',
    // Without this the probe would ask at the usual place.
    ...(socket === undefined ? {} : { probes: [dockerProbe({ container: one.name }, socket)] }),
  };
  const served = serviceOf(one, machine);
  return served ? [served, container, ...namedBy(one, machine)] : [container];
}

function namedBy(one: RunningContainer, machine: Machine): readonly Guess[] {
  const told = endpointsOfEnvironment(one.env, scopeOf(one, machine));
  return thingsNamed(told, `container ${one.name}`);
}

function dockerProbe(subject: object, socket: string | undefined): GuessedProbe {
  return { kind: 'docker', ...subject, ...(socket === undefined ? {} : { socket }) };
}

/** Under which processes and other sources find the container. */
function foundationMarks({ id, pid }: RunningContainer, { processes }: Machine): readonly string[] {
  const space = processes.find((one) => one.pid === pid)?.pidNamespace;
  return [`container/${id}`, ...(space ? [space] : [])];
}

/** What a container serves, at the port by which this place reaches it; undefined where it serves nothing. */
function serviceOf(one: RunningContainer, machine: Machine): Guess | undefined {
  const place = placeOf(one, machine);
  if (!place) return undefined;
  const told = endpointsOfEnvironment(one.env, scopeOf(one, machine));
  const variables = told.map(({ variable }) => variable);
  const why = [
    `${one.image} serves port ${place.inside}`,
    ...(variables.length > 0 ? [`its ${variables.join(', ')} says whom it calls`] : []),
  ];
  return {
    id: one.name,
    kind: kindOfImage(one.image),
    address: addressOf(one.image, place.host, place.port),
    needs: [`container/${one.id}`, ...new Set(told.map(({ need }) => need))],
    marks: endpointMarks(one, machine),
    why: why.join('; '),
    source: `container ${one.name}`,
    sure: 'certain',
  };
}

function scopeOf({ pid, networks }: RunningContainer, { processes, here }: Machine): Scope {
  const scope = processes.find((one) => one.pid === pid)?.scope;
  if (scope) return scope;
  // Where the kernel does not let us look into it, Docker still knows its addresses.
  const addresses = networks.map(({ ip }) => ip);
  return addresses.length > 0 ? { ...here, namespace: `net of ${pid}`, addresses } : here;
}

interface Place {
  readonly host: string;
  readonly port: number;
  readonly inside: number;
}

/** A published port first, then one that its network shows, then one that something in it listens on. */
function placeOf(one: RunningContainer, machine: Machine): Place | undefined {
  const scope = scopeOf(one, machine);
  const published = one.ports.find((port) => port.published);
  if (published?.published) {
    const { ip, port } = published.published;
    return { host: reachableHost(machine.here, ip) ?? '127.0.0.1', port, inside: published.inside };
  }
  const listening = listenersIn(scope, machine);
  const exposed = one.ports.find(({ inside }) => listening.includes(inside)) ?? one.ports[0];
  const port = exposed?.inside ?? (one.hostNetwork ? undefined : listening[0]);
  const host = reachableHost(scope, '0.0.0.0');
  return port === undefined || host === undefined ? undefined : { host, port, inside: port };
}

function listenersIn(scope: Scope, { listeners }: Machine): readonly number[] {
  return listeners
    .filter((one) => one.scope.namespace === scope.namespace && !isLoopback(one.ip))
    .map(({ port }) => port);
}

function endpointMarks(one: RunningContainer, machine: Machine): readonly string[] {
  const scope = scopeOf(one, machine);
  const inside = [
    ...one.ports.map((port) => port.inside),
    ...(one.hostNetwork ? [] : listenersIn(scope, machine)),
  ];
  return [
    ...new Set([
      ...one.networks.flatMap(({ ip }) => inside.map((port) => endpointMark(scope, ip, port))),
      ...one.ports.flatMap(({ published }) =>
        published ? listenMarks(machine.here, published.ip, published.port) : [],
      ),
    ]),
  ];
}

/** Services of Compose, with all their replicas and what they depend on, by the labels of Compose. */
function composeGuesses(composed: readonly RunningContainer[], machine: Machine): readonly Guess[] {
  const { listed, socket } = machine.containers;
  const projects = Map.groupBy(composed, ({ labels }) => linkName(labels[PROJECT] ?? ''));
  return composeChains(listed, socket).flatMap(({ chain: project, links }) => {
    const members = Map.groupBy(projects.get(project) ?? [], ({ labels }) =>
      linkName(labels[SERVICE] ?? ''),
    );
    const scoped = (id: string) => `${project}/${id}`;
    return [...members].flatMap(([service, containers]): readonly Guess[] => {
      const entry = links[service];
      const foundation = links[`${service}-container`];
      if (!entry || !foundation) return [];
      const its = containers.flatMap((one) => serviceOf(one, machine) ?? []);
      const source = `service ${service} of the Compose project ${project}`;
      const dependencies = (entry.needs ?? []).filter((need) => typeof need === 'string');
      return [
        {
          id: scoped(service),
          kind: entry.kind,
          ...servedAt(entry.address, its),
          needs: [...dependencies.map(scoped), ...its.flatMap(({ needs }) => needs)].filter(
            (need) => !need.startsWith('container/'),
          ),
          marks: its.flatMap(({ marks }) => marks ?? []),
          why: its[0]?.why ?? 'its containers run',
          ...{ source, sure: 'certain' },
        },
        {
          id: scoped(`${service}-container`),
          kind: 'container',
          needs: ['machine'],
          probes: (foundation.probes ?? []) as readonly GuessedProbe[],
          marks: containers.flatMap((one) => foundationMarks(one, machine)),
          why: `Compose runs it in ${containers.length === 1 ? 'one container' : `${containers.length} containers`}`,
          ...{ source, sure: 'certain' },
        },
        ...containers.flatMap((one) => namedBy(one, machine)),
      ];
    });
  });
}

/** Where no port is published, the address that the network of its first container has. */
function servedAt(published: string | undefined, its: readonly Guess[]): Partial<Guess> {
  const address = published ?? its.find((one) => one.address !== undefined)?.address;
  return address === undefined ? { probes: [] } : { address };
}
