import { intercepts } from '../effects/access.ts';
import {
  brokenBehind,
  brokenBehindLlm,
  drops,
  resetsHandshakes,
  swallows,
  unreachable,
} from '../effects/connection.ts';
import { delays, delaysPackets } from '../effects/delay.ts';
import { fine, relayed } from '../effects/effect.ts';
import { type FaultMode, lore, sharing } from './mode.ts';

const pathMode = sharing({
  family: 'network',
  kinds: ['network'],
  access: 1,
  harm: 1,
  partial: true,
  shows: {},
} as const);

/** How the way to a link breaks. */
export const networkModes: readonly FaultMode[] = [
  pathMode({
    id: 'network.blocked',
    title: 'packets vanish on the way',
    remedy: 'trace the route from both ends; check firewalls and security groups changed lately',
    weight: 3,
    effect: swallows,
    confusedWith: ['host.down', 'service.hung', 'network.rejected'],
    decides: 'The same port answers from inside, and silence here is from the first packet on.',
    source: 'itbench-hub/ITBench, fault library: a network policy that blocks a port',
  }),
  pathMode({
    id: 'network.rejected',
    title: 'the network refuses the way',
    remedy: 'check routes and reject rules on the way',
    weight: 2,
    effect: unreachable,
    confusedWith: ['service.refusing', 'network.blocked'],
    decides: 'The refusal comes from a router on the way, and the host itself takes connections.',
    source: lore,
  }),
  pathMode({
    id: 'network.slow',
    title: 'the way is slow',
    remedy: 'compare round-trip times hop by hop; look for a saturated or rerouted segment',
    weight: 2,
    effect: delaysPackets,
    confusedWith: ['service.slow', 'network.lossy', 'network.congested', 'dns.ipv6_first'],
    decides: 'Connecting takes as much longer as answering does: compare the phases of a look.',
    source: lore,
  }),
  // Rare beside faults of the servers that look the same, so that these are blamed where they exist.
  pathMode({
    id: 'network.lossy',
    partial: false,
    title: 'packets get lost on the way',
    remedy: 'count lost packets hop by hop; look for a bad cable, a full queue, a flapping port',
    weight: 0.08,
    effect: {
      direct: {
        tcp: { 'tcp.slow': 0.36, 'tcp.timeout': 0.12, ok: 0.5 },
        tls: { 'tls.timeout': 0.15, 'tcp.timeout': 0.1, ok: 0.72 },
        http: {
          'http.slow': 0.36,
          'http.timeout': 0.08,
          'http.body_timeout': 0.05,
          'tcp.timeout': 0.08,
          ok: 0.4,
        },
        llm: {
          'llm.ttft_slow': 0.2,
          'llm.stall': 0.18,
          'llm.slow_tokens': 0.14,
          'tcp.timeout': 0.08,
          ok: 0.36,
        },
      },
      relayed: delays.relayed,
    },
    confusedWith: ['network.slow', 'engine.overloaded', 'network.blocked'],
    decides:
      'Connecting is fast or a whole second late, nothing between: the first packet was lost.',
    source: 'leptonai/gpud, kernel logs of a network card that lost its carrier six times',
  }),
  pathMode({
    id: 'network.large_packets',
    partial: false,
    title: 'large packets vanish on the way, small ones pass',
    remedy: 'lower the MTU or clamp the segment size on the overlay or the tunnel',
    weight: 0.05,
    effect: {
      direct: {
        tcp: fine,
        tls: { 'tls.timeout': 0.55, ok: 0.42 },
        http: { 'tls.timeout': 0.2, 'http.body_timeout': 0.3, 'http.timeout': 0.14, ok: 0.33 },
        llm: { 'tls.timeout': 0.2, 'llm.ttft_timeout': 0.3, 'llm.stall': 0.14, ok: 0.33 },
      },
      relayed: relayed(
        { 'http.504': 0.3, 'http.timeout': 0.2, 'http.502': 0.1, ok: 0.38 },
        { 'http.504': 0.3, 'llm.ttft_timeout': 0.24, 'http.502': 0.08, ok: 0.36 },
      ),
    },
    confusedWith: ['service.hung', 'engine.hung', 'network.blocked'],
    decides: 'Grow the request until it hangs, or ping with a large packet that may not be split.',
    source: lore,
  }),
  pathMode({
    id: 'network.congested',
    partial: false,
    title: 'the way is narrow: connecting is quick and bytes come slowly',
    remedy: 'find who fills the segment; move bulk copies of weights to another hour or way',
    weight: 0.08,
    effect: {
      direct: {
        tcp: { ok: 0.85, 'tcp.slow': 0.12 },
        tls: { ok: 0.9, 'tls.timeout': 0.05 },
        http: { 'http.slow': 0.5, 'http.body_timeout': 0.2, ok: 0.26 },
        llm: {
          'llm.slow_tokens': 0.34,
          'llm.ttft_slow': 0.26,
          'llm.stall': 0.1,
          ok: 0.26,
        },
      },
      relayed: delays.relayed,
    },
    confusedWith: ['network.slow', 'service.slow', 'engine.cpu_fallback'],
    decides: 'Small answers are quick and large ones take long, whoever serves them on that way.',
    source: lore,
  }),
  pathMode({
    id: 'network.cuts',
    partial: false,
    title: 'something on the way ends open connections',
    remedy: 'compare idle limits of firewalls and address translation with how long answers pause',
    weight: 0.03,
    effect: {
      direct: {
        tcp: fine,
        tls: { ok: 0.9, 'tls.reset': 0.06 },
        http: { 'http.reset': 0.3, 'http.closed': 0.1, 'http.truncated': 0.1, ok: 0.46 },
        llm: { 'llm.stream_truncated': 0.42, 'http.reset': 0.2, 'llm.stall': 0.14, ok: 0.2 },
      },
      relayed: drops.relayed,
    },
    confusedWith: ['stream.truncated', 'service.resets'],
    decides:
      'The server logs that its client went away at the moment when the client says the same.',
    source: 'octos-org/octos#1533',
  }),
  pathMode({
    id: 'network.resets',
    title: 'something on the way resets connections as they are made',
    remedy:
      'ask who runs filters on the way which names and ports they let through; count resets by member',
    weight: 0.03,
    effect: resetsHandshakes,
    confusedWith: ['service.resets', 'network.cuts', 'network.intercepted'],
    decides:
      'From another network the same handshake succeeds, or the reset comes sooner than the server can answer.',
    source: lore,
  }),
  pathMode({
    id: 'network.intercepted',
    partial: false,
    title: 'a filter on the way answers in its place',
    remedy: 'ask the owner of the filter for an exception, or go through the proxy it wants',
    weight: 0.03,
    effect: { direct: intercepts.direct, relayed: relayed(brokenBehind, brokenBehindLlm) },
    confusedWith: ['certificate.intercepted', 'auth.not_permitted'],
    decides: 'From another network the same request meets the real service.',
    source: 'Aider-AI/aider#77',
  }),
];
