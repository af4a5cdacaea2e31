import { distrusts, misleads, misnames } from '../effects/access.ts';
import { harmless, type Weights } from '../effects/effect.ts';
import type { FaultMode } from './mode.ts';

/** How names break. */
function nameMode(
  id: string,
  symptom: string,
  weight: number,
  title: string,
  remedy: string,
  also: Weights = {},
): FaultMode {
  return {
    id,
    kinds: ['dns'],
    title,
    remedy,
    weight,
    effect: misnames({ [symptom]: 0.84 }),
    access: 1,
    harm: 1,
    partial: false,
    shows: { dns: { [symptom]: 0.95, ...also } },
  };
}

export const nameModes: readonly FaultMode[] = [
  nameMode(
    'dns.name_missing',
    'dns.nxdomain',
    3,
    'the name does not exist (NXDOMAIN)',
    'restore the record in its zone, then check the last change of the zone',
    { 'dns.badname': 0.02 },
  ),
  nameMode(
    'dns.empty',
    'dns.nodata',
    2,
    'the name has no address record',
    'restore the address record; an empty answer is often a half-done automatic update',
  ),
  nameMode(
    'dns.server_failure',
    'dns.servfail',
    2,
    'its name server fails (SERVFAIL)',
    'ask the authoritative servers directly; check DNSSEC signatures and the forwarder',
    { 'dns.malformed': 0.03 },
  ),
  nameMode(
    'dns.refused',
    'dns.refused',
    1,
    'its name server refuses to answer',
    "check the name server's access list and that it still serves the zone",
  ),
  nameMode(
    'dns.silent',
    'dns.timeout',
    2,
    'its name server does not answer',
    'ask another resolver; check the path and the load of this one',
    { 'dns.slow': 0.02 },
  ),
  nameMode(
    'dns.down',
    'dns.resolver_unreachable',
    2,
    'its name server is down',
    'start the name server, or point resolv.conf at another',
    { 'dns.timeout': 0.1 },
  ),
  {
    ...nameMode(
      'dns.wrong_address',
      'dns.wrong_answer',
      2,
      'the name leads to the wrong address',
      'compare the record with what is deployed; look for an old or foreign answer in a cache',
    ),
    effect: misleads,
  },
  {
    ...nameMode('dns.slow', 'dns.slow', 1, 'its name server is slow', 'ask another resolver'),
    effect: harmless,
    harm: 0,
  },
];

/** How certificates break. */
function certificateMode(
  id: string,
  symptoms: Weights,
  weight: number,
  title: string,
  remedy: string,
): FaultMode {
  return {
    id,
    kinds: ['certificate'],
    title,
    remedy,
    weight,
    effect: distrusts(symptoms),
    access: 1,
    harm: 1,
    partial: false,
    shows: {},
  };
}

export const certificateModes: readonly FaultMode[] = [
  certificateMode(
    'certificate.expired',
    { 'tls.expired': 0.97 },
    4,
    'the certificate has expired',
    'renew it and reload the server; then find out why the renewal did not run',
  ),
  certificateMode(
    'certificate.not_yet_valid',
    { 'tls.not_yet_valid': 0.97 },
    1,
    'the certificate is not valid yet',
    'check the clock here and at the issuer before anything else',
  ),
  certificateMode(
    'certificate.wrong_name',
    { 'tls.name_mismatch': 0.97 },
    2,
    'the certificate is for another name',
    'serve the certificate of this name; check SNI and the default server',
  ),
  certificateMode(
    'certificate.untrusted',
    {
      'tls.unknown_ca': 0.5,
      'tls.self_signed': 0.25,
      'tls.incomplete_chain': 0.2,
      'tls.revoked': 0.03,
    },
    3,
    'the certificate is not trusted',
    'serve the whole chain of a trusted issuer, or install the issuer here if it is your own',
  ),
  {
    ...certificateMode(
      'certificate.expiring',
      { 'tls.expiring': 0.97 },
      2,
      'the certificate expires soon',
      'renew it now, while nothing is broken',
    ),
    // Only a look that asks for the dates sees it; nobody is refused yet.
    effect: {
      direct: {
        tcp: { ok: 1 },
        tls: { 'tls.expiring': 0.97 },
        http: { ok: 1 },
        llm: { ok: 1 },
      },
      relayed: harmless.relayed,
    },
  },
  certificateMode(
    'certificate.handshake',
    {
      'tls.protocol': 0.35,
      'tls.cipher': 0.2,
      'tls.client_certificate': 0.2,
      'tls.alert': 0.12,
      'tls.plaintext': 0.1,
    },
    1,
    'the two sides cannot agree on how to speak TLS',
    'compare protocol versions, ciphers and client certificates of both sides with the last change',
  ),
];
