import type { Access, ExecPlugin, Login, Source } from './access.ts';
import { execApiVersions } from './access.ts';
import type { ClusterEntry, ContextEntry, Kubeconfig, UserEntry } from './kubeconfig.ts';
import { AccessTrouble } from './trouble.ts';

export interface Choice {
  /** The current context where absent. */
  readonly context?: string | undefined;
  readonly namespace?: string | undefined;
  /** The chain file allows that any certificate is taken. */
  readonly insecure: boolean;
}

const EXEC_EXTENSION = 'client.authentication.k8s.io/exec';

/** Picks one context. @throws AccessTrouble where it leads nowhere, or would be unsafe */
export function accessFrom(config: Kubeconfig, choice: Choice): Access {
  const name = choice.context ?? config.currentContext;
  if (name === undefined) throw trouble('it has no current context; state one');
  const context = config.contexts.get(name);
  if (!context) {
    throw trouble(`it has no context "${name}"; it has ${listed([...config.contexts.keys()])}`);
  }
  const cluster = config.clusters.get(context.cluster ?? '');
  if (!cluster) throw trouble(`context "${name}" names no cluster that it has`);
  const user = context.user === undefined || context.user === '' ? {} : userOf(config, context);
  const insecure = cluster['insecure-skip-tls-verify'] === true;
  if (insecure && !choice.insecure) {
    throw trouble(
      'it says insecure-skip-tls-verify: whoever answers would be believed and given the credentials. State insecure: true to accept that',
    );
  }
  return {
    server: serverOf(cluster.server ?? ''),
    ca: sourceOf(cluster['certificate-authority-data'], cluster['certificate-authority']),
    insecure,
    servername: cluster['tls-server-name'] || undefined,
    proxy: proxyOf(cluster['proxy-url']),
    login: loginOf(user, cluster),
    certificate: certificateOf(user),
    namespace: choice.namespace ?? (context.namespace || 'default'),
    name,
  };
}

function userOf(config: Kubeconfig, { user = '' }: ContextEntry): UserEntry {
  const found = config.users.get(user);
  if (!found) throw trouble(`it has no user "${user}"`);
  return found;
}

export function serverOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') {
    return url;
  }
  throw trouble('the address of its server is no http or https URL');
}

function proxyOf(text: string | undefined): URL | undefined {
  if (text === undefined || text === '') return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^(?:https?|socks5h?):$/.test(url.protocol) && url.hostname !== '') return url;
  throw trouble('its proxy-url is no http, https or socks5 URL');
}

/** As kubectl chooses: a token before a token file, and a program only where nothing else is there. */
function loginOf(user: UserEntry, cluster: ClusterEntry): Login {
  const { token, tokenFile, username, password, exec } = user;
  const source = sourceOf(token, tokenFile, 'plain');
  // The file is renewed in place; kubectl prefers it to what stood there at first.
  if (tokenFile) return { kind: 'token', token: { file: tokenFile } };
  if (source) return { kind: 'token', token: source };
  if (username !== undefined && password !== undefined) {
    return { kind: 'password', username, password };
  }
  if (exec) return { kind: 'exec', plugin: pluginOf(exec, cluster) };
  if (user['auth-provider']) {
    throw trouble(
      `its auth-provider "${user['auth-provider'].name}" is gone from Kubernetes since 1.26; use an exec plugin`,
    );
  }
  return { kind: 'none' };
}

function pluginOf(exec: NonNullable<UserEntry['exec']>, cluster: ClusterEntry): ExecPlugin {
  const apiVersion = execApiVersions.find((one) => one === exec.apiVersion);
  if (!apiVersion) {
    throw trouble(
      `its exec plugin speaks ${exec.apiVersion ?? 'no version'}; known are v1 and v1beta1`,
    );
  }
  if (exec.interactiveMode === 'Always') {
    throw new AccessTrouble(
      'k8s.credentials',
      `${exec.command} wants to ask a person each time (interactiveMode: Always)`,
    );
  }
  const config = cluster.extensions?.find(({ name }) => name === EXEC_EXTENSION)?.extension;
  return {
    apiVersion,
    argv: [exec.command, ...(exec.args ?? [])],
    env: Object.fromEntries((exec.env ?? []).map(({ name, value }) => [name, value])),
    installHint: exec.installHint ?? '',
    provideClusterInfo: exec.provideClusterInfo === true,
    config,
  };
}

function certificateOf(user: UserEntry): Access['certificate'] {
  const cert = sourceOf(user['client-certificate-data'], user['client-certificate']);
  const key = sourceOf(user['client-key-data'], user['client-key']);
  if (!cert && !key) return undefined;
  if (!cert || !key) throw trouble('its user has a certificate without its key, or the reverse');
  return { cert, key };
}

/** What stands there itself counts before a file. */
function sourceOf(
  data: string | undefined,
  file: string | undefined,
  encoding: 'base64' | 'plain' = 'base64',
): Source | undefined {
  if (data) {
    return { data: encoding === 'base64' ? Buffer.from(data, 'base64').toString('utf8') : data };
  }
  return file ? { file } : undefined;
}

/** Names of contexts that are told. */
const MOST_LISTED = 8;

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const more = names.length - MOST_LISTED;
  return names.slice(0, MOST_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function trouble(detail: string): AccessTrouble {
  return new AccessTrouble('k8s.kubeconfig', detail);
}
