/** Kind → its collection, as the discovery documents of a cluster tell it. */
export const collections = [
  ['', 'v1', 'pods', 'Pod', true, 'po'],
  ['', 'v1', 'nodes', 'Node', false, 'no'],
  ['', 'v1', 'services', 'Service', true, 'svc'],
  ['', 'v1', 'events', 'Event', true, 'ev'],
  ['', 'v1', 'persistentvolumeclaims', 'PersistentVolumeClaim', true, 'pvc'],
  ['', 'v1', 'resourcequotas', 'ResourceQuota', true, 'quota'],
  ['', 'v1', 'secrets', 'Secret', true, ''],
  ['', 'v1', 'configmaps', 'ConfigMap', true, 'cm'],
  ['apps', 'v1', 'deployments', 'Deployment', true, 'deploy'],
  ['apps', 'v1', 'statefulsets', 'StatefulSet', true, 'sts'],
  ['apps', 'v1', 'daemonsets', 'DaemonSet', true, 'ds'],
  ['discovery.k8s.io', 'v1', 'endpointslices', 'EndpointSlice', true, ''],
  ['networking.k8s.io', 'v1', 'ingresses', 'Ingress', true, 'ing'],
  ['gateway.networking.k8s.io', 'v1', 'gateways', 'Gateway', true, 'gtw'],
  ['gateway.networking.k8s.io', 'v1', 'httproutes', 'HTTPRoute', true, ''],
  ['autoscaling', 'v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', true, 'hpa'],
  ['serving.kserve.io', 'v1beta1', 'inferenceservices', 'InferenceService', true, 'isvc'],
] as const;
export type Collection = (typeof collections)[number];

/** What a fake cluster tells kubectl that it has; undefined for other pages. */
export function discovery(path: string, without: readonly string[]): object | undefined {
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] };
  const known = collections.filter(([group]) => !without.includes(group));
  if (path === '/apis') {
    const groups = [
      ...new Map(known.filter(([group]) => group !== '').map((one) => [one[0], one])),
    ];
    return {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: groups.map(([name, [, version]]) => {
        const own = { groupVersion: `${name}/${version}`, version };
        return { name, versions: [own], preferredVersion: own };
      }),
    };
  }
  const group = known.filter(([name, version]) =>
    name === '' ? path === `/api/${version}` : path === `/apis/${name}/${version}`,
  );
  const [first] = group;
  if (!first) return undefined;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: first[0] === '' ? first[1] : `${first[0]}/${first[1]}`,
    resources: group.map(([, , name, kind, namespaced, short]) => ({
      name,
      singularName: kind.toLowerCase(),
      namespaced,
      kind,
      verbs: ['get', 'list'],
      ...(short === '' ? {} : { shortNames: [short] }),
    })),
  };
}
