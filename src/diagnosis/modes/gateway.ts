import { swallows } from '../effects/connection.ts';
import { gateway } from '../effects/gateway.ts';
import { type FaultMode, lore, sharing } from './mode.ts';

/** They show in requests: the gateway's own health check has no backend. */
const gatewayMode = sharing({
  family: 'gateway',
  kinds: ['gateway', 'router'],
  access: 0.05,
  harm: 1,
  partial: true,
  shows: { process: { ok: 1 }, docker: { ok: 1 } },
} as const);

/** What its cloud shows of it where it finds nobody healthy behind it. */
const noTarget = {
  'cloud.no_healthy_target': 0.7,
  'cloud.some_targets_unhealthy': 0.15,
  'cloud.missing': 0.05,
  ok: 0.1,
} as const;

/** How gateways and routers break that are alive and well by themselves. */
export const gatewayModes: readonly FaultMode[] = [
  gatewayMode({
    id: 'gateway.gives_up_early',
    partial: false,
    title: 'gives up before the answer is there',
    remedy: 'raise its read timeout above the slowest good answer, or let streams send heartbeats',
    weight: 0.15,
    effect: gateway.givesUpEarly,
    confusedWith: ['engine.hung', 'service.slow', 'stream.truncated'],
    decides: 'It fails after the same round number of seconds, and the backend logs a good answer.',
    source: 'onyx-dot-app/onyx#10247; NVIDIA/nvcf#1060',
  }),
  gatewayMode({
    id: 'gateway.holds_back',
    title: 'holds streams back and hands them on in one piece',
    remedy: 'switch response buffering off for streams; look for compression on the way',
    weight: 0.08,
    effect: gateway.holdsBack,
    partial: false,
    confusedWith: ['service.slow', 'engine.overloaded', 'network.slow'],
    decides: 'Behind it all tokens come at one moment; asked directly, they come one by one.',
    source: 'langwatch/langwatch#7020; skyflo-ai/skyflo#46',
  }),
  gatewayMode({
    id: 'gateway.no_backend',
    title: 'believes that it has no healthy backend',
    remedy: 'compare its health checks and its list of backends with what really answers',
    weight: 0.12,
    // Half of them say so in their health check.
    access: 0.6,
    effect: gateway.hasNoBackend,
    shows: {
      process: { ok: 1 },
      docker: { ok: 1 },
      modelserver: {
        'server.deployment_down': 0.55,
        'server.part_down': 0.2,
        'server.not_ready': 0.05,
        ok: 0.18,
      },
      aws: noTarget,
      gcp: noTarget,
      azure: noTarget,
    },
    confusedWith: ['service.errors', 'service.crashed', 'quota.rate_limited'],
    decides: 'Its backends answer when asked directly; its log says that none is eligible.',
    source: 'sgl-project/sglang#22511 and #26482; BerriAI/litellm#3933',
  }),
  gatewayMode({
    id: 'gateway.backend_address',
    title: 'cannot reach its backend, which is well',
    remedy: 'check the address, the port and the TLS settings that it has for its backend',
    weight: 0.06,
    effect: gateway.cannotReachBackend,
    confusedWith: ['service.errors', 'service.crashed', 'network.blocked'],
    decides: "Ask the backend from the gateway's own host; its log names the failing step.",
    source: 'itbench-hub/ITBench, fault library: a service selector that matches nothing',
  }),
  gatewayMode({
    id: 'gateway.way_in_broken',
    family: 'cloud',
    kinds: ['gateway'],
    title: 'the way in that its cloud provides is broken: what stands behind it is well',
    remedy: 'send traffic by another region or address; tell the cloud which frontend it is',
    weight: 0.06,
    access: 1,
    effect: swallows,
    shows: {
      process: { ok: 1 },
      docker: { ok: 1 },
      azure: { 'cloud.impaired': 0.85, 'cloud.some_targets_unhealthy': 0.02, ok: 0.12 },
    },
    confusedWith: ['service.unreachable', 'network.blocked', 'gateway.no_backend'],
    decides:
      "The cloud's own requests through that frontend fail, while its backends answer probes.",
    source: 'learn.microsoft.com: data path availability of a load balancer',
  }),
  gatewayMode({
    id: 'gateway.too_large',
    partial: false,
    family: 'configuration',
    kinds: ['gateway'],
    title: 'refuses requests for their size in bytes',
    remedy: 'raise its limits of body and headers to those of what is behind it',
    weight: 0.12,
    effect: gateway.refusesLarge,
    confusedWith: ['model.limits', 'model.context_too_small'],
    decides: 'Padding with blanks makes it fail, although it adds hardly a token.',
    source: lore,
  }),
  gatewayMode({
    id: 'gateway.cuts_prompts',
    partial: false,
    family: 'configuration',
    title: 'cuts long prompts before it hands them on',
    remedy: 'switch off its trimming or raise its limit; say so to those who asked meanwhile',
    weight: 0.06,
    effect: gateway.cutsPrompts,
    confusedWith: ['model.context_too_small', 'model.corrupt', 'gateway.too_large'],
    decides: 'The same long prompt, asked of what is behind it, counts all of its tokens.',
    source: lore,
  }),
  gatewayMode({
    id: 'gateway.cooldown',
    partial: false,
    kinds: ['gateway'],
    title: 'still leaves out a backend that has recovered: it answers 429, or by another',
    remedy: 'clear its cooldown list or wait it out; shorten it afterwards',
    weight: 0.12,
    effect: gateway.coolsDown,
    shows: {
      process: { ok: 1 },
      docker: { ok: 1 },
      modelserver: { 'server.part_down': 0.5, 'server.deployment_down': 0.12, ok: 0.36 },
    },
    confusedWith: ['quota.rate_limited', 'service.overloaded', 'auth.key_revoked'],
    decides:
      'Asked directly with the same key, the backend answers; the 429 names a cooldown, or a header a fallback.',
    source: 'BerriAI/litellm#5764, #20867, #40130 and #28241',
  }),
  gatewayMode({
    id: 'router.uneven',
    family: 'router',
    kinds: ['router'],
    title: 'sends most of the load to one replica while others idle',
    remedy: 'change its policy, or drain the hot replica; check sessions that stick',
    weight: 0.09,
    effect: gateway.queuesUnevenly,
    partial: false,
    confusedWith: ['engine.overloaded', 'service.slow'],
    decides: 'Compare the queues of its replicas: one is long, the others are empty.',
    source: 'Anthropic, September 2025, post-mortem: sticky routes made a small fault grow',
  }),
];
