import { z } from 'zod';
import { headersOption } from '../http/headers.ts';
import { isWebAddress } from '../http/options.ts';
import { dialOptions, millisecondsOption, tlsOptions } from '../network/options.ts';

export const serverNames = [
  'vllm',
  'sglang',
  'tgi',
  'triton',
  'ollama',
  'llamacpp',
  'rayserve',
  'kserve',
  'litellm',
] as const;
export type ServerName = (typeof serverNames)[number];

/** Share of the KV cache beyond which new requests wait or running ones are set aside. */
const FULL_KV = 0.98;
/** Requests that wait without anybody minding: a batch or two of the engines' default size. */
const WAITING = 20;
/** A few under load are usual; more is thrash: each has its prompt computed again. */
const PREEMPTIONS_PER_MINUTE = 12;
/** Of the requests that ended since the look before. */
const ERROR_SHARE = 0.2;
/** A prompt of 100,000 tokens is worked off in steps of a second or less, and each is counted. */
const HUNG_MS = 20_000;
const MAX_ADAPTERS = 64;

const address = z
  .string()
  .max(2_048)
  .refine(isWebAddress, 'must be an http or https URL without a user name or a password in it');
const name = z.string().min(1).max(200);

export const modelserverOptions = z.strictObject({
  /** Where the server answers; a path that ends in /v1 is that of its API. */
  url: address,
  server: z.enum(['auto', ...serverNames]).default('auto'),
  /** The model that it must serve. */
  model: name.optional(),
  /** Adapters that must be loaded. */
  adapters: z.array(name).max(MAX_ADAPTERS).default([]),
  /** What the model must be: where its weights come from, and their revision or its beginning. */
  expect: z.strictObject({ root: name.optional(), revision: name.optional() }).default({}),
  /** Its page of metrics, where that is elsewhere; false: do not read it. */
  metrics: z.union([address, z.literal(false)]).optional(),
  /** The InferenceService of KServe, as a Kubernetes API tells of it. */
  inferenceService: address.optional(),
  /** The dashboard of Ray Serve, which tells of its applications. */
  dashboard: address.optional(),
  /** Have a fixed sentence tokenized, so that a change of the tokenizer is seen. Costs no inference. */
  tokenizer: z.boolean().default(true),
  headers: headersOption.default({}),
  kvFull: z.number().min(0.1).max(1).default(FULL_KV),
  mostWaiting: z.int().min(1).max(1_000_000).default(WAITING),
  preemptionsPerMinute: z.number().min(0).max(1_000_000).default(PREEMPTIONS_PER_MINUTE),
  errorShare: z.number().min(0).max(1).default(ERROR_SHARE),
  /** Work in hand and nothing computed for so long is a hung engine. */
  hungMs: millisecondsOption.default(HUNG_MS),
  /** Means since the look before, as the server counts them. */
  slowFirstTokenMs: millisecondsOption.optional(),
  slowTokenMs: millisecondsOption.optional(),
  ...dialOptions,
  ...tlsOptions,
});

export type ModelserverOptions = z.infer<typeof modelserverOptions>;

/** The address of the server itself: without the path of its OpenAI-compatible API. */
export function baseOf({ url }: Pick<ModelserverOptions, 'url'>): URL {
  const base = new URL(url);
  base.pathname = base.pathname.replace(/\/+$/, '').replace(/\/v1$/, '');
  base.search = '';
  base.hash = '';
  return base;
}

/** An address on the server. */
export function urlAt(base: URL, path: string): URL {
  const url = new URL(base);
  const [pathname = '', search = ''] = path.split('?', 2);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${pathname}`;
  url.search = search;
  return url;
}
