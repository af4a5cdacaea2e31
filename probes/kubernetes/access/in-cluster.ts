import { formatEndpoint } from '../../network/endpoint.ts';
import type { LookContext } from '../../probe.ts';
import { readText, textOf } from '../../system/read.ts';
import type { Access } from './access.ts';
import { serverOf } from './from-kubeconfig.ts';

/** Where the kubelet puts the papers of a pod's account. */
const DIRECTORY = '/var/run/secrets/kubernetes.io/serviceaccount';
const NAMESPACE_BYTES = 256;

/** The service account of the pod that the look stands in; undefined where it stands in none. */
export async function inCluster(
  { namespace }: { readonly namespace?: string | undefined },
  environment: (name: string) => Promise<string>,
  { vantage }: LookContext,
): Promise<Access | undefined> {
  const host = await environment('KUBERNETES_SERVICE_HOST');
  const port = await environment('KUBERNETES_SERVICE_PORT');
  if (host === '' || !/^\d{1,5}$/.test(port)) return undefined;
  const own = textOf(await readText(vantage, `${DIRECTORY}/namespace`, NAMESPACE_BYTES));
  return {
    server: serverOf(`https://${formatEndpoint({ host, port: Number(port) })}`),
    ca: { file: `${DIRECTORY}/ca.crt` },
    insecure: false,
    servername: undefined,
    proxy: undefined,
    // The kubelet renews it in place, so each look reads it anew.
    login: { kind: 'token', token: { file: `${DIRECTORY}/token` } },
    certificate: undefined,
    namespace: namespace ?? (own?.trim() || 'default'),
    name: 'in-cluster',
  };
}
