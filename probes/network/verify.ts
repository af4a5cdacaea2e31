import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import type { CertificateFacts } from './certificate.ts';
import type { NetworkSymptom } from './failure.ts';

export interface CertificateProblem {
  readonly symptom: NetworkSymptom;
  readonly detail: string;
}

export interface VerifyInput {
  readonly chain: readonly CertificateFacts[];
  readonly leaf: PeerCertificate;
  /** OpenSSL's verdict on the chain, `CERT_HAS_EXPIRED`; null where it trusts it. */
  readonly chainError: string | null;
  /** The name or address that the certificate must be for. */
  readonly expectedName: string;
  readonly nowMs: number;
}

/**
 * Everything that is wrong with a certificate, most telling first. OpenSSL reports one error; the
 * dates and the name are checked here too, so that an expired certificate for the wrong name
 * shows both.
 */
export function certificateProblems(input: VerifyInput): readonly CertificateProblem[] {
  const { chainError, chain, expectedName, leaf } = input;
  const problems: CertificateProblem[] = [];
  // A chain that OpenSSL trusts may hold an expired cross-signed certificate that nobody needs.
  if (chainError !== null) {
    problems.push(...dateProblems(input));
    const symptom = chainSymptomOf(chainError, chain);
    if (problems.every((problem) => problem.symptom !== symptom)) {
      problems.push({ symptom, detail: chainWords(chainError, chain) });
    }
  }
  const nameError = checkServerIdentity(expectedName, leaf);
  if (nameError) problems.push({ symptom: 'tls.name_mismatch', detail: nameError.message });
  return problems;
}

function* dateProblems({ chain, nowMs }: VerifyInput): Generator<CertificateProblem> {
  const expired = chain.find(({ notAfterMs }) => notAfterMs < nowMs);
  if (expired) {
    const detail = `${expired.subject} expired on ${day(expired.notAfterMs)}`;
    yield { symptom: 'tls.expired', detail };
  }
  const early = chain.find(({ notBeforeMs }) => notBeforeMs > nowMs);
  if (early) {
    const detail = `${early.subject} is valid from ${day(early.notBeforeMs)}`;
    yield { symptom: 'tls.not_yet_valid', detail };
  }
}

function chainSymptomOf(code: string, chain: readonly CertificateFacts[]): NetworkSymptom {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return 'tls.expired';
    case 'CERT_NOT_YET_VALID':
      return 'tls.not_yet_valid';
    case 'CERT_REVOKED':
      return 'tls.revoked';
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return 'tls.self_signed';
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      // A private CA and a forgotten intermediate look the same to OpenSSL. Public CAs write into
      // what they issue where the issuer's certificate is to be had; private ones hardly ever do.
      return chain.at(-1)?.pointsToIssuer ? 'tls.incomplete_chain' : 'tls.unknown_ca';
    default:
      return 'tls.unknown_ca';
  }
}

function chainWords(code: string, chain: readonly CertificateFacts[]): string {
  return `${code}: issued by ${chain.at(-1)?.issuer ?? 'nobody'}`;
}

/** `2026-11-21`, or `an unreadable date`. */
export function day(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString().slice(0, 10) : 'an unreadable date';
}
