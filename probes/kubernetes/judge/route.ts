import { safe } from '../../../src/text/sanitise.ts';
import type { Gateway, HttpRoute, Ingress } from '../objects/network.ts';
import type { Condition } from '../objects/parts.ts';
import { type Judging, type Sign, said, sign } from './sign.ts';

/** Conditions of gateways and routes that have to be true. */
const wanted: ReadonlySet<string> = new Set(['Accepted', 'Programmed', 'ResolvedRefs']);
/** Reasons that name what a route leads to. */
const backendReasons = /^(?:BackendNotFound|InvalidKind|RefNotPermitted|BackendsNotFound)$/;

/** Names of the services that an ingress leads to. */
export function backendsOfIngress({ spec }: Ingress): readonly string[] {
  const backends = [
    spec.defaultBackend,
    ...spec.rules.flatMap(({ http }) => http.paths.map(({ backend }) => backend)),
  ];
  return [...new Set(backends.flatMap(({ service }) => service?.name ?? []))];
}

export function missingBackends(missing: readonly string[]): readonly Sign[] {
  if (missing.length === 0) return [];
  const names = missing.join(', ');
  const evidence = safe`there is no service ${names}`;
  return [sign('k8s.backend_missing', safe`no service ${names}`, evidence)];
}

export function judgeGateway({ status }: Gateway, judging: Judging): readonly Sign[] {
  return [
    ...refusals(status.conditions, 'gateway', judging),
    ...status.listeners.flatMap(({ name, conditions }) =>
      refusals(conditions, `listener ${name}`, judging),
    ),
  ];
}

export function judgeHttpRoute({ status }: HttpRoute, judging: Judging): readonly Sign[] {
  if (status.parents.length === 0) {
    return [sign('k8s.route_refused', safe`no gateway has taken it`)];
  }
  return status.parents.flatMap(({ parentRef, conditions }) =>
    refusals(conditions, `gateway ${parentRef.name}`, judging),
  );
}

function refusals(
  conditions: readonly Condition[],
  where: string,
  judging: Judging,
): readonly Sign[] {
  return conditions
    .filter(({ type, status }) => wanted.has(type) && status === 'False')
    .map(({ type, reason, message }) => {
      const symptom = backendReasons.test(reason) ? 'k8s.backend_missing' : 'k8s.route_refused';
      const evidence = safe`${where}: ${type} is False, ${reason}: ${said(message, judging)}`;
      return sign(symptom, safe`${type}: ${reason}`, evidence);
    });
}
