import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { keyTypeOf } from '../known-hosts/fingerprint.ts';
import { knowledgeOf } from '../known-hosts/judge.ts';
import type { KnownHost } from '../known-hosts/line.ts';
import { nothingLeftBy } from '../ssh2/algorithms.ts';
import { agentKeyTypes } from './agent-keys.ts';
import type { HostConfig } from './host-config.ts';
import { all, first } from './settings.ts';

/** Directives of which each is reason enough; ssh2 knows nothing like them. */
const directives = {
  proxycommand: 'ProxyCommand',
  knownhostscommand: 'KnownHostsCommand',
  pkcs11provider: 'PKCS11Provider',
  certificatefile: 'CertificateFile',
  bindaddress: 'BindAddress',
  bindinterface: 'BindInterface',
} as const;

/**
 * Why a host is left to the system's OpenSSH, in words: what its configuration, its known keys or
 * the user's keys need and ssh2 lacks. Null where ssh2 will do.
 */
export async function needsOpenssh(
  config: HostConfig,
  known: readonly KnownHost[],
): Promise<string | null> {
  const { settings } = config;
  for (const [name, words] of Object.entries(directives)) {
    if (first(settings, name) !== undefined) return words;
  }
  const strict = nothingLeftBy(settings);
  if (strict !== undefined) return strict;
  const { types, hasAuthority } = knowledgeOf(known, config.known);
  if (hasAuthority && types.length === 0) return 'host certificates (@cert-authority)';
  return (await specialKey(config)) ?? null;
}

/** Certificates and keys of security tokens, in files and in the agent. */
async function specialKey(config: HostConfig): Promise<string | undefined> {
  for (const file of config.identityFiles) {
    if (existsSync(file) && existsSync(`${file}-cert.pub`)) return `the certificate of ${file}`;
    if (existsSync(file) && isTokenKey(await publicTypeOf(file))) return `the token key ${file}`;
  }
  if (config.identitiesOnly || config.agentSocket === undefined) return undefined;
  const types = await agentKeyTypes(config.agentSocket);
  const special = types.find((type) => type.includes('-cert-') || isTokenKey(type));
  if (special !== undefined) return `a key of type ${special} in the agent`;
  return hasNoKey(config, types) && usesKerberos(config) ? 'GSSAPI' : undefined;
}

function hasNoKey({ identityFiles }: HostConfig, agentTypes: readonly string[]): boolean {
  return agentTypes.length === 0 && !identityFiles.some((file) => existsSync(file));
}

/** Debian switches GSSAPI on for everybody: only who holds a ticket means it. */
function usesKerberos({ settings }: HostConfig): boolean {
  const [enabled] = all(settings, 'gssapiauthentication');
  const cache =
    process.env.KRB5CCNAME?.replace(/^FILE:/, '') ?? `/tmp/krb5cc_${process.getuid?.()}`;
  return enabled === 'yes' && (cache.includes(':') || existsSync(cache));
}

function isTokenKey(type: string): boolean {
  return type.startsWith('sk-');
}

async function publicTypeOf(file: string): Promise<string> {
  const text = await readFile(`${file}.pub`, 'utf8').catch(() => '');
  const [, base64 = ''] = text.trim().split(/\s+/);
  return keyTypeOf(Buffer.from(base64, 'base64'));
}
