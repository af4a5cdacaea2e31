import { z } from 'zod';
import { vendorOption } from '../dialect.ts';
import { llmFault } from '../fault.ts';
import { loading, modelMissing, overloaded } from './words/availability.ts';
import { keyRefused, quotaExhausted, rateLimited } from './words/limits.ts';

/** Seconds that a client is told to wait; a vendor's are between one and sixty. */
const DEFAULT_RETRY_SECONDS = 20;
const retryAfterSeconds = z.int().min(1).max(86_400).default(DEFAULT_RETRY_SECONDS);
const vendor = vendorOption;

/** 429: too many requests or tokens a minute. */
export const rateLimit = llmFault({
  attributes: z.object({
    vendor,
    limit: z.enum(['requests', 'tokens']).default('requests'),
    retryAfterSeconds,
  }),
  refuse: (one, asked) => rateLimited[one.vendor ?? asked.vendor](one, asked),
});

/** The credit or the daily quota is used up: waiting does not help. */
export const quota = llmFault({
  attributes: z.object({ vendor }),
  refuse: (one, asked) => quotaExhausted[one.vendor ?? asked.vendor](),
});

/** 503 or 529: the model has more to do than it can. */
export const overload = llmFault({
  attributes: z.object({ vendor, retryAfterSeconds }),
  refuse: (one, asked) => overloaded[one.vendor ?? asked.vendor](one),
});

/** 503 while an inference server loads its weights. */
export const loadingModel = llmFault({
  attributes: z.object({ retryAfterSeconds }),
  everyRequest: true,
  refuse: loading,
});

/** The key is not accepted. */
export const auth = llmFault({
  attributes: z.object({ vendor }),
  everyRequest: true,
  refuse: (one, asked) => keyRefused[one.vendor ?? asked.vendor](),
});

/** 404: no such model, or no such deployment. */
export const modelNotFound = llmFault({
  attributes: z.object({ vendor }),
  refuse: (one, asked) => modelMissing[one.vendor ?? asked.vendor](asked),
});
