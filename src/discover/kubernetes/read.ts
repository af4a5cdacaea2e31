import {
  gateway,
  httpRoute,
  ingress,
  service,
} from '../../../probes/kubernetes/objects/network.ts';
import { node } from '../../../probes/kubernetes/objects/node.ts';
import { inferenceService } from '../../../probes/kubernetes/objects/others.ts';
import { readAll } from '../../../probes/kubernetes/objects/parts.ts';
import { pod } from '../../../probes/kubernetes/objects/pod.ts';
import { type Workload, workload } from '../../../probes/kubernetes/objects/workload.ts';
import type { ClusterObjects } from '../../../probes/kubernetes/survey.ts';

/** Namespaces of the cluster's own machinery: no chain of a model is there. */
const ownNamespaces = /^kube-(?:system|public|node-lease)$/;

/** Kind and name of the object, as `kubectl get` takes it. */
export interface NamedWorkload {
  readonly kind: 'deployment' | 'statefulset' | 'daemonset';
  readonly object: Workload;
}

export type Read = ReturnType<typeof readCluster>;

/** What was listed, as far as it is understood. */
export function readCluster(objects: ClusterObjects) {
  const elsewhere = <T extends { readonly metadata: { readonly namespace: string } }>(all: T[]) =>
    all.filter(({ metadata }) => !ownNamespaces.test(metadata.namespace));
  const workloads = (kind: NamedWorkload['kind'], items: readonly unknown[]): NamedWorkload[] =>
    elsewhere(readAll(workload, items)).map((object) => ({ kind, object }));
  return {
    workloads: [
      ...workloads('deployment', objects.deployments),
      ...workloads('statefulset', objects.statefulsets),
      ...workloads('daemonset', objects.daemonsets),
    ],
    services: elsewhere(readAll(service, objects.services)),
    ingresses: elsewhere(readAll(ingress, objects.ingresses)),
    gateways: elsewhere(readAll(gateway, objects.gateways)),
    routes: elsewhere(readAll(httpRoute, objects.httpRoutes)),
    inferenceServices: elsewhere(readAll(inferenceService, objects.inferenceServices)),
    pods: elsewhere(readAll(pod, objects.pods)),
    nodes: readAll(node, objects.nodes),
  };
}
