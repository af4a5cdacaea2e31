import { z } from 'zod';
import { secretReference } from '../../src/platform/secrets.ts';
import { durationOption, urlOption } from '../data/options.ts';
import { dialOptions, millisecondsOption, tlsOptions } from '../network/options.ts';

export const redisSchemes = ['redis', 'rediss'] as const;

const MAX_KEY_CHARACTERS = 512;

export const redisOptions = z
  .strictObject({
    /** `redis://user@host:6379/0`; `rediss://` speaks TLS. */
    url: urlOption(redisSchemes, 'redis://cache.internal:6379/0'),
    password: secretReference().optional(),
    /** `primary`: it must take writes; `replica`: it must follow one. */
    role: z.enum(['primary', 'replica']).optional(),
    /** How long a replica may have heard nothing from its primary. */
    maxLag: durationOption.default('1m'),
    /** Share of the clients allowed that are connected, from which on few are left, in percent. */
    connectionsPercent: z.int().min(1).max(100).default(90),
    /** A key that must be there … */
    key: z.string().min(1).max(MAX_KEY_CHARACTERS).optional(),
    /** … and must hold a time (ISO 8601, or seconds or milliseconds since 1970) no older than this. */
    freshWithin: durationOption.optional(),
    slowMs: millisecondsOption.optional(),
    ...dialOptions,
    ...tlsOptions,
  })
  .refine(
    ({ key, freshWithin }) => freshWithin === undefined || key !== undefined,
    'freshWithin needs the key that holds the time',
  );

export type RedisOptions = z.infer<typeof redisOptions>;
