import { misleads, misnames } from '../effects/access.ts';
import { delaysLookups } from '../effects/delay.ts';
import { type FaultMode, lore, sharing } from './mode.ts';

const nameMode = sharing({
  family: 'name',
  kinds: ['dns'],
  access: 1,
  harm: 1,
  partial: false,
} as const);

/** What answers for a name, where it is a link of its own. */
const nameServers = ['service', 'container', 'process', 'host'] as const;

/** How the name server's own answer tells that a name is broken. */
export const nameModes: readonly FaultMode[] = [
  nameMode({
    id: 'dns.name_missing',
    title: 'the name does not exist (NXDOMAIN)',
    remedy: 'restore the record in its zone, then check the last change of the zone',
    weight: 3,
    effect: misnames({ 'dns.nxdomain': 0.84 }),
    shows: { dns: { 'dns.nxdomain': 0.95, 'dns.badname': 0.02 } },
    confusedWith: ['dns.machine_lookup', 'service.unreachable', 'dns.empty'],
    decides: 'Ask the same server for a sibling name: that one resolves, so the server is well.',
    source: lore,
  }),
  nameMode({
    id: 'dns.empty',
    title: 'the name has no address record',
    remedy: 'restore the address record; an empty answer is often a half-done automatic update',
    weight: 2,
    effect: misnames({ 'dns.nodata': 0.84 }),
    shows: { dns: { 'dns.nodata': 0.95 } },
    confusedWith: ['service.unreachable', 'dns.name_missing'],
    decides:
      'The server says NOERROR with no address, and connections that were open before still work.',
    source: 'AWS us-east-1, October 2025, post-event summary',
  }),
  nameMode({
    id: 'dns.server_failure',
    title: 'its name server fails (SERVFAIL)',
    remedy: 'ask the authoritative servers directly; check DNSSEC signatures and the forwarder',
    weight: 2,
    effect: misnames({ 'dns.servfail': 0.84 }),
    shows: { dns: { 'dns.servfail': 0.95, 'dns.malformed': 0.03 } },
    broughtBy: nameServers,
    confusedWith: ['dns.signature', 'dns.silent'],
    decides: 'Ask the resolver by its address, then the authoritative server: which of them fails?',
    source: 'OpenAI, 11 December 2024, post-mortem',
  }),
  nameMode({
    id: 'dns.refused',
    title: 'its name server refuses to answer',
    remedy: "check the name server's access list and that it still serves the zone",
    weight: 1,
    effect: misnames({ 'dns.refused': 0.84 }),
    shows: { dns: { 'dns.refused': 0.95 } },
    broughtBy: nameServers,
    confusedWith: ['dns.server_failure'],
    decides: 'The code is REFUSED, and a client inside the access list is answered.',
    source: lore,
  }),
  nameMode({
    id: 'dns.silent',
    title: 'its name server does not answer',
    remedy: 'ask another resolver; check the path and the load of this one',
    weight: 2,
    effect: misnames({ 'dns.timeout': 0.84 }),
    shows: { dns: { 'dns.timeout': 0.95, 'dns.slow': 0.02 } },
    broughtBy: nameServers,
    confusedWith: ['dns.down', 'dns.some_servers', 'network.blocked'],
    decides: 'Every question times out, over TCP too, while other hosts of that network answer.',
    source: lore,
  }),
  nameMode({
    id: 'dns.down',
    title: 'its name server is down',
    remedy: 'start the name server, or point resolv.conf at another',
    weight: 2,
    effect: misnames({ 'dns.resolver_unreachable': 0.84 }),
    shows: { dns: { 'dns.resolver_unreachable': 0.95, 'dns.timeout': 0.1 } },
    broughtBy: nameServers,
    confusedWith: ['dns.silent', 'network.rejected'],
    decides: "The resolver's port refuses, and its host answers on other ports.",
    source: lore,
  }),
  nameMode({
    id: 'dns.wrong_address',
    title: 'the name leads to the wrong address',
    remedy:
      'compare the record with what is deployed; look for an old or foreign answer in a cache',
    weight: 2,
    effect: misleads,
    shows: { dns: { 'dns.wrong_answer': 0.95 } },
    confusedWith: ['dns.stale_answer', 'dns.split_horizon', 'service.crashed'],
    decides:
      'The authoritative server itself gives an address at which the service does not stand.',
    source: lore,
  }),
  nameMode({
    id: 'dns.slow',
    title: 'its name server is slow',
    remedy: 'ask another resolver',
    weight: 1,
    effect: delaysLookups,
    harm: 0.5,
    shows: { dns: { 'dns.slow': 0.95 } },
    broughtBy: nameServers,
    confusedWith: ['dns.some_servers', 'network.slow'],
    decides:
      'The same question to another resolver is fast, and connecting by address is fast too.',
    source: lore,
  }),
];
