import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseJumps, type SshAddress } from '../address.ts';
import type { SshEnvironment } from '../environment.ts';
import { SshFailureError } from '../failure.ts';
import type { HostName } from '../known-hosts/judge.ts';
import { askSsh } from './ask-ssh.ts';
import { readConfigFiles } from './read-file.ts';
import { all, first, type Settings, wordsIn } from './settings.ts';

/** All that is needed to reach and to log in at one host. */
export interface HostConfig {
  /** As it was asked for, with which the ssh client finds its own configuration. */
  readonly asked: SshAddress;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Hosts on the way that this host's configuration names, the nearest first. */
  readonly jumps: readonly SshAddress[];
  readonly known: HostName;
  readonly knownHostsFiles: readonly string[];
  readonly identityFiles: readonly string[];
  /** Only keys of the identity files are offered, also where an agent holds more. */
  readonly identitiesOnly: boolean;
  readonly agentSocket: string | undefined;
  readonly settings: Settings;
}

const SSH_PORT = 22;
const defaultIdentities = ['id_rsa', 'id_ecdsa', 'id_ecdsa_sk', 'id_ed25519', 'id_ed25519_sk'];
const defaultKnownHosts = ['~/.ssh/known_hosts', '~/.ssh/known_hosts2'];
const defaultGlobalKnownHosts = ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'];

/** @throws SshFailureError where the configuration cannot be read or makes no sense */
export async function readHostConfig(
  address: SshAddress,
  environment: SshEnvironment,
  signal: AbortSignal,
): Promise<HostConfig> {
  const settings = environment.sshProgram
    ? await askSsh(address, environment, signal)
    : await readConfigFiles(address, environment);
  return hostConfigOf(address, settings, environment);
}

export function hostConfigOf(
  asked: SshAddress,
  settings: Settings,
  environment: SshEnvironment,
): HostConfig {
  const host = (first(settings, 'hostname') ?? asked.host).replaceAll('%h', asked.host);
  const port = asked.port ?? Number(first(settings, 'port') ?? SSH_PORT);
  const user = asked.user ?? first(settings, 'user') ?? environment.user;
  const jumps = parseJumps(first(settings, 'proxyjump') ?? '');
  if (!jumps) {
    const detail = `ProxyJump "${first(settings, 'proxyjump')}" names no hosts`;
    throw new SshFailureError({ kind: 'not-possible', detail });
  }
  const alias = first(settings, 'hostkeyalias');
  const tokens = { asked, host, port, user, environment };
  const paths = (name: string, without: readonly string[]) => {
    const values = settings.has(name) ? all(settings, name).flatMap(wordsIn) : without;
    return values.map((path) => expanded(path, tokens));
  };
  return {
    asked,
    host,
    port,
    user,
    jumps,
    known: alias === undefined ? { host, port } : { host: alias, port: undefined },
    knownHostsFiles: [
      ...paths('userknownhostsfile', defaultKnownHosts),
      ...paths('globalknownhostsfile', defaultGlobalKnownHosts),
    ],
    identityFiles: paths(
      'identityfile',
      defaultIdentities.map((name) => `~/.ssh/${name}`),
    ),
    identitiesOnly: first(settings, 'identitiesonly') === 'yes',
    agentSocket: agentOf(settings, tokens),
    settings,
  };
}

interface Tokens {
  readonly asked: SshAddress;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly environment: SshEnvironment;
}

function agentOf(settings: Settings, tokens: Tokens): string | undefined {
  const [stated] = settings.get('identityagent') ?? [];
  if (stated === undefined || stated === 'SSH_AUTH_SOCK') return tokens.environment.agentSocket;
  if (stated.toLowerCase() === 'none') return undefined;
  if (stated.startsWith('$')) return process.env[stated.slice(1)];
  return expanded(stated, tokens);
}

/** `~`, and the tokens that may stand in paths. */
function expanded(path: string, { asked, host, port, user, environment }: Tokens): string {
  const values: Readonly<Record<string, string>> = {
    '%%': '%',
    '%d': environment.home,
    '%h': host,
    '%n': asked.host,
    '%p': String(port),
    '%r': user,
    '%u': environment.user,
  };
  const home = path.startsWith('~/') ? join(environment.home || homedir(), path.slice(2)) : path;
  return home.replace(/%[%dhnpru]/g, (token) => values[token] ?? token);
}
