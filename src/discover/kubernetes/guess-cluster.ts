import { addressOf, kindOfImage } from '../../../probes/docker/compose/service-kind.ts';
import type { Service } from '../../../probes/kubernetes/objects/network.ts';
import { isGpuResource } from '../../../probes/kubernetes/objects/node.ts';
import type { ClusterObjects } from '../../../probes/kubernetes/survey.ts';
import type { Guess, GuessedModel } from '../types.ts';
import { callsOf, serviceNamed } from './calls.ts';
import { type ClusterView, type Guessing, idOfService, unique } from './guessing.ts';
import { Ids } from './ids.ts';
import { modelsServed } from './models.ts';
import { type NamedWorkload, type Read, readCluster } from './read.ts';
import { guessesOfRoutes } from './routes.ts';

export interface ClusterGuesses {
  readonly guesses: readonly Guess[];
  readonly models: readonly GuessedModel[];
}

/**
 * What a cluster says of itself → links and what they need: routes lead to services, services to the
 * workloads whose pods they select, workloads to the nodes that their pods are on, and variables name
 * what is called. Nothing is asked here, and no value of a variable is kept.
 */
export function guessCluster(objects: ClusterObjects, view: ClusterView): ClusterGuesses {
  const read = readCluster(objects);
  const guessing: Guessing = {
    read,
    ids: new Ids(),
    view,
    probe: (namespace, object) => ({
      kind: 'kubernetes',
      ...view.way,
      ...(namespace === undefined ? {} : { namespace }),
      object,
    }),
  };
  // Services first: what serves has the name that people use.
  const services = read.services.map((one) => guessOfService(one, guessing));
  return {
    guesses: [
      ...guessesOfRoutes(guessing),
      ...services,
      ...read.inferenceServices.map((one) => guessOfInferenceService(one, guessing)),
      ...read.workloads.map((one) => guessOfWorkload(one, guessing)),
      ...guessesOfNodes(guessing),
    ],
    models: read.services.flatMap((one) => modelsOf(one, guessing)),
  };
}

function idOfWorkload({ kind, object }: NamedWorkload, { ids }: Guessing): string {
  return ids.of(kind, object.metadata.namespace, object.metadata.name, '-pods');
}

function guessOfService(one: Service, guessing: Guessing): Guess {
  const { name, namespace } = one.metadata;
  const { spec } = one;
  const behind = workloadsOf(one, guessing);
  const [image] = behind.flatMap(({ object }) => imagesOf(object));
  const calls = behind.flatMap((workload) => needsByCalls(workload, guessing));
  const port = spec.ports[0]?.port;
  const inside = `${name}.${namespace}.svc.cluster.local`;
  const reachable = guessing.view.isInside && port !== undefined && spec.type !== 'ExternalName';
  const kind = image === undefined ? 'service' : kindOfImage(image);
  const why = [
    behind.length > 0
      ? `it selects the pods of ${behind.map(titleOf).join(' and ')}, made of ${image}`
      : 'a service without pods of any workload',
    ...(calls.length > 0
      ? [
          `their ${[...new Set(calls.map(({ variable }) => variable))].join(', ')} says whom they call`,
        ]
      : []),
  ];
  const probe = guessing.probe(namespace, `service/${name}`);
  return {
    id: idOfService(namespace, name, guessing),
    kind,
    ...(reachable
      ? { address: addressOf(image ?? '', inside, port), also: [probe] }
      : { address: `k8s:${namespace}/service/${name}`, probes: [probe] }),
    needs: unique([
      ...behind.map((workload) => idOfWorkload(workload, guessing)),
      ...calls.map(({ need }) => need),
    ]),
    marks: [inside],
    labels: { namespace },
    why: why.join('; '),
    source: `service ${namespace}/${name}`,
    sure: 'certain',
    ...(isServing(kind, behind) ? {} : { onlyIfNeeded: true }),
  };
}

/** A model is served there, or a GPU used: that belongs to a chain whoever needs it. */
function isServing(kind: Guess['kind'], behind: readonly NamedWorkload[]): boolean {
  return kind === 'inference-server' || kind === 'router' || behind.some(asksGpu);
}

function guessOfInferenceService(
  { metadata: { name, namespace }, status }: Read['inferenceServices'][number],
  guessing: Guessing,
): Guess {
  const probe = guessing.probe(namespace, `inferenceservice/${name}`);
  const isWeb = /^https?:\/\/[\w.:-]+/.test(status.url);
  return {
    id: guessing.ids.of('inferenceservice', namespace, name),
    kind: 'inference-server',
    ...(isWeb && (guessing.view.isInside || !/\.svc\b|cluster\.local/.test(status.url))
      ? { address: status.url, also: [probe] }
      : { address: `k8s:${namespace}/inferenceservice/${name}`, probes: [probe] }),
    needs: [],
    labels: { namespace },
    why: 'KServe serves a model under this name',
    source: `inferenceservice ${namespace}/${name}`,
    sure: 'certain',
  };
}

function guessOfWorkload(one: NamedWorkload, guessing: Guessing): Guess {
  const { name, namespace } = one.object.metadata;
  const nodes = nodesOf(one, guessing);
  const images = imagesOf(one.object).join(', ');
  const where = nodes.length === 0 ? '' : `; its pods are on ${nodes.join(', ')} now`;
  return {
    id: idOfWorkload(one, guessing),
    kind: 'container',
    address: `k8s:${namespace}/${one.kind}/${name}`,
    ...(guessing.view.way ? { probes: [guessing.probe(namespace, `${one.kind}/${name}`)] } : {}),
    needs: nodes.length === 1 ? nodes.map((node) => idOfNode(node, guessing)) : [],
    ...(nodes.length > 1 ? { anyOf: [nodes.map((node) => idOfNode(node, guessing))] } : {}),
    labels: { namespace },
    why: `a ${one.kind} of ${images}${where}`,
    source: `${one.kind} ${namespace}/${name}`,
    sure: 'certain',
    ...(asksGpu(one) ? {} : { onlyIfNeeded: true }),
  };
}

function guessesOfNodes(guessing: Guessing): readonly Guess[] {
  return guessing.read.nodes.map(({ metadata, status }): Guess => {
    const { name } = metadata;
    const gpus = Object.keys(status.capacity).filter(isGpuResource);
    const what = gpus.map((resource) => `${status.capacity[resource]} ${resource}`).join(', ');
    const product = metadata.labels['nvidia.com/gpu.product'];
    return {
      id: idOfNode(name, guessing),
      kind: 'host',
      address: `k8s:node/${name}`,
      ...(guessing.view.way ? { probes: [guessing.probe(undefined, `node/${name}`)] } : {}),
      needs: [],
      ...(product === undefined ? {} : { labels: { gpu: product } }),
      why: `a node of the cluster${what === '' ? '' : ` with ${what}`}`,
      source: `node ${name}`,
      sure: 'certain',
      onlyIfNeeded: true,
    };
  });
}

function idOfNode(name: string, { ids }: Guessing): string {
  return ids.of('node', '', name);
}

function modelsOf(one: Service, guessing: Guessing): readonly GuessedModel[] {
  const { name, namespace } = one.metadata;
  return workloadsOf(one, guessing).flatMap(({ object }) =>
    object.spec.template.spec.containers
      .filter(({ image }) => kindOfImage(image) === 'inference-server')
      .flatMap(modelsServed)
      .map((id) => ({
        id,
        at: idOfService(namespace, name, guessing),
        anyOf: [],
        why: 'the arguments of its container name it',
        source: `service ${namespace}/${name}`,
      })),
  );
}

/** The workloads whose pods the service sends requests to. */
function workloadsOf({ metadata, spec }: Service, { read }: Guessing): readonly NamedWorkload[] {
  const selector = Object.entries(spec.selector);
  if (selector.length === 0) return [];
  return read.workloads.filter(({ object }) => {
    const { labels } = object.spec.template.metadata;
    const isThere = object.metadata.namespace === metadata.namespace;
    return isThere && selector.every(([key, value]) => labels[key] === value);
  });
}

/** Nodes on which pods of the workload are now. */
function nodesOf({ object }: NamedWorkload, { read }: Guessing): readonly string[] {
  const known = new Set(read.nodes.map(({ metadata }) => metadata.name));
  const wanted = Object.entries(object.spec.selector.matchLabels);
  const own = read.pods.filter(
    ({ metadata, status }) =>
      metadata.namespace === object.metadata.namespace &&
      status.phase === 'Running' &&
      wanted.length > 0 &&
      wanted.every(([key, value]) => metadata.labels[key] === value),
  );
  return unique(own.map(({ spec }) => spec.nodeName).filter((name) => known.has(name))).toSorted();
}

/** What the variables of its containers name: services of the cluster, or addresses outside of it. */
function needsByCalls({ object }: NamedWorkload, guessing: Guessing) {
  const { namespace } = object.metadata;
  const calls = object.spec.template.spec.containers.flatMap(callsOf);
  return calls.flatMap(({ variable, host, port }) => {
    const named = serviceNamed(host, namespace);
    const isThere =
      named &&
      guessing.read.services.some(
        ({ metadata }) => metadata.name === named.name && metadata.namespace === named.namespace,
      );
    if (isThere) return [{ variable, need: idOfService(named.namespace, named.name, guessing) }];
    const isOutside = host.includes('.') && !/\.svc\b|\.cluster\.local$|^127\./.test(host);
    return isOutside ? [{ variable, need: `${host}:${port}` }] : [];
  });
}

function asksGpu({ object }: NamedWorkload): boolean {
  const { containers } = object.spec.template.spec;
  return containers.some(({ resources }) =>
    [...Object.keys(resources.limits), ...Object.keys(resources.requests)].some(isGpuResource),
  );
}

function imagesOf({ spec }: NamedWorkload['object']): readonly string[] {
  return unique(spec.template.spec.containers.map(({ image }) => image));
}

function titleOf({ kind, object }: NamedWorkload): string {
  return `${kind} ${object.metadata.name}`;
}
