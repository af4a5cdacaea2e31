import { WeaklinkError } from '../../src/platform/errors.ts';
import { isUrlOf } from '../data/options.ts';
import { secureDialSymptoms } from '../network/symptoms.ts';
import type { Probe } from '../probe.ts';
import { commandOf } from './command.ts';
import { lookAtRedis } from './look.ts';
import { type RedisOptions, redisOptions, redisSchemes } from './options.ts';
import { redisSymptoms } from './symptoms.ts';

export const redisProbe: Probe<RedisOptions> = {
  kind: 'redis',
  summary: 'does Redis answer, and are memory, clients, saving, replica and one key well',
  options: redisOptions,
  symptoms: { ...secureDialSymptoms, ...redisSymptoms },
  infer: ({ address }) =>
    address !== undefined && isUrlOf(address, redisSchemes) ? { url: address } : null,
  fromTarget(target) {
    if (isUrlOf(target, redisSchemes)) return { url: target };
    throw new WeaklinkError({
      code: 'E_TARGET',
      // The target is not repeated: it may hold a password.
      message: 'redis: the target is not a Redis URL without a password',
      hint: 'Give redis://cache.internal:6379/0, and the password as an option: env:NAME',
    });
  },
  reach: () => 'access',
  command: commandOf,
  look: lookAtRedis,
};
