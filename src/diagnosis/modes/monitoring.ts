import { fails } from '../effects/answer.ts';
import { harmless } from '../effects/effect.ts';
import { type FaultMode, lore, sharing } from './mode.ts';

/** What is said of a link through its metrics, and of the server that collects them. */
const metricsMode = sharing({
  family: 'monitoring',
  effect: harmless,
  access: 0,
  harm: 0,
  partial: false,
  source: lore,
} as const);

const serverMode = sharing({
  family: 'monitoring',
  // Of all services few are one.
  kinds: ['service'],
  weight: 0.06,
  effect: harmless,
  access: 0,
  harm: 0,
  partial: false,
  source: lore,
} as const);

export const monitoringModes: readonly FaultMode[] = [
  metricsMode({
    id: 'metrics.unscraped',
    kinds: [
      'gateway',
      'router',
      'inference-server',
      'service',
      'store',
      'datanet',
      'attribution',
      'container',
      'process',
      'gpu',
      'host',
    ],
    weight: 1,
    title: 'its metrics are not collected, whether or not it serves',
    remedy: 'ask its exporter by hand, then look at the scrape error on the page of targets',
    shows: {
      prometheus: {
        'prometheus.target_down': 0.5,
        'prometheus.some_targets_down': 0.1,
        'prometheus.no_sample': 0.25,
        'prometheus.stale': 0.15,
      },
    },
    confusedWith: ['service.crashed', 'container.exited', 'host.down'],
    decides: 'A request to the link itself is answered well while its target is down.',
  }),
  metricsMode({
    id: 'metrics.out_of_limits',
    kinds: ['inference-server', 'service', 'container', 'process', 'gpu', 'host'],
    weight: 0.7,
    title: 'a figure that its owner watches is out of its limits',
    remedy: 'plot the figure beside load and latency, and see what changed when it began',
    shows: { prometheus: { 'prometheus.out_of_limits': 0.8, 'prometheus.slow': 0.17 } },
    confusedWith: ['service.slow', 'service.overloaded', 'host.load'],
    decides: 'Requests through the link are answered as quickly and as well as ever.',
  }),
  serverMode({
    id: 'monitoring.starting',
    weight: 0.06,
    effect: fails,
    access: 0.9,
    harm: 0.9,
    title: 'is a Prometheus that reads its log and is not ready yet',
    remedy:
      'wait while its log tells progress; give it memory and disk if it starts again and again',
    shows: { prometheus: { 'prometheus.not_ready': 0.97 }, process: { ok: 0.97 } },
    confusedWith: ['service.errors', 'service.crashed'],
    decides: 'Its page /-/ready answers 503 while its page /-/healthy answers 200.',
  }),
  serverMode({
    id: 'monitoring.storage',
    title: 'is a Prometheus that loses samples',
    remedy: 'look at the free space of its disk and at its log for the series concerned',
    shows: { prometheus: { 'prometheus.storage': 0.97 } },
    confusedWith: ['monitoring.rules', 'metrics.unscraped'],
    decides: 'Its counters of failed writes and of samples out of order grow.',
  }),
  serverMode({
    id: 'monitoring.rules',
    title: 'is a Prometheus whose rules cannot be evaluated: alerts are missing',
    remedy: 'read the error of the rule on the page of rules, and test the file with promtool',
    shows: { prometheus: { 'prometheus.rule_failures': 0.97 } },
    confusedWith: ['monitoring.storage'],
    decides: 'The page of rules shows the rule with its error.',
  }),
  serverMode({
    id: 'monitoring.clock',
    title: 'is a Prometheus whose clock is wrong',
    remedy: 'compare both clocks with a time server, and start its client of NTP again',
    shows: { prometheus: { 'prometheus.clock_skew': 0.97 } },
    confusedWith: ['monitoring.rules', 'metrics.unscraped'],
    decides: 'Ask a time server: the clock that differs from it is the wrong one.',
  }),
];
