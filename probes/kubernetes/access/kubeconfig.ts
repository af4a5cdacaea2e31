import { dirname, isAbsolute, join } from 'node:path/posix';
import { parse } from 'yaml';
import { z } from 'zod';
import { AccessTrouble } from './trouble.ts';

/** Bytes of one kubeconfig: those of people with a hundred clusters are about 500 kB. */
export const KUBECONFIG_BYTES = 2_097_152;

const text = z.string().optional();
const named = <T extends z.ZodType>(key: string, value: T) =>
  z
    .array(z.object({ name: z.coerce.string(), [key]: value }))
    .nullish()
    .transform((all) => all ?? []);

const clusterEntry = z.object({
  server: text,
  'tls-server-name': text,
  'insecure-skip-tls-verify': z.boolean().optional(),
  'certificate-authority': text,
  'certificate-authority-data': text,
  'proxy-url': text,
  extensions: z.array(z.object({ name: z.string(), extension: z.unknown() })).optional(),
});

const execEntry = z.object({
  apiVersion: text,
  command: z.string().min(1),
  args: z.array(z.string()).nullish(),
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  installHint: text,
  provideClusterInfo: z.boolean().optional(),
  interactiveMode: text,
});

const userEntry = z.object({
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
  token: text,
  tokenFile: text,
  username: text,
  password: text,
  exec: execEntry.nullish(),
  'auth-provider': z.object({ name: z.string() }).nullish(),
});

const contextEntry = z.object({ cluster: text, user: text, namespace: text });

const kubeconfigSchema = z.object({
  'current-context': text,
  clusters: named('cluster', clusterEntry),
  contexts: named('context', contextEntry),
  users: named('user', userEntry),
});

export type ClusterEntry = z.infer<typeof clusterEntry>;
export type UserEntry = z.infer<typeof userEntry>;
export type ContextEntry = z.infer<typeof contextEntry>;

/** All that some kubeconfig files say together. The first that says something counts, as for kubectl. */
export interface Kubeconfig {
  readonly currentContext: string | undefined;
  readonly clusters: ReadonlyMap<string, ClusterEntry>;
  readonly contexts: ReadonlyMap<string, ContextEntry>;
  readonly users: ReadonlyMap<string, UserEntry>;
}

/** One file; paths in it are relative to its directory. @throws AccessTrouble */
export function parseKubeconfig(content: string, path: string): Kubeconfig {
  let document: unknown;
  try {
    document = parse(content, { logLevel: 'silent' });
  } catch {
    // The parser's own words quote the lines around the mistake, and those hold keys.
    throw new AccessTrouble('k8s.kubeconfig', `${path} is no YAML`);
  }
  const parsed = kubeconfigSchema.safeParse(document);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new AccessTrouble('k8s.kubeconfig', `${path} is no kubeconfig: ${where || 'its root'}`);
  }
  const { clusters, contexts, users, 'current-context': currentContext } = parsed.data;
  const directory = dirname(path);
  const entries = <T>(all: readonly object[], key: string, settle: (value: T) => T) =>
    new Map(
      all.map((one) => {
        const { name, ...rest } = one as { name: string } & Record<string, T>;
        return [name, settle(rest[key] as T)] as const;
      }),
    );
  return {
    currentContext: currentContext === '' ? undefined : currentContext,
    clusters: entries<ClusterEntry>(clusters, 'cluster', (one) =>
      absolute(one, ['certificate-authority'], directory),
    ),
    contexts: entries<ContextEntry>(contexts, 'context', (one) => one),
    users: entries<UserEntry>(users, 'user', (one) => ({
      ...absolute(one, ['client-certificate', 'client-key', 'tokenFile'], directory),
      ...(one.exec ? { exec: { ...one.exec, command: program(one.exec.command, directory) } } : {}),
    })),
  };
}

/** Files in the order of `KUBECONFIG`. */
export function mergeKubeconfigs(files: readonly Kubeconfig[]): Kubeconfig {
  const first = <T>(maps: readonly ReadonlyMap<string, T>[]) =>
    new Map(maps.toReversed().flatMap((map) => [...map]));
  return {
    currentContext: files.find((file) => file.currentContext)?.currentContext,
    clusters: first(files.map((file) => file.clusters)),
    contexts: first(files.map((file) => file.contexts)),
    users: first(files.map((file) => file.users)),
  };
}

function absolute<T extends object>(entry: T, keys: readonly (keyof T)[], directory: string): T {
  const settled = { ...entry };
  for (const key of keys) {
    const path = settled[key];
    if (typeof path === 'string' && path !== '' && !isAbsolute(path)) {
      settled[key] = join(directory, path) as T[typeof key];
    }
  }
  return settled;
}

/** A bare name is looked for in PATH; with a slash it stands beside the kubeconfig. */
function program(command: string, directory: string): string {
  return command.includes('/') && !isAbsolute(command) ? join(directory, command) : command;
}
