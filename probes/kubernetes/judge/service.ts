import { safe } from '../../../src/text/sanitise.ts';
import type { EndpointSlice, Service } from '../objects/network.ts';
import type { PodState } from './pod.ts';
import { type Sign, sign } from './sign.ts';

export interface Endpoints {
  readonly ready: number;
  readonly all: number;
  /** Ready, and without any port: the service names one that the pods do not have. */
  readonly withoutPort: number;
}

export function endpointsOf(slices: readonly EndpointSlice[]): Endpoints {
  let [ready, all, withoutPort] = [0, 0, 0];
  for (const { endpoints, ports } of slices) {
    for (const { addresses, conditions } of endpoints) {
      const count = Math.max(1, addresses.length);
      all += count;
      if (conditions.ready === false) continue;
      if (ports.length === 0) withoutPort += count;
      else ready += count;
    }
  }
  return { ready, all, withoutPort };
}

/** @param states of the pods that the selector matches; undefined where nobody may ask, or there is none */
export function judgeService(
  { spec }: Service,
  endpoints: Endpoints,
  states: readonly PodState[] | undefined,
): readonly Sign[] {
  if (spec.type === 'ExternalName' || endpoints.ready > 0) return [];
  if (endpoints.withoutPort > 0) {
    const names = spec.ports.map(({ targetPort }) => targetPort ?? '').join(', ');
    const evidence = safe`${endpoints.withoutPort} endpoints, none has the port ${names}`;
    return [sign('k8s.target_port', safe`no pod has its target port`, evidence)];
  }
  const labels = Object.entries(spec.selector).map(([key, value]) => `${key}=${value}`);
  if (states?.length === 0 && labels.length > 0) {
    const evidence = safe`no pod has ${labels.join(',')}`;
    return [sign('k8s.selector_matches_none', safe`its selector matches no pod`, evidence)];
  }
  const matched = states === undefined ? '' : safe`, ${states.length} pods match`;
  const evidence = safe`0 of ${endpoints.all} endpoints are ready${matched}`;
  return [sign('k8s.no_endpoints', safe`no ready endpoint`, evidence)];
}
