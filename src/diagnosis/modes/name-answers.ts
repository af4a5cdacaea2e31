import { intercepts, misleads, misnames } from '../effects/access.ts';
import { brokenBehind, brokenBehindLlm } from '../effects/connection.ts';
import { delays } from '../effects/delay.ts';
import { all, relayed } from '../effects/effect.ts';
import { type FaultMode, lore, sharing } from './mode.ts';

const nameMode = sharing({
  family: 'name',
  kinds: ['dns'],
  access: 1,
  harm: 1,
  partial: false,
} as const);

/** How an answer that came is not the right one, or not the same for everybody. Rarer, all of them. */
export const nameAnswerModes: readonly FaultMode[] = [
  nameMode({
    id: 'dns.stale_answer',
    title: 'some caches still hand out the old address',
    remedy: 'wait for the lifetime of the record to pass; keep the old address serving until then',
    weight: 0.18,
    effect: misleads,
    shows: { dns: { 'dns.wrong_answer': 0.5, ok: 0.47 } },
    confusedWith: ['dns.wrong_address', 'service.crashed'],
    decides:
      'Resolvers differ, and failures spread over the lifetime of the record after its change.',
    source: 'OpenAI, 11 December 2024, post-mortem: caches hid the failure for its first minutes',
  }),
  nameMode({
    id: 'dns.split_horizon',
    title: 'the name has another answer here than inside its network',
    remedy:
      'link the private zone to the network that asks; compare with the private address range',
    weight: 0.09,
    effect: {
      direct: {
        tcp: { ok: 0.55, 'tcp.timeout': 0.4 },
        tls: { ok: 0.5, 'tcp.timeout': 0.4, 'tls.name_mismatch': 0.06 },
        http: { 'http.403': 0.48, 'tcp.timeout': 0.38, 'http.404': 0.05 },
        llm: { 'llm.permission': 0.3, 'http.403': 0.2, 'tcp.timeout': 0.38, 'http.404': 0.05 },
      },
      relayed: relayed(brokenBehind, brokenBehindLlm),
    },
    shows: { dns: { 'dns.wrong_answer': 0.9, ok: 0.07 } },
    confusedWith: ['dns.wrong_address', 'auth.not_permitted'],
    decides: 'Asked from inside the private network, the name has an address of that network.',
    source: lore,
  }),
  nameMode({
    id: 'dns.intercepted',
    title: 'something on the way answers for the name: a filter or a login page',
    remedy: 'ask a resolver over an encrypted path; ask the network for an exception',
    weight: 0.06,
    effect: intercepts,
    shows: { dns: { 'dns.wrong_answer': 0.93 } },
    confusedWith: ['dns.wrong_address', 'certificate.wrong_name'],
    decides: 'Whoever answers at that address holds a certificate of somebody else altogether.',
    source: lore,
  }),
  nameMode({
    id: 'dns.machine_lookup',
    title: 'its server answers well, and this machine looks the name up in another way',
    remedy:
      'compare /etc/hosts, the search list and the order of sources with a machine that works',
    weight: 0.12,
    effect: misnames({ 'dns.nxdomain': 0.5, 'dns.servfail': 0.14, 'dns.timeout': 0.14 }),
    shows: { dns: { ok: 0.96, 'dns.slow': 0.02 } },
    confusedWith: ['dns.name_missing', 'service.name_fails'],
    decides: "Compare the server's own answer with what getent says on the machine that fails.",
    source: lore,
  }),
  nameMode({
    id: 'dns.ipv6_first',
    title: 'offers an IPv6 address whose way is broken, and clients try it first',
    remedy: 'withdraw the AAAA record or repair the IPv6 route',
    weight: 0.03,
    effect: {
      direct: {
        tcp: { 'tcp.slow': 0.42, 'tcp.timeout': 0.22, 'tcp.unreachable': 0.08, ok: 0.25 },
        tls: { 'tcp.timeout': 0.2, ok: 0.78 },
        http: { 'http.slow': 0.4, 'tcp.timeout': 0.2, ok: 0.36 },
        llm: { 'llm.ttft_slow': 0.3, 'tcp.timeout': 0.2, ok: 0.46 },
      },
      relayed: delays.relayed,
    },
    shows: { dns: { ok: 0.96 } },
    confusedWith: ['network.slow', 'service.slow'],
    decides: 'The same request forced over IPv4 is fast, and over IPv6 hangs.',
    source: lore,
  }),
  nameMode({
    id: 'dns.signature',
    title: 'its signatures do not validate, so strict resolvers fail',
    remedy: 'renew the signatures of the zone or its DS record at the parent',
    weight: 0.09,
    effect: misnames({ 'dns.servfail': 0.84 }),
    shows: { dns: { 'dns.servfail': 0.95, 'dns.malformed': 0.03 } },
    confusedWith: ['dns.server_failure'],
    decides: 'Asked with checking disabled (dig +cd), the same resolver gives the address.',
    source: lore,
  }),
  nameMode({
    id: 'dns.some_servers',
    partial: true,
    title: 'one of its name servers does not answer, and clients try it first',
    remedy: 'take the dead server out of resolv.conf or of the delegation',
    weight: 0.12,
    effect: {
      direct: all({ 'dns.timeout': 0.15, 'dns.servfail': 0.05, ok: 0.78 }),
      relayed: delays.relayed,
    },
    shows: { dns: { 'dns.slow': 0.42, 'dns.timeout': 0.2, ok: 0.36 } },
    confusedWith: ['dns.slow', 'dns.silent'],
    decides: 'Ask each name server by its own address: one of them is silent.',
    source: lore,
  }),
  nameMode({
    id: 'dns.garbled',
    title: 'what answers there does not speak DNS',
    remedy: 'see what listens on the port of the name server, and what rewrites answers on the way',
    weight: 0.06,
    effect: misnames({ 'dns.malformed': 0.7, 'dns.servfail': 0.14 }),
    shows: { dns: { 'dns.malformed': 0.93 } },
    confusedWith: ['dns.server_failure'],
    decides: 'The bytes that come back are no DNS message for this question.',
    source: lore,
  }),
  nameMode({
    id: 'dns.invalid_name',
    title: 'the name as it is configured is no DNS name',
    remedy: 'correct the name where it is configured: a space, a scheme or a path slipped in',
    weight: 0.06,
    effect: misnames({ 'dns.badname': 0.86 }),
    shows: { dns: { 'dns.badname': 0.95 } },
    confusedWith: ['dns.name_missing'],
    decides: 'Read the configured name letter by letter: no server was ever asked.',
    source: lore,
  }),
];
