import { z } from 'zod';
import {
  dialOptions,
  millisecondsOption,
  phaseDeadlineOptions,
  tlsOptions,
} from '../network/options.ts';
import { headersOption } from './headers.ts';
import { JSON_PATH } from './json-path.ts';

const MAX_URL_CHARACTERS = 2_048;
const MAX_REDIRECTS = 10;
/** A login page, a trailing slash, a change of scheme: real chains of redirects are shorter. */
const DEFAULT_REDIRECTS = 5;
/** Bytes of a body that a look may be told to read. */
const MAX_BODY_BYTES = 16_777_216;
const MAX_CONDITIONS = 16;
/** Characters of a path into JSON: it becomes the name of a fact. */
const MAX_PATH_CHARACTERS = 80;

const text = z.string().min(1).max(1_000);
const one = z.union([z.int().min(100).max(599), z.enum(['1xx', '2xx', '3xx', '4xx', '5xx'])]);

export const bodyOption = z.strictObject({
  /** Texts that must all be in the body. */
  contains: z.union([text, z.array(text).min(1).max(MAX_CONDITIONS)]).optional(),
  /** The whole body, `*` standing for any text: not a regular expression, so it costs no more than reading. */
  matches: text.optional(),
  /** Values at paths: `status: ok`, `data[0].id: small`. */
  json: z
    .record(
      z.string().regex(JSON_PATH, 'must be a path such as data[0].id'),
      z.union([z.string(), z.number(), z.boolean(), z.null()]),
    )
    .optional(),
});

export const httpOptions = z.strictObject({
  url: z
    .string()
    .max(MAX_URL_CHARACTERS)
    .refine(isWebAddress, 'must be an http or https URL without a user name or a password in it'),
  /** Replaces the URL's path. */
  path: z.string().startsWith('/').max(MAX_URL_CHARACTERS).optional(),
  method: z.enum(['GET', 'HEAD', 'OPTIONS']).default('GET'),
  headers: headersOption.default({}),
  status: z.union([one, z.array(one).min(1).max(MAX_CONDITIONS)]).optional(),
  /** A URL at which any answer below 500 is life: what a base address that nobody said more about gets. */
  anyAnswerAt: z.string().max(MAX_URL_CHARACTERS).optional(),
  body: bodyOption.optional(),
  /** Paths into the JSON of the answer whose values are kept as facts; when one changes, that is told. */
  watch: z
    .array(
      z.string().max(MAX_PATH_CHARACTERS).regex(JSON_PATH, 'must be a path such as data[0].id'),
    )
    .min(1)
    .max(MAX_CONDITIONS)
    .optional(),
  bodyLimitBytes: z.int().min(1).max(MAX_BODY_BYTES).optional(),
  redirects: z.int().min(0).max(MAX_REDIRECTS).default(DEFAULT_REDIRECTS),
  /** Hosts that a redirect may lead to although they are link-local, metadata or loopback. */
  redirectTo: z.array(z.string().min(1)).max(MAX_CONDITIONS).default([]),
  /** An answer later than that is slow; within it, one that is later than usual is no fault (with `through`). */
  slowMs: millisecondsOption.optional(),
  /** The answer needs everything behind the link, so it judges that too. */
  through: z.boolean().default(false),
  ...dialOptions,
  ...tlsOptions,
  phaseDeadlinesMs: phaseDeadlineOptions([
    'resolve',
    'connect',
    'tls',
    'send',
    'wait',
    'transfer',
  ]).optional(),
});

export type HttpOptions = z.infer<typeof httpOptions>;
export type BodyConditions = z.infer<typeof bodyOption>;
export type StatusCondition = z.infer<typeof one>;

export function isWebAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  return isWeb && url.username === '' && url.password === '' && url.hostname !== '';
}

/** Looks of one series have the same options, and the same URL, which nobody changes. */
const urls = new WeakMap<object, URL>();

/** Where the look goes: the URL with the stated path. */
export function urlOf(options: Pick<HttpOptions, 'url' | 'path'>): Readonly<URL> {
  const known = urls.get(options);
  if (known) return known;
  const { url, path } = options;
  const read = path === undefined ? new URL(url) : new URL(path, url);
  urls.set(options, read);
  return read;
}
