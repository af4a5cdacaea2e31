import { WeaklinkError } from '../../src/platform/errors.ts';
import { curlWords } from '../http/command.ts';
import { isWebAddress } from '../http/options.ts';
import { commandLine } from '../network/shell-words.ts';
import type { Probe } from '../probe.ts';
import { ACCEPT, lookAtPage } from './look.ts';
import { type StatuspageOptions, statuspageOptions, summaryUrl } from './options.ts';
import { statuspageSymptoms } from './symptoms.ts';

export const statuspageProbe: Probe<StatuspageOptions> = {
  kind: 'statuspage',
  summary: 'what does a status page say, and how old is that',
  options: statuspageOptions,
  symptoms: statuspageSymptoms,
  leastIntervalMs: 60_000,
  // Where a vendor keeps its status page cannot be told from the address of its API.
  infer: () => null,
  fromTarget(target) {
    if (isWebAddress(target)) return { url: target };
    throw new WeaklinkError({
      code: 'E_TARGET',
      message: `statuspage: "${target}" is not a web address`,
      hint: 'Give the address of the page: https://status.example.com',
    });
  },
  reach: () => 'self',
  command: ({ url, format, resolver, connectTo, ca }) =>
    commandLine([
      'curl -sS -L',
      ...curlWords({
        url: new URL(summaryUrl({ url, format })),
        headers: { accept: ACCEPT },
        resolver,
        connectTo,
        ca,
        servername: undefined,
        minVersion: undefined,
      }),
    ]),
  look: lookAtPage,
};
