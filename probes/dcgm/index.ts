import { WeaklinkError } from '../../src/platform/errors.ts';
import { curlWords } from '../http/command.ts';
import { isWebAddress } from '../http/options.ts';
import { commandLine } from '../network/shell-words.ts';
import type { Probe } from '../probe.ts';
import { lookAtMeters } from './look.ts';
import { type DcgmOptions, dcgmOptions } from './options.ts';
import { dcgmSymptoms } from './symptoms.ts';

export const dcgmProbe: Probe<DcgmOptions> = {
  kind: 'dcgm',
  summary: "what do DCGM and exporters of GPU metrics tell of the machine's GPUs",
  options: dcgmOptions,
  symptoms: dcgmSymptoms,
  leastIntervalMs: 10_000,
  // Whether there is an exporter, and where, cannot be told from a card: the chain must name its page.
  infer: ({ kind, address }) =>
    kind === 'gpu' && address !== undefined && isWebAddress(address) ? { url: address } : null,
  fromTarget(target) {
    if (isWebAddress(target)) return { url: target };
    throw new WeaklinkError({
      code: 'E_TARGET',
      message: `dcgm: "${target}" is not a web address`,
      hint: 'Give the address of the metrics: http://gpu-node:9400/metrics',
    });
  },
  reach: () => 'self',
  command: ({ url, headers, resolver, connectTo, ca }) =>
    commandLine([
      'curl -sS',
      ...curlWords({
        url: new URL(url),
        headers,
        resolver,
        connectTo,
        ca,
        servername: undefined,
        minVersion: undefined,
      }),
    ]),
  look: lookAtMeters,
};
