import { z } from 'zod';
import { headersOption } from '../http/headers.ts';
import { isWebAddress } from '../http/options.ts';
import { dialOptions, tlsOptions } from '../network/options.ts';

/** Where DCGM's exporter listens unless it is told otherwise. */
const DEFAULT_URL = 'http://127.0.0.1:9400/metrics';

export const dcgmOptions = z.strictObject({
  /** The page of metrics. */
  url: z
    .string()
    .max(2_048)
    .refine(isWebAddress, 'must be an http or https URL')
    .default(DEFAULT_URL),
  headers: headersOption.default({}),
  /** One card only, by UUID. */
  uuid: z
    .string()
    .regex(/^GPU-[0-9a-f-]{8,40}$/i, 'is not a GPU UUID (GPU-…)')
    .optional(),
  expect: z
    .strictObject({
      count: z.int().min(1).max(1_024).optional(),
      /** Version of the driver, or its beginning. */
      driver: z
        .string()
        .regex(/^\d+(\.\d+){0,3}$/, 'is not a version (580 or 580.95.05)')
        .optional(),
    })
    .default({}),
  /** Ask DCGM's own health watches too, with `dcgmi health --check` on the machine. */
  health: z.boolean().default(false),
  ...dialOptions,
  ca: tlsOptions.ca,
});

export type DcgmOptions = z.infer<typeof dcgmOptions>;
