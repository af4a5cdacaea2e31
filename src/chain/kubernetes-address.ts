/** Kinds of objects of a cluster that a link may stand for, by their name and their short names. */
const kinds = {
  deployment: ['deployment', 'deployments', 'deploy'],
  statefulset: ['statefulset', 'statefulsets', 'sts'],
  daemonset: ['daemonset', 'daemonsets', 'ds'],
  pod: ['pod', 'pods', 'po'],
  service: ['service', 'services', 'svc'],
  ingress: ['ingress', 'ingresses', 'ing'],
  gateway: ['gateway', 'gateways', 'gtw'],
  httproute: ['httproute', 'httproutes'],
  inferenceservice: ['inferenceservice', 'inferenceservices', 'isvc'],
  autoscaler: ['horizontalpodautoscaler', 'horizontalpodautoscalers', 'hpa'],
  claim: ['persistentvolumeclaim', 'persistentvolumeclaims', 'pvc'],
  namespace: ['namespace', 'namespaces', 'ns'],
  node: ['node', 'nodes', 'no'],
} as const;

export type KubernetesKind = keyof typeof kinds;

/** An object of a cluster, or the pods that carry some labels. */
export type KubernetesObject =
  | { readonly kind: KubernetesKind; readonly name: string }
  | { readonly kind: 'labelled'; readonly selector: string }
  /** The API server itself. */
  | { readonly kind: 'api' };

const byWord = new Map<string, KubernetesKind>(
  Object.entries(kinds).flatMap(([kind, words]) =>
    words.map((word) => [word, kind as KubernetesKind] as const),
  ),
);

/** Kinds that belong to no namespace. */
const clusterWide: ReadonlySet<string> = new Set(['node', 'namespace']);

/** The rule of the API for names; some kinds are stricter. */
const namePattern = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;
const namespacePattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** `app=vllm,tier in (a,b),!canary`: what a label selector may hold, and nothing that means something to a URL. */
const selectorPattern = /^[\w.\-/=!, ()]{1,400}$/;

export function isNamespace(text: string): boolean {
  return namespacePattern.test(text);
}

/** Whether the API can be asked for what carries such labels. */
export function isSelector(text: string): boolean {
  return selectorPattern.test(text);
}

/** `deployment/vllm`, `pods/app=vllm`, `node/gpu-1`, `api`; undefined for anything else. */
export function parseKubernetesObject(text: string): KubernetesObject | undefined {
  if (text === 'api') return { kind: 'api' };
  const slash = text.indexOf('/');
  const kind = byWord.get(text.slice(0, slash).toLowerCase());
  const rest = text.slice(slash + 1);
  if (slash < 0 || kind === undefined) return undefined;
  if (kind === 'pod' && /[=!()]/.test(rest)) {
    return isSelector(rest) ? { kind: 'labelled', selector: rest } : undefined;
  }
  return namePattern.test(rest) ? { kind, name: rest } : undefined;
}

/** The object as `kubectl get` takes it. */
export function formatKubernetesObject(object: KubernetesObject): string {
  if (object.kind === 'api') return 'api';
  if (object.kind === 'labelled') return `pods/${object.selector}`;
  return `${kinds[object.kind][0]}/${object.name}`;
}

export interface KubernetesAddress {
  /** Undefined for what belongs to no namespace. */
  readonly namespace?: string;
  readonly object: string;
}

/** `k8s:NAMESPACE/KIND/NAME`, `k8s:node/NAME`, `k8s:api`; undefined for anything else. */
export function parseKubernetesAddress(address: string): KubernetesAddress | undefined {
  if (!address.startsWith('k8s:')) return undefined;
  const text = address.slice('k8s:'.length);
  const whole = parseKubernetesObject(text);
  if (whole && (whole.kind === 'api' || clusterWide.has(whole.kind))) return { object: text };
  const slash = text.indexOf('/');
  const namespace = text.slice(0, slash);
  const object = text.slice(slash + 1);
  const inside = parseKubernetesObject(object);
  if (slash < 0 || !isNamespace(namespace) || !inside) return undefined;
  if (inside.kind === 'api' || clusterWide.has(inside.kind)) return undefined;
  return { namespace, object };
}
