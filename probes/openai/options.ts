import { z } from 'zod';
import { headersOption } from '../http/headers.ts';
import { isWebAddress } from '../http/options.ts';
import {
  dialOptions,
  millisecondsOption,
  phaseDeadlineOptions,
  tlsOptions,
} from '../network/options.ts';

/** Tokens of an answer that nobody has limited: enough for a known answer, cheap at any price. */
const DEFAULT_TOKENS = 16;
/** Tokens that a look may ask for at most; a model that reasons first needs some hundred. */
const MOST_TOKENS = 1_024;
const MAX_PROMPT_CHARACTERS = 8_000;
const MAX_ANSWER_CHARACTERS = 2_000;
const MAX_PARAMETERS = 16;

const name = z.string().min(1).max(200);
const answerText = z.string().min(1).max(MAX_ANSWER_CHARACTERS);

const canaryOption = z.strictObject({
  prompt: z.string().min(1).max(MAX_PROMPT_CHARACTERS),
  /** The whole answer, blanks at its ends and runs of blanks apart. */
  answer: answerText.optional(),
  /** Texts that must all be in the answer, in any case. */
  contains: z.union([answerText, z.array(answerText).min(1).max(16)]).optional(),
  maxTokens: z.int().min(1).max(MOST_TOKENS).default(DEFAULT_TOKENS),
});

export const openaiOptions = z
  .strictObject({
    /** The base address of the API, its version included: https://api.example.com/v1 */
    url: z
      .string()
      .max(2_048)
      .refine(isWebAddress, 'must be an http or https URL without a user name or a password in it'),
    model: name.optional(),
    /** Sent as `Authorization: Bearer …`. Another header goes into `headers`. */
    key: z
      .string()
      .regex(
        /^(?:env:[A-Za-z_][A-Za-z0-9_]*|file:\/\S+)$/,
        'must be a reference, not the key itself: "env:API_KEY" or "file:/run/secrets/key"',
      )
      .optional(),
    headers: headersOption.default({}),
    /** A question that costs tokens; without one, only the list of models is asked for. */
    canary: canaryOption.optional(),
    /** Further fields of the request; `null` leaves out one that weaklink would send. */
    parameters: z
      .record(
        z.string().regex(/^\w{1,64}$/),
        z.union([z.string().max(1_000), z.number(), z.boolean(), z.null()]),
      )
      .refine((fields) => Object.keys(fields).length <= MAX_PARAMETERS, `at most ${MAX_PARAMETERS}`)
      .default({}),
    stream: z.boolean().default(true),
    /** Check that the list of models holds the model. Always so without a canary. */
    list: z.boolean().default(false),
    /** Any answer below 500 is life: for an address that nobody said more about. */
    anyAnswer: z.boolean().default(false),
    /** Names under which the right model may answer, where they are not the one asked for. */
    servedModel: z.union([name, z.array(name).min(1).max(16)]).optional(),
    /** The header that names the model, where a gateway writes its own name into the body. */
    servedModelHeader: z
      .string()
      .regex(/^[\w-]{1,100}$/)
      .optional(),
    /** The header that names the replica, beside the ones that weaklink knows. */
    servedByHeader: z
      .string()
      .regex(/^[\w-]{1,100}$/)
      .optional(),
    expectUsage: z.boolean().default(true),
    /** Without a first token after that, it hangs. Default: the deadline of the look. */
    ttftMs: millisecondsOption.optional(),
    /** Without a further token after that, it stalls. Default: 40 % of the deadline. */
    stallMs: millisecondsOption.optional(),
    /** A first token later than that is slow. */
    slowMs: millisecondsOption.optional(),
    /** A median wait between two pieces of the answer longer than that is slow. */
    slowTokenMs: millisecondsOption.optional(),
    ...dialOptions,
    ...tlsOptions,
    phaseDeadlinesMs: phaseDeadlineOptions(['resolve', 'connect', 'tls', 'send']).optional(),
  })
  .refine(({ canary, model }) => !canary || model !== undefined, {
    message: 'a canary needs a model to ask',
    path: ['model'],
  });

export type OpenaiOptions = z.infer<typeof openaiOptions>;
export type Canary = z.infer<typeof canaryOption>;

/** An address of the API: `path` below the base, which may end in a slash and have a query. */
export function apiUrl(base: string, path: 'chat/completions' | 'models'): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`;
  url.hash = '';
  return url;
}
