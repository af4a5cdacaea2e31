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

/** Milliseconds for which a file of authorities is taken to be unchanged: to ask costs 5 % of a look. */
const UNCHANGED_MS = 1_000;

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
export function systemAuthorities(): string[] {
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
}

const fileKeys = new Map<string, { readonly atMs: number; readonly key: Promise<string> }>();

/** Names the content of a file; looks at the same time ask the file system once. */
function fileKey(path: string): Promise<string> {
  const nowMs = performance.now();
  const last = fileKeys.get(path);
  if (last && nowMs - last.atMs < UNCHANGED_MS) return last.key;
  const key = stat(path).then(({ mtimeMs, size, ino }) => `${path}|${mtimeMs}|${size}|${ino}`);
  // A file that was not there is asked for again by the next look.
  key.catch(() => fileKeys.delete(path));
  const [oldest] = fileKeys.keys();
  if (fileKeys.size >= MAX_CONTEXTS && oldest !== undefined) fileKeys.delete(oldest);
  fileKeys.set(path, { atMs: nowMs, key });
  return key;
}

async function readAuthorities(path: string): Promise<Buffer> {
  const { size } = await stat(path);
  if (size > MAX_CA_BYTES) throw new Error(`${path} is larger than ${MAX_CA_BYTES} bytes`);
  const pem = await readFile(path);
  if (!pem.includes('-----BEGIN')) throw new Error(`${path} holds no PEM certificate`);
  return pem;
}
