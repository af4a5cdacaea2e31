import { distrusts, misnames } from '../effects/access.ts';
import { swallows, unreachable } from '../effects/connection.ts';
import type { Effect } from '../effects/effect.ts';
import { type FaultMode, servingKinds } from './mode.ts';

/**
 * Faults on the way to a link whose name, certificate or path is no link of its own in the chain.
 * They are rare beside those of links that stand for the way, so that these are blamed where they
 * exist.
 */
function arrivalMode(id: string, effect: Effect, title: string, remedy: string): FaultMode {
  return {
    id,
    kinds: servingKinds,
    title,
    remedy,
    weight: 0.4,
    effect,
    access: 1,
    harm: 1,
    partial: false,
    shows: {},
  };
}

export const arrivalModes: readonly FaultMode[] = [
  arrivalMode(
    'service.name_fails',
    misnames({
      'dns.nxdomain': 0.4,
      'dns.timeout': 0.16,
      'dns.servfail': 0.14,
      'dns.nodata': 0.12,
      'dns.resolver_unreachable': 0.1,
      'dns.refused': 0.05,
    }),
    'the name in its address does not resolve',
    'ask for the name by hand, here and at another resolver; then check its record',
  ),
  arrivalMode(
    'service.certificate',
    distrusts({
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
    'its certificate is not accepted',
    'look at the certificate that it presents: dates, name, issuer, chain',
  ),
  arrivalMode(
    'service.unreachable',
    swallows,
    'packets to it vanish',
    'check that its host is up, then firewalls and routes on the way',
  ),
  arrivalMode(
    'service.rejected',
    unreachable,
    'the network refuses the way to it',
    'check routes and reject rules on the way',
  ),
];
