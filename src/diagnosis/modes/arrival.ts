import { distrusts, misnames } from '../effects/access.ts';
import { swallows, unreachable } from '../effects/connection.ts';
import { type FaultMode, lore, servingKinds, sharing } from './mode.ts';

/**
 * Faults on the way to a link whose name, certificate or path is no link of its own in the chain.
 * They are rare beside those of links that stand for the way, so that these are blamed where they
 * exist.
 */
const arrivalMode = sharing({
  kinds: servingKinds,
  weight: 0.4,
  access: 1,
  harm: 1,
  partial: false,
  shows: {},
});

export const arrivalModes: readonly FaultMode[] = [
  arrivalMode({
    id: 'service.name_fails',
    family: 'name',
    effect: misnames({
      'dns.nxdomain': 0.4,
      'dns.timeout': 0.16,
      'dns.servfail': 0.14,
      'dns.nodata': 0.12,
      'dns.resolver_unreachable': 0.1,
      'dns.refused': 0.05,
    }),
    title: 'the name in its address does not resolve',
    remedy: 'ask for the name by hand, here and at another resolver; then check its record',
    confusedWith: ['service.unreachable', 'dns.name_missing'],
    decides: 'Connect by address instead of by name: the service answers.',
    source: 'vibrantlabsai/ragas#1637: a name that failed was reported as a connection error',
  }),
  arrivalMode({
    id: 'service.certificate',
    family: 'certificate',
    effect: distrusts({
      'tls.expired': 0.28,
      'tls.unknown_ca': 0.16,
      'tls.name_mismatch': 0.16,
      'tls.self_signed': 0.1,
      'tls.incomplete_chain': 0.1,
      'tls.protocol': 0.06,
      'tls.not_yet_valid': 0.04,
      'tls.client_certificate': 0.04,
      'tls.alert': 0.03,
    }),
    title: 'its certificate is not accepted',
    remedy: 'look at the certificate that it presents: dates, name, issuer, chain',
    confusedWith: ['certificate.intercepted', 'host.clock'],
    decides: 'The port takes connections and the handshake fails, from every machine alike.',
    source: 'run-llama/llama_cloud_services#348',
  }),
  arrivalMode({
    id: 'service.unreachable',
    family: 'network',
    effect: swallows,
    title: 'packets to it vanish',
    remedy: 'check that its host is up, then firewalls and routes on the way',
    confusedWith: ['service.hung', 'network.blocked', 'host.down'],
    decides: 'Not even a connection stands: a server that only hangs would accept it.',
    source: lore,
  }),
  arrivalMode({
    id: 'service.rejected',
    family: 'network',
    effect: unreachable,
    title: 'the network refuses the way to it',
    remedy: 'check routes and reject rules on the way',
    confusedWith: ['service.refusing', 'network.rejected'],
    decides: 'From a machine in its own network it takes connections.',
    source: lore,
  }),
];
