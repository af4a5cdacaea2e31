import { WeaklinkError } from '../../src/platform/errors.ts';
import { isWebAddress } from '../http/options.ts';
import type { Probe } from '../probe.ts';
import { commandOf } from './command.ts';
import { lookAtPrometheus } from './look.ts';
import { type PrometheusOptions, prometheusOptions } from './options.ts';
import { prometheusSymptoms } from './symptoms.ts';

export const prometheusProbe: Probe<PrometheusOptions> = {
  kind: 'prometheus',
  summary: 'what do the metrics and the alerts of a Prometheus say of a link, and how old are they',
  options: prometheusOptions,
  symptoms: prometheusSymptoms,
  // Which Prometheus watches a link, and by which queries, cannot be told from its address.
  infer: () => null,
  fromTarget(target) {
    if (isWebAddress(target)) return { url: target, server: true, alerts: {} };
    throw new WeaklinkError({
      code: 'E_TARGET',
      message: `prometheus: "${target}" is not a web address`,
      hint: 'Give the address of the server: http://prometheus:9090',
    });
  },
  reach: () => 'self',
  command: commandOf,
  look: lookAtPrometheus,
};
