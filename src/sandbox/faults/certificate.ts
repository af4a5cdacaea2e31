import { type FaultDefinition, onService } from './fault.ts';

const edge = onService('edge');
const link = 'certificate';

export const certificateFaults: readonly FaultDefinition[] = [
  {
    name: 'certificate-expired',
    link,
    mode: 'certificate.expired',
    title: 'the edge shows a certificate that ended yesterday',
    effect: edge.set({ certificate: 'expired' }),
    seen: 'CERT_HAS_EXPIRED',
  },
  {
    name: 'certificate-not-yet-valid',
    link,
    mode: 'certificate.not_yet_valid',
    title: 'the edge shows a certificate that begins the day after tomorrow',
    effect: edge.set({ certificate: 'not-yet-valid' }),
    seen: 'CERT_NOT_YET_VALID',
  },
  {
    name: 'certificate-wrong-name',
    link,
    mode: 'certificate.wrong_name',
    title: 'the edge shows a certificate for another name',
    effect: edge.set({ certificate: 'wrong-name' }),
    seen: 'ERR_TLS_CERT_ALTNAME_INVALID',
  },
  {
    name: 'certificate-untrusted',
    link,
    mode: 'certificate.untrusted',
    title: 'the edge shows a certificate of an unknown authority',
    effect: edge.set({ certificate: 'untrusted' }),
    seen: 'SELF_SIGNED_CERT_IN_CHAIN',
  },
  {
    name: 'certificate-expiring',
    link,
    mode: 'certificate.expiring',
    title: 'the certificate of the edge ends in two days',
    effect: edge.set({ certificate: 'expiring' }),
    seen: 'ends in 2 days',
  },
];
