import { safe } from '../../../src/text/sanitise.ts';
import { resources } from '../api/resources.ts';
import {
  backendsOfIngress,
  judgeGateway,
  judgeHttpRoute,
  missingBackends,
} from '../judge/route.ts';
import { gateway, httpRoute, ingress } from '../objects/network.ts';
import { readAll } from '../objects/parts.ts';
import { specDigest } from '../spec-digest.ts';
import { type Look, type Result, withoutIt } from './parts.ts';

/** Services of one ingress that are asked for. */
const MOST_BACKENDS = 8;

/** An Ingress says nothing about itself; but the services that it leads to may be missing. */
export async function lookAtIngress(name: string, look: Look): Promise<Result> {
  const answer = await look.api.get(resources.ingresses, name, look.namespace);
  if (answer.kind === 'refused') return answer;
  const [own] = readAll(ingress, [answer.object]);
  if (!own) return { kind: 'refused', why: 'k8s.api_malformed', detail: `ingress/${name}` };
  const names = backendsOfIngress(own).slice(0, MOST_BACKENDS);
  const services = await Promise.all(
    names.map((one) => look.api.get(resources.services, one, look.namespace)),
  );
  const isMissing = (index: number) => {
    const one = services[index];
    return one?.kind === 'refused' && one.why === 'not-found';
  };
  const missing = names.filter((_, index) => isMissing(index));
  const unseen = services.flatMap((one) => (one.kind === 'refused' ? [one] : []));
  const addresses = own.status.loadBalancer.ingress.map(({ ip, hostname }) => ip || hostname);
  return {
    kind: 'found',
    signs: missingBackends(missing),
    facts: {
      'k8s.spec': safe`${specDigest(answer.object)}`,
      'k8s.addresses': look.kept.fact(addresses.join(', ')),
      ...Object.assign({}, ...unseen.map((one) => withoutIt(one, 'services', look))),
    },
    well: safe`leads to ${names.length} services`,
  };
}

export async function lookAtGateway(name: string, look: Look): Promise<Result> {
  const answer = await look.api.get(resources.gateways, name, look.namespace);
  if (answer.kind === 'refused') return answer;
  const [own] = readAll(gateway, [answer.object]);
  if (!own) return { kind: 'refused', why: 'k8s.api_malformed', detail: `gateway/${name}` };
  return {
    kind: 'found',
    signs: judgeGateway(own, look),
    facts: { 'k8s.spec': safe`${specDigest(answer.object)}` },
    well: safe`programmed, ${own.status.listeners.length} listeners`,
  };
}

export async function lookAtHttpRoute(name: string, look: Look): Promise<Result> {
  const answer = await look.api.get(resources.httpRoutes, name, look.namespace);
  if (answer.kind === 'refused') return answer;
  const [own] = readAll(httpRoute, [answer.object]);
  if (!own) return { kind: 'refused', why: 'k8s.api_malformed', detail: `httproute/${name}` };
  return {
    kind: 'found',
    signs: judgeHttpRoute(own, look),
    facts: { 'k8s.spec': safe`${specDigest(answer.object)}` },
    well: safe`accepted by ${own.status.parents.length} gateways`,
  };
}
