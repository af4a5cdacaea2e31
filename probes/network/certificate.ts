import type { DetailedPeerCertificate } from 'node:tls';

/** What a certificate says of itself. Texts are from outside and not sanitised yet. */
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  /** SHA-256 of the certificate, in hex with colons. */
  readonly fingerprint: string;
  /** Milliseconds since the Unix epoch; NaN where the date cannot be read. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** `DNS:api.example, IP Address:127.0.0.1`; empty where it names nobody. */
  readonly names: string;
  readonly selfSigned: boolean;
  /** It says where its issuer's certificate can be fetched: a public CA's intermediate is missing. */
  readonly pointsToIssuer: boolean;
}

/** Certificates of one chain that are read; real chains have two to four. */
const MAX_CHAIN = 10;

/**
 * The chain in the order leaf, intermediate …, as the server sent it, completed by Node from the
 * trust store where it could. A loop of certificates that sign each other ends.
 */
export function readChain(leaf: DetailedPeerCertificate): readonly CertificateFacts[] {
  const chain: CertificateFacts[] = [];
  let next: DetailedPeerCertificate | undefined = leaf;
  while (next?.raw && chain.length < MAX_CHAIN) {
    const certificate: DetailedPeerCertificate = next;
    chain.push(readCertificate(certificate));
    next =
      certificate.issuerCertificate === certificate ? undefined : certificate.issuerCertificate;
  }
  return chain;
}

function readCertificate(certificate: DetailedPeerCertificate): CertificateFacts {
  const access: Readonly<Record<string, unknown>> = certificate.infoAccess ?? {};
  return {
    subject: distinguishedName(certificate.subject),
    issuer: distinguishedName(certificate.issuer),
    serial: certificate.serialNumber,
    fingerprint: certificate.fingerprint256,
    notBeforeMs: Date.parse(certificate.valid_from),
    notAfterMs: Date.parse(certificate.valid_to),
    names: certificate.subjectaltname ?? '',
    selfSigned: distinguishedName(certificate.subject) === distinguishedName(certificate.issuer),
    pointsToIssuer: Object.keys(access).some((key) => key.startsWith('CA Issuers')),
  };
}

/** `CN=api.example, O=Example`; several values of one attribute follow each other. */
function distinguishedName(parts: object | undefined): string {
  return Object.entries(parts ?? {})
    .flatMap(([key, value]) => [value].flat().map((one) => `${key}=${String(one)}`))
    .join(', ');
}
