import type { Probe } from '../probe.ts';
import { commandOf } from './command.ts';
import { lookAtName } from './look.ts';
import { type DnsOptions, dnsOptions } from './options.ts';
import { dnsSymptoms } from './symptoms.ts';
import { optionsOf, requireOptions } from './target.ts';

export const dnsProbe: Probe<DnsOptions> = {
  kind: 'dns',
  summary: 'does a name resolve, to what, and who says so',
  options: dnsOptions,
  symptoms: dnsSymptoms,
  infer: ({ kind, address }) =>
    kind === 'dns' && address !== undefined ? (optionsOf(address) ?? null) : null,
  fromTarget: requireOptions,
  reach: () => 'self',
  command: commandOf,
  look: lookAtName,
};
