import { getCiphers } from 'node:crypto';
import type {
  Algorithms,
  CipherAlgorithm,
  KexAlgorithm,
  MacAlgorithm,
  ServerHostKeyAlgorithm,
} from 'ssh2';
import { first, type Settings } from '../config/settings.ts';

/* What ssh2 can do, without SHA-1 and without CBC: its own default lists still hold SHA-1. */
const kexAlgorithms: readonly KexAlgorithm[] = [
  'curve25519-sha256',
  'curve25519-sha256@libssh.org',
  'ecdh-sha2-nistp256',
  'ecdh-sha2-nistp384',
  'ecdh-sha2-nistp521',
  'diffie-hellman-group-exchange-sha256',
  'diffie-hellman-group16-sha512',
  'diffie-hellman-group18-sha512',
  'diffie-hellman-group14-sha256',
];
const hostKeyAlgorithms: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];
/** With the name that OpenSSL knows each by: a FIPS build lacks some. */
const ciphers: readonly (readonly [CipherAlgorithm, string])[] = [
  ['aes128-gcm@openssh.com', 'aes-128-gcm'],
  ['aes256-gcm@openssh.com', 'aes-256-gcm'],
  ['chacha20-poly1305@openssh.com', 'chacha20'],
  ['aes128-ctr', 'aes-128-ctr'],
  ['aes192-ctr', 'aes-192-ctr'],
  ['aes256-ctr', 'aes-256-ctr'],
];
const macs: readonly MacAlgorithm[] = [
  'hmac-sha2-256-etm@openssh.com',
  'hmac-sha2-512-etm@openssh.com',
  'hmac-sha2-256',
  'hmac-sha2-512',
];

/**
 * What to offer a host: what the user's configuration leaves of the modern ones, the types of key
 * that are known of it first, for only these can be verified. A list may come out empty.
 */
export function algorithmsFor(settings: Settings, knownTypes: readonly string[]) {
  const here = new Set(getCiphers().map((name) => name.toLowerCase()));
  const usable = ciphers.filter(([, name]) => here.has(name)).map(([cipher]) => cipher);
  const isKnown = (name: string) => knownTypes.includes(name.replace(/^rsa-sha2-.*/, 'ssh-rsa'));
  const hostKeys = allowed(hostKeyAlgorithms, settings, 'hostkeyalgorithms');
  return {
    kex: allowed(kexAlgorithms, settings, 'kexalgorithms'),
    serverHostKey: hostKeys.toSorted((a, b) => Number(isKnown(b)) - Number(isKnown(a))),
    cipher: allowed(usable, settings, 'ciphers'),
    hmac: allowed(macs, settings, 'macs'),
    compress: ['none'],
  } satisfies Algorithms;
}

/** The directive that leaves nothing that ssh2 could offer; undefined where each list has something. */
export function nothingLeftBy(settings: Settings): string | undefined {
  const { kex, serverHostKey, cipher, hmac } = algorithmsFor(settings, []);
  const lists = {
    KexAlgorithms: kex,
    HostKeyAlgorithms: serverHostKey,
    Ciphers: cipher,
    MACs: hmac,
  };
  return Object.entries(lists).find(([, list]) => list.length === 0)?.[0];
}

/** Those of `ours` that the configuration allows; all where it says nothing that we could follow. */
function allowed<Name extends string>(
  ours: readonly Name[],
  settings: Settings,
  directive: string,
): Name[] {
  const stated = first(settings, directive);
  // `+`, `-` and `^` change a list that only the client itself knows.
  if (stated === undefined || /^[+^-]/.test(stated)) return [...ours];
  const names = stated.split(',');
  return ours.filter((name) => names.includes(name));
}
