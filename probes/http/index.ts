import { WeaklinkError } from '../../src/platform/errors.ts';
import { secureDialSymptoms } from '../network/symptoms.ts';
import type { Probe } from '../probe.ts';
import { commandOf } from './command.ts';
import { inferHttp } from './infer.ts';
import { lookAtUrl } from './look.ts';
import { type HttpOptions, httpOptions, isWebAddress } from './options.ts';
import { httpSymptoms } from './symptoms.ts';

export const httpProbe: Probe<HttpOptions> = {
  kind: 'http',
  summary: 'does a URL answer, with the right status and body, and how fast in each phase',
  options: httpOptions,
  symptoms: { ...secureDialSymptoms, ...httpSymptoms },
  infer: inferHttp,
  fromTarget(target) {
    if (isWebAddress(target)) return { url: target };
    throw new WeaklinkError({
      code: 'E_TARGET',
      message: `http: "${target}" is not a web address`,
      hint: 'Give an http or https URL without a user name or a password: https://api.example.com/health',
    });
  },
  reach: ({ through }) => (through ? 'through' : 'access'),
  command: commandOf,
  look: lookAtUrl,
};
