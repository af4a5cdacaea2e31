import { backendsOfIngress } from '../../../probes/kubernetes/judge/route.ts';
import type { Guess } from '../types.ts';
import { type Guessing, idOfService, unique } from './guessing.ts';

/** What lets requests into the cluster: a gateway for each, with the name and the certificate it is met by. */
export function guessesOfRoutes(guessing: Guessing): readonly Guess[] {
  const { ingresses, routes } = guessing.read;
  return [
    ...ingresses.flatMap((one) => {
      const { name, namespace } = one.metadata;
      const secured = new Set(one.spec.tls.flatMap(({ hosts }) => hosts));
      return entry(guessing, {
        kind: 'ingress',
        ...{ name, namespace },
        hosts: one.spec.rules.map(({ host }) => host),
        isSecured: (host) => secured.has(host),
        services: backendsOfIngress(one).map((service) => ({ namespace, name: service })),
      });
    }),
    ...routes.flatMap((one) => {
      const { name, namespace } = one.metadata;
      const backends = one.spec.rules.flatMap(({ backendRefs }) => backendRefs);
      return entry(guessing, {
        kind: 'httproute',
        ...{ name, namespace },
        hosts: one.spec.hostnames,
        isSecured: (host) => isSecuredByGateway(host, one, guessing),
        services: backends
          .filter(({ kind }) => kind === '' || kind === 'Service')
          .map((backend) => ({ namespace: backend.namespace || namespace, name: backend.name })),
      });
    }),
  ];
}

interface Entry {
  readonly kind: 'ingress' | 'httproute';
  readonly name: string;
  readonly namespace: string;
  readonly hosts: readonly string[];
  isSecured(host: string): boolean;
  readonly services: readonly { readonly namespace: string; readonly name: string }[];
}

function entry(guessing: Guessing, one: Entry): readonly Guess[] {
  const { kind, name, namespace } = one;
  const [host] = unique(one.hosts.filter((text) => /^[a-z0-9][a-z0-9.-]*$/.test(text)));
  const isSecured = host !== undefined && one.isSecured(host);
  const probe = guessing.probe(namespace, `${kind}/${name}`);
  const source = `${kind} ${namespace}/${name}`;
  const known = new Set(
    guessing.read.services.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
  );
  const served = one.services.filter((service) =>
    known.has(`${service.namespace}/${service.name}`),
  );
  const ways = host === undefined ? [] : waysTo(host, isSecured, source);
  const others = one.hosts.length > 1 ? ` and ${one.hosts.length - 1} more names` : '';
  return [
    ...ways,
    {
      id: guessing.ids.of(kind, namespace, name, `-${kind}`),
      kind: 'gateway',
      ...(host === undefined
        ? { address: `k8s:${namespace}/${kind}/${name}`, probes: [probe] }
        : { address: `${isSecured ? 'https' : 'http'}://${host}`, also: [probe] }),
      needs: unique([
        ...ways.map(({ id }) => id),
        ...served.map((service) => idOfService(service.namespace, service.name, guessing)),
      ]),
      labels: { namespace },
      why: `it leads ${host ?? 'requests'}${others} to ${served.map((service) => service.name).join(', ') || 'no service that was seen'}`,
      source,
      sure: 'certain',
    },
  ];
}

function waysTo(host: string, isSecured: boolean, source: string): readonly Guess[] {
  const dns: Guess = {
    ...{ id: `${host}-name`, kind: 'dns', address: host, needs: [] },
    why: 'requests come to the cluster under this name',
    source,
    sure: 'certain',
  };
  if (!isSecured) return [dns];
  return [
    dns,
    {
      ...{ id: `${host}-certificate`, kind: 'certificate', address: `${host}:443`, needs: [] },
      why: 'it has TLS for this name',
      source,
      sure: 'certain',
    },
  ];
}

function isSecuredByGateway(
  host: string,
  { spec, metadata }: Guessing['read']['routes'][number],
  { read }: Guessing,
): boolean {
  return spec.parentRefs.some((parent) =>
    read.gateways.some(
      (gateway) =>
        gateway.metadata.name === parent.name &&
        gateway.metadata.namespace === (parent.namespace || metadata.namespace) &&
        gateway.spec.listeners.some(
          ({ protocol, hostname }) => protocol === 'HTTPS' && covers(hostname, host),
        ),
    ),
  );
}

/** A listener without a name takes all; `*.example.com` takes what is below it. */
function covers(hostname: string, host: string): boolean {
  if (hostname === '' || hostname === host) return true;
  return hostname.startsWith('*.') && host.endsWith(hostname.slice(1));
}
