// The library needs the polyfill to be there before it is loaded.
import 'reflect-metadata';
import type { webcrypto } from 'node:crypto';
import {
  AuthorityInfoAccessExtension,
  BasicConstraintsExtension,
  type Extension,
  type JsonName,
  Name,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;

/** A certificate with its key, able to sign others when it was made as an authority. */
export interface Identity {
  readonly certificate: X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
  /** The certificate alone. */
  readonly pem: string;
  /** PKCS #8. */
  readonly key: string;
}

export interface IdentityRequest {
  /** Common name, or the whole subject as name parts. */
  readonly subject: string | JsonName;
  /** Who signs; itself where absent. */
  readonly issuer?: Identity;
  readonly authority?: boolean;
  readonly dnsNames?: readonly string[];
  readonly addresses?: readonly string[];
  /** Days from now; negative is in the past. Default -1 and 90. */
  readonly fromDays?: number;
  readonly toDays?: number;
  /** Where the issuer's certificate is said to be had, as public authorities write. */
  readonly issuerUrl?: string;
}

export async function makeIdentity(request: IdentityRequest): Promise<Identity> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const subject = new Name(
    typeof request.subject === 'string' ? [{ CN: [request.subject] }] : request.subject,
  ).toString();
  const certificate = await X509CertificateGenerator.create({
    subject,
    issuer: request.issuer?.certificate.subject ?? subject,
    publicKey: keys.publicKey,
    signingKey: request.issuer?.keys.privateKey ?? keys.privateKey,
    signingAlgorithm: algorithm,
    notBefore: daysFromNow(request.fromDays ?? -1),
    notAfter: daysFromNow(request.toDays ?? 90),
    extensions: extensionsOf(request),
  });
  const exported = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    certificate,
    keys,
    pem: `${certificate.toString('pem')}\n`,
    key: PemConverter.encode(exported, 'PRIVATE KEY'),
  };
}

function extensionsOf(request: IdentityRequest): Extension[] {
  const extensions: Extension[] = [
    new BasicConstraintsExtension(request.authority ?? false, undefined, true),
  ];
  const names = [
    ...(request.dnsNames ?? []).map((value) => ({ type: 'dns', value }) as const),
    ...(request.addresses ?? []).map((value) => ({ type: 'ip', value }) as const),
  ];
  if (names.length > 0) extensions.push(new SubjectAlternativeNameExtension(names));
  if (request.issuerUrl !== undefined) {
    extensions.push(new AuthorityInfoAccessExtension({ caIssuers: request.issuerUrl }));
  }
  return extensions;
}

function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * DAY_MS);
}
