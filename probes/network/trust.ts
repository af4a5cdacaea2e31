import { readFile, stat } from 'node:fs/promises';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';

export const tlsVersions = ['TLSv1.2', 'TLSv1.3'] as const;
export type TlsVersion = (typeof tlsVersions)[number];

export interface TrustOptions {
  /** Path of a PEM file; its certificates replace the system's. */
  readonly ca?: string | undefined;
  readonly minVersion?: TlsVersion | undefined;
}

/** Bytes of a file of authorities: a whole system's bundle has about 220 kB. */
const MAX_CA_BYTES = 4_194_304;
/** Contexts kept. A chain uses one or two; each holds its parsed authorities. */
const MAX_CONTEXTS = 16;

const contexts = new Map<string, SecureContext>();

/**
 * The trust that a handshake checks against. Contexts are kept, because parsing authorities costs
 * far more than a handshake; a changed file gives a new one.
 *
 * @throws NodeJS.ErrnoException when the file cannot be read, Error when it holds no certificate
 */
export async function trustOf(options: TrustOptions): Promise<SecureContext> {
  const { ca, minVersion } = options;
  const key = [ca === undefined ? '' : await fileKey(ca), minVersion].join('|');
  const kept = contexts.get(key);
  if (kept) return kept;
  const context = createSecureContext({
    ca: ca === undefined ? systemAuthorities() : await readAuthorities(ca),
    ...(minVersion === undefined ? {} : { minVersion }),
  });
  const [oldest] = contexts.keys();
  if (contexts.size >= MAX_CONTEXTS && oldest !== undefined) contexts.delete(oldest);
  contexts.set(key, context);
  return context;
}

/** Node's authorities and the machine's: a company's own CA is usually installed only there. */
function systemAuthorities(): string[] {
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
}

async function fileKey(path: string): Promise<string> {
  const { mtimeMs, size, ino } = await stat(path);
  return `${path}|${mtimeMs}|${size}|${ino}`;
}

async function readAuthorities(path: string): Promise<Buffer> {
  const { size } = await stat(path);
  if (size > MAX_CA_BYTES) throw new Error(`${path} is larger than ${MAX_CA_BYTES} bytes`);
  const pem = await readFile(path);
  if (!pem.includes('-----BEGIN')) throw new Error(`${path} holds no PEM certificate`);
  return pem;
}
