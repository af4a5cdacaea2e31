import { WeaklinkError } from '../../src/platform/errors.ts';
import { isWebAddress } from '../http/options.ts';
import type { Probe } from '../probe.ts';
import { commandOf } from './command.ts';
import { inferServer } from './infer.ts';
import { lookAtServer } from './look.ts';
import { type ModelserverOptions, modelserverOptions } from './options.ts';
import { symptomsOfModelserver } from './symptoms.ts';

export const modelserverProbe: Probe<ModelserverOptions> = {
  kind: 'modelserver',
  summary: 'how is a model server, what does it serve, and what do its metrics say',
  options: modelserverOptions,
  symptoms: symptomsOfModelserver,
  leastIntervalMs: 10_000,
  infer: inferServer,
  fromTarget(target) {
    if (isWebAddress(target)) return { url: target };
    throw new WeaklinkError({
      code: 'E_TARGET',
      message: `modelserver: "${target}" is not a web address`,
      hint: 'Give the address of the server: http://vllm:8000',
    });
  },
  reach: () => 'access',
  command: commandOf,
  look: lookAtServer,
};
