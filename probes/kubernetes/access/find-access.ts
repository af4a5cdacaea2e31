import { join } from 'node:path/posix';
import type { LookContext } from '../../probe.ts';
import { type Reading, readText } from '../../system/read.ts';
import { unlessLost } from '../../system/unless-lost.ts';
import type { KubernetesOptions } from '../options.ts';
import type { Access } from './access.ts';
import { accessFrom, serverOf } from './from-kubeconfig.ts';
import { inCluster } from './in-cluster.ts';
import {
  KUBECONFIG_BYTES,
  type Kubeconfig,
  mergeKubeconfigs,
  parseKubeconfig,
} from './kubeconfig.ts';
import { AccessTrouble } from './trouble.ts';

/** Milliseconds for one question about the environment of the place where the look stands. */
const PRINTENV_MS = 2_000;
/** Files that KUBECONFIG may list. */
const MOST_FILES = 16;

/**
 * The way to the API server, as kubectl would find it where the look stands: what the options state,
 * else `KUBECONFIG`, else `~/.kube/config`, else the service account of the pod.
 *
 * @throws AccessTrouble
 */
export async function findAccess(
  options: KubernetesOptions,
  context: LookContext,
): Promise<Access> {
  if (options.server !== undefined) return accessOfServer(options, options.server);
  const stated = options.kubeconfig === undefined ? [] : [options.kubeconfig];
  const paths = stated.length > 0 ? stated : await usualPaths(context);
  const files: Kubeconfig[] = [];
  for (const path of paths.slice(0, MOST_FILES)) {
    const file = await readKubeconfig(path, stated.length > 0, context);
    if (file) files.push(file);
  }
  if (files.length > 0) return accessFrom(mergeKubeconfigs(files), options);
  const account = await inCluster(options, (name) => environment(name, context), context);
  if (account) return account;
  throw new AccessTrouble(
    'k8s.kubeconfig',
    `there is no kubeconfig at ${context.vantage.name}, and no service account: state kubeconfig`,
  );
}

function accessOfServer(
  { token, ca, namespace, insecure }: KubernetesOptions,
  server: string,
): Access {
  const url = serverOf(server);
  return {
    server: url,
    ca: ca === undefined ? undefined : { file: ca },
    insecure,
    servername: undefined,
    proxy: undefined,
    login: token === undefined ? { kind: 'none' } : { kind: 'reference', reference: token },
    certificate: undefined,
    namespace: namespace ?? 'default',
    name: url.host,
  };
}

async function readKubeconfig(
  path: string,
  mustExist: boolean,
  { vantage }: LookContext,
): Promise<Kubeconfig | undefined> {
  const reading = await readText(vantage, path, KUBECONFIG_BYTES);
  if (reading.kind === 'read') return parseKubeconfig(reading.text, path);
  if (reading.kind === 'missing' && !mustExist) return undefined;
  throw unreadable(reading, path);
}

export function unreadable(reading: Exclude<Reading, { kind: 'read' }>, path: string) {
  if (reading.kind === 'forbidden') {
    return new AccessTrouble('self.permission', `${path} may not be read`);
  }
  const why = reading.kind === 'missing' ? 'is not there' : `cannot be read: ${reading.code}`;
  return new AccessTrouble('k8s.kubeconfig', `${path} ${why}`);
}

async function usualPaths(context: LookContext): Promise<readonly string[]> {
  const listed = (await environment('KUBECONFIG', context)).split(':').filter(Boolean);
  if (listed.length > 0) return listed;
  const home = await environment('HOME', context);
  return home === '' ? [] : [join(home, '.kube/config')];
}

/** A variable of the environment there; empty where it is not set, or nobody can tell. */
async function environment(name: string, { vantage, signal }: LookContext): Promise<string> {
  if (vantage.name === 'local') return process.env[name] ?? '';
  const result = unlessLost(
    await vantage.exec(['printenv', name], { deadlineMs: PRINTENV_MS, signal }),
  );
  return result.kind === 'ended' && result.exitCode === 0 ? result.stdout.trimEnd() : '';
}
