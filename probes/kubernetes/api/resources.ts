/** A collection of the API: how its path is made, and how an RBAC rule names it. */
export interface Resource {
  /** `apps`; empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** As the path and RBAC have it: lower case, plural. */
  readonly plural: string;
  readonly namespaced: boolean;
}

const core = { group: '', version: 'v1' };
const apps = { group: 'apps', version: 'v1', namespaced: true };
const gatewayApi = { group: 'gateway.networking.k8s.io', version: 'v1', namespaced: true };

/**
 * Everything that weaklink reads of a cluster, with GET alone: no Secret, no ConfigMap, no log.
 * `policies/kubernetes-readonly.yaml` allows exactly this; a test holds the two together.
 */
export const resources = {
  pods: { ...core, plural: 'pods', namespaced: true },
  nodes: { ...core, plural: 'nodes', namespaced: false },
  services: { ...core, plural: 'services', namespaced: true },
  events: { ...core, plural: 'events', namespaced: true },
  claims: { ...core, plural: 'persistentvolumeclaims', namespaced: true },
  quotas: { ...core, plural: 'resourcequotas', namespaced: true },
  deployments: { ...apps, plural: 'deployments' },
  statefulsets: { ...apps, plural: 'statefulsets' },
  daemonsets: { ...apps, plural: 'daemonsets' },
  endpointSlices: {
    group: 'discovery.k8s.io',
    version: 'v1',
    plural: 'endpointslices',
    namespaced: true,
  },
  ingresses: {
    group: 'networking.k8s.io',
    version: 'v1',
    plural: 'ingresses',
    namespaced: true,
  },
  gateways: { ...gatewayApi, plural: 'gateways' },
  httpRoutes: { ...gatewayApi, plural: 'httproutes' },
  autoscalers: {
    group: 'autoscaling',
    version: 'v2',
    plural: 'horizontalpodautoscalers',
    namespaced: true,
  },
  inferenceServices: {
    group: 'serving.kserve.io',
    version: 'v1beta1',
    plural: 'inferenceservices',
    namespaced: true,
  },
} as const satisfies Record<string, Resource>;

export type ResourceName = keyof typeof resources;

/** Pages of the server itself, which belong to no resource. */
export const serverPages = ['/readyz'] as const;

/** `/apis/apps/v1/namespaces/llm/deployments/vllm`; without a namespace, those of all. */
export function pathOf(
  { group, version, plural, namespaced }: Resource,
  namespace: string | undefined,
  name?: string,
): string {
  const base = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const within =
    namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  const one = name === undefined ? '' : `/${encodeURIComponent(name)}`;
  return `${base}${within}/${plural}${one}`;
}

/** `deployments.apps`, as kubectl and RBAC errors name it. */
export function resourceTitle({ group, plural }: Resource): string {
  return group === '' ? plural : `${plural}.${group}`;
}
