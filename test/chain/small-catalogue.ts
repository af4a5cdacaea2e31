import { z } from 'zod';
import type { ProbeCatalogue } from '../../src/chain/catalogue.ts';
import { WeaklinkError } from '../../src/platform/errors.ts';
import { secretReference } from '../../src/platform/secrets.ts';

const url = z.string().refine(isUrl, 'must be an http or https URL');

function isUrl(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text);
}

function urlTarget(target: string): unknown {
  if (isUrl(target)) return { url: target };
  throw new WeaklinkError({ code: 'E_TARGET', message: `"${target}" is not a URL` });
}

/**
 * Three probes as their rooms would write them, so that what the loader says does not change with
 * every option of the real ones.
 */
export const smallCatalogue: ProbeCatalogue = {
  http: {
    options: z.strictObject({
      url,
      status: z.union([z.int().min(100).max(599), z.enum(['2xx', '5xx'])]).optional(),
      slowMs: z.int().min(1).optional(),
      tries: z.int().default(1),
    }),
    infer: ({ address }) => (address !== undefined && isUrl(address) ? { url: address } : null),
    fromTarget: urlTarget,
  },
  tcp: {
    options: z.strictObject({
      address: z.string().regex(/:\d+$/, 'must be host:port'),
      port: z.int().min(1).optional(),
    }),
    infer: ({ kind, address }) => (kind === 'network' ? { address } : null),
    fromTarget: (address) => ({ address: address.replace(/^https:\/\/([^/]+).*$/, '$1:443') }),
  },
  openai: {
    options: z
      .strictObject({
        url,
        model: z.string().optional(),
        key: secretReference().optional(),
        canary: z.strictObject({ prompt: z.string(), contains: z.string() }).optional(),
      })
      .refine(({ canary, model }) => !canary || model !== undefined, 'a canary needs a model'),
    infer: () => null,
    fromTarget: urlTarget,
  },
};
