import { WeaklinkError } from '../../src/platform/errors.ts';
import { cloudHindrances } from '../cloud/symptoms.ts';
import { isWebAddress } from '../http/options.ts';
import { httpSymptoms } from '../http/symptoms.ts';
import { secureDialSymptoms } from '../network/symptoms.ts';
import type { Probe } from '../probe.ts';
import { commandOf } from './command.ts';
import { apiOption, inferOpenai } from './infer.ts';
import { lookAtApi } from './look.ts';
import { type OpenaiOptions, openaiOptions } from './options.ts';
import { llmSymptoms } from './symptoms.ts';

export const openaiProbe: Probe<OpenaiOptions> = {
  kind: 'openai',
  summary: 'does a model API list its models and answer a known question',
  options: openaiOptions,
  symptoms: { ...secureDialSymptoms, ...httpSymptoms, ...llmSymptoms, ...cloudHindrances },
  infer: inferOpenai,
  fromTarget(target) {
    if (isWebAddress(target)) return { url: target, ...apiOption(new URL(target)), list: true };
    throw new WeaklinkError({
      code: 'E_TARGET',
      message: `openai: "${target}" is not a web address`,
      hint: 'Give the base address of the API with its version: https://api.example.com/v1',
    });
  },
  // Only a completion needs everything behind the link; a list is what a gateway knows by itself.
  reach: ({ canary }) => (canary ? 'through' : 'access'),
  model: ({ canary, model }) => (canary ? model : undefined),
  command: commandOf,
  look: lookAtApi,
};
