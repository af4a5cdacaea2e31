import type { KnownKey } from '../failure.ts';
import { fingerprintOf, keyTypeOf } from './fingerprint.ts';
import type { KnownHost } from './line.ts';
import { matchesAny } from './match.ts';

/** Under what name a host's keys are kept. */
export interface HostName {
  /** The name that is connected to, or its `HostKeyAlias`. */
  readonly host: string;
  /** Undefined for an alias, which stands without a port. */
  readonly port: number | undefined;
}

export type KeyJudgement =
  | { readonly kind: 'known' }
  | { readonly kind: 'unknown'; readonly knownTypes: readonly string[] }
  /** Another key of the same type stands there. */
  | { readonly kind: 'changed'; readonly known: readonly KnownKey[] }
  | { readonly kind: 'revoked'; readonly known: KnownKey };

const SSH_PORT = 22;

/** As OpenSSH writes names: the port only where it is not 22. */
export function knownName({ host, port }: HostName): string {
  const name = host.toLowerCase();
  return port === undefined || port === SSH_PORT ? name : `[${name}]:${port}`;
}

/** What the files of known hosts say of a key (in wire format) that a host shows. */
export function judgeHostKey(
  entries: readonly KnownHost[],
  name: HostName,
  blob: Buffer,
): KeyJudgement {
  const type = keyTypeOf(blob);
  const here = entriesFor(entries, name);
  const revoked = here.find((entry) => entry.marker === 'revoked' && entry.blob.equals(blob));
  if (revoked) return { kind: 'revoked', known: knownKeyOf(revoked) };
  const plain = here.filter(({ marker }) => marker === null);
  if (plain.some((entry) => entry.blob.equals(blob))) return { kind: 'known' };
  const sameType = plain.filter((entry) => entry.type === type);
  if (sameType.length > 0) return { kind: 'changed', known: sameType.map(knownKeyOf) };
  if (isKnownWithoutPort(entries, name, blob)) return { kind: 'known' };
  return { kind: 'unknown', knownTypes: [...new Set(plain.map((entry) => entry.type))] };
}

/** OpenSSH takes the key of a name without a port for its other ports too, where these have none. */
function isKnownWithoutPort(
  entries: readonly KnownHost[],
  { host, port }: HostName,
  blob: Buffer,
): boolean {
  if (port === undefined || port === SSH_PORT) return false;
  const bare = entriesFor(entries, { host, port: undefined });
  if (bare.some((entry) => entry.marker === 'revoked' && entry.blob.equals(blob))) return false;
  return bare.some((entry) => entry.marker === null && entry.blob.equals(blob));
}

/** What is known of a host before it is asked: in which order to ask for keys, and with which back end. */
export function knowledgeOf(entries: readonly KnownHost[], name: HostName) {
  const here = entriesFor(entries, name);
  const plain = here.filter(({ marker }) => marker === null);
  const own = plain.length > 0 ? plain : entriesFor(entries, { host: name.host, port: undefined });
  return {
    types: [...new Set(own.filter(({ marker }) => marker === null).map(({ type }) => type))],
    hasAuthority: here.some(({ marker }) => marker === 'cert-authority'),
  };
}

function entriesFor(entries: readonly KnownHost[], name: HostName): readonly KnownHost[] {
  const wanted = knownName(name);
  return entries.filter(({ patterns }) => matchesAny(patterns, wanted));
}

function knownKeyOf({ blob, file, line }: KnownHost): KnownKey {
  return { fingerprint: fingerprintOf(blob), file, line };
}
