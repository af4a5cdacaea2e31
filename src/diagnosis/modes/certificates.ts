import { distrusts } from '../effects/access.ts';
import { harmless, type Weights } from '../effects/effect.ts';
import { type FaultMode, lore, sharing } from './mode.ts';

const certificateMode = sharing({
  family: 'certificate',
  kinds: ['certificate'],
  access: 1,
  harm: 1,
  partial: false,
  shows: {},
} as const);

/** What a client says of an issuer that it does not trust, whoever issued it. */
const untrusted: Weights = {
  'tls.unknown_ca': 0.5,
  'tls.self_signed': 0.25,
  'tls.incomplete_chain': 0.2,
  'tls.revoked': 0.03,
};

/** How certificates and handshakes break. */
export const certificateModes: readonly FaultMode[] = [
  certificateMode({
    id: 'certificate.expired',
    title: 'the certificate has expired',
    remedy: 'renew it and reload the server; then find out why the renewal did not run',
    weight: 4,
    effect: distrusts({ 'tls.expired': 0.97 }),
    confusedWith: ['certificate.uneven', 'host.clock', 'service.errors'],
    decides: 'Read its last day, and compare the clock here with the Date of any HTTPS answer.',
    source: 'Azure, 29 February 2012, summary of the service disruption',
  }),
  certificateMode({
    id: 'certificate.not_yet_valid',
    title: 'the certificate is not valid yet',
    remedy: 'check the clock here and at the issuer before anything else',
    weight: 1,
    effect: distrusts({ 'tls.not_yet_valid': 0.97 }),
    confusedWith: ['host.clock'],
    decides: 'Compare the clock here with the Date of any HTTPS answer.',
    source: lore,
  }),
  certificateMode({
    id: 'certificate.wrong_name',
    title: 'the certificate is for another name',
    remedy: 'serve the certificate of this name; check SNI and the default server',
    weight: 2,
    effect: distrusts({ 'tls.name_mismatch': 0.97 }),
    confusedWith: ['certificate.default_server', 'dns.wrong_address', 'dns.intercepted'],
    decides: 'Compare its names with the name asked for, and with the owner of the address.',
    source: 'aiwaves-cn/agents#144',
  }),
  certificateMode({
    id: 'certificate.untrusted',
    title: 'the certificate is not trusted',
    remedy:
      'serve the whole chain of a trusted issuer, or install the issuer here if it is your own',
    weight: 3,
    effect: distrusts(untrusted),
    confusedWith: ['certificate.intercepted', 'certificate.intermediate_missing'],
    decides: 'Read the issuer: is it the one that the owner of the name uses?',
    source: lore,
  }),
  certificateMode({
    id: 'certificate.expiring',
    title: 'the certificate expires soon',
    remedy: 'renew it now, while nothing is broken',
    weight: 2,
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
    confusedWith: ['certificate.expired'],
    decides: 'Its last day is still to come, and everybody is served.',
    source: lore,
  }),
  certificateMode({
    id: 'certificate.handshake',
    title: 'the two sides cannot agree on how to speak TLS',
    remedy:
      'compare protocol versions, ciphers and client certificates of both sides with the last change',
    weight: 1,
    effect: distrusts({
      'tls.protocol': 0.35,
      'tls.cipher': 0.2,
      'tls.client_certificate': 0.2,
      'tls.alert': 0.12,
      'tls.plaintext': 0.1,
    }),
    confusedWith: ['certificate.client', 'service.wrong_protocol'],
    decides: 'Offer one protocol version after the other, and see which the server takes.',
    source: lore,
  }),
  certificateMode({
    id: 'certificate.intermediate_missing',
    title: 'the server does not send the intermediate certificate',
    remedy: "install the full chain in the server; browsers hide this, programs don't",
    weight: 0.24,
    effect: distrusts({ 'tls.incomplete_chain': 0.9, 'tls.unknown_ca': 0.07 }),
    confusedWith: ['certificate.untrusted', 'certificate.intercepted'],
    decides: 'Count the certificates that the server sends: the issuer of the first is not there.',
    source: 'Aider-AI/aider#77 and BerriAI/litellm#9848: the same words for two causes',
  }),
  certificateMode({
    id: 'certificate.revoked',
    title: 'the certificate was revoked',
    remedy: 'have a new one issued with a new key; ask the issuer why it revoked this one',
    weight: 0.09,
    effect: distrusts({ 'tls.revoked': 0.94 }),
    // Many clients do not ask, or believe an old answer for as long as it is good.
    harm: 0.5,
    confusedWith: ['certificate.untrusted'],
    decides: "Ask the issuer's revocation service for the serial number.",
    source: lore,
  }),
  certificateMode({
    id: 'certificate.client',
    title: 'the server wants a client certificate that is missing or no longer good',
    remedy: 'present a client certificate of the issuer that the server names; look at its dates',
    weight: 0.15,
    effect: distrusts({ 'tls.client_certificate': 0.78, 'tls.alert': 0.18 }),
    confusedWith: ['certificate.handshake', 'auth.key_revoked'],
    decides: 'The handshake asks for a client certificate and names the issuers that it takes.',
    source: lore,
  }),
  certificateMode({
    id: 'certificate.default_server',
    title: 'the server does not know the name, and shows the certificate of its default site',
    remedy: 'add the name to the server that ends TLS; send SNI where a client leaves it out',
    weight: 0.12,
    effect: distrusts({ 'tls.name_mismatch': 0.5, 'tls.alert': 0.3, 'tls.self_signed': 0.16 }),
    confusedWith: ['certificate.wrong_name', 'dns.wrong_address'],
    decides: 'A handshake without a name gives the same certificate as one with it.',
    source: lore,
  }),
  certificateMode({
    id: 'certificate.intercepted',
    title: 'a proxy on the way decrypts, and signs with an issuer of its own',
    remedy: 'install the issuer of the proxy for this program, or take the way around the proxy',
    weight: 0.15,
    effect: distrusts(untrusted),
    confusedWith: ['certificate.untrusted', 'service.errors'],
    decides: 'From another network the same name has a certificate of another issuer.',
    source: 'Aider-AI/aider#77; BerriAI/litellm#9848',
  }),
  certificateMode({
    id: 'certificate.uneven',
    title: 'one of the servers behind the name still presents an old certificate',
    remedy: 'reload every server behind the name; ask each by its address',
    weight: 0.12,
    effect: distrusts({
      'tls.expired': 0.22,
      'tls.name_mismatch': 0.08,
      'tls.unknown_ca': 0.08,
      'tls.incomplete_chain': 0.04,
      ok: 0.56,
    }),
    confusedWith: ['certificate.expired', 'certificate.untrusted'],
    decides: 'Shake hands with every address of the name: the serial numbers differ.',
    source: lore,
  }),
];
