import { swallows } from '../effects/connection.ts';
import { delays } from '../effects/delay.ts';
import { type Effect, harmless, relayed } from '../effects/effect.ts';
import { type FaultMode, lore, sharing } from './mode.ts';

const hostPathMode = sharing({
  family: 'host',
  kinds: ['host'],
  access: 1,
  harm: 1,
  partial: false,
} as const);

/** What is lost at a full table or a flapping card, and what callers make of it. */
function losesConnections(share: number, whileStreaming: number): Effect {
  const kept = 1 - share;
  return {
    direct: {
      tcp: { 'tcp.timeout': share * 0.85, 'tcp.slow': share * 0.15, ok: kept },
      tls: { 'tcp.timeout': share * 0.8, 'tls.timeout': share * 0.2, ok: kept },
      http: { 'tcp.timeout': share * 0.7, 'http.timeout': share * 0.3, ok: kept },
      llm: {
        'tcp.timeout': share * 0.7,
        'llm.ttft_timeout': share * 0.3,
        'llm.stall': whileStreaming,
        'llm.stream_truncated': whileStreaming,
        ok: Math.max(0.05, kept - 2 * whileStreaming),
      },
    },
    relayed: relayed({ 'http.504': share * 0.6, 'http.502': share * 0.4, ok: kept }),
  };
}

/** How a machine is not reached, in whole or in part, or is reached and slow: seen from outside. */
export const hostPathModes: readonly FaultMode[] = [
  hostPathMode({
    id: 'host.down',
    weight: 2,
    title: 'the host does not answer',
    remedy: 'look at it from its console or its provider; restart it if it hangs',
    effect: swallows,
    shows: {},
    confusedWith: ['network.blocked', 'service.unreachable'],
    decides: 'Nothing on it answers, from its neighbours in the same rack either.',
    source: 'OpenAI, 10 June 2025: an update took GPU nodes off the network',
  }),
  hostPathMode({
    id: 'host.card_flaps',
    family: 'network',
    weight: 0.09,
    title: 'its network card loses its link now and then',
    remedy: 'drain the host; reseat or replace cable and card; count the losses of carrier',
    effect: losesConnections(0.44, 0.14),
    partial: true,
    shows: {
      host: { 'host.link_flaps': 0.45, 'host.link_errors': 0.15, 'host.link_down': 0.12, ok: 0.25 },
    },
    confusedWith: ['network.lossy', 'host.down', 'engine.ranks_wait'],
    decides: 'Its kernel log counts lost carriers; its neighbours on the same switch are well.',
    source: 'leptonai/gpud and Azure/azurehpc-health-checks, captures of flapping links',
  }),
  hostPathMode({
    id: 'host.connection_table',
    weight: 0.06,
    title: 'its table of connections is full: new ones get no answer, old ones go on',
    remedy: 'raise the limit of tracked connections; find who opens so many',
    effect: losesConnections(0.7, 0.01),
    // How full it is changes by the second, and with it how many are turned away.
    partial: true,
    harm: 0.8,
    shows: { host: { 'host.connection_table_full': 0.9, ok: 0.08 } },
    confusedWith: ['network.blocked', 'network.lossy', 'host.descriptors'],
    decides: 'Connections that are open go on, and the kernel log says that the table is full.',
    source: lore,
  }),
  hostPathMode({
    id: 'host.link_down',
    family: 'network',
    weight: 0.15,
    title: 'one of its network interfaces has no link',
    remedy: 'look at cable, card and switch port; see whether a bond or a rail lost its half',
    effect: losesConnections(0.5, 0.05),
    harm: 0.6,
    shows: { host: { 'host.link_down': 0.93 } },
    confusedWith: ['host.card_flaps', 'host.down', 'network.blocked'],
    decides: 'ip link says NO-CARRIER, and the port of the switch is dark.',
    source: 'facebookresearch/gcm, captures of interfaces that are down',
  }),
  hostPathMode({
    id: 'host.stolen',
    weight: 0.05,
    title: 'its processors are lent to other machines on the same hardware',
    remedy: 'ask the provider for another machine, or move the work',
    effect: delays,
    shows: { host: { 'host.cpu_stolen': 0.85, ok: 0.08, 'host.load': 0.05 } },
    confusedWith: ['host.load', 'service.slow'],
    decides: 'Its count of stolen processor time rises while it is idle by itself.',
    source: lore,
  }),
  hostPathMode({
    id: 'host.agent_lost',
    family: 'container runtime',
    weight: 0.15,
    title: 'its orchestrator has lost sight of it, while it goes on serving',
    remedy: 'repair the way from its agent to the orchestrator; do not drain what still serves',
    effect: harmless,
    harm: 0,
    shows: { host: { ok: 1 } },
    confusedWith: ['host.down'],
    decides: 'Ask what runs on it directly: it answers, whatever the orchestrator says.',
    source: 'leptonai/gpud, agent log of a node that was called not ready',
  }),
];
