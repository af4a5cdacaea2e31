import { z } from 'zod';
import { secretReference } from '../../src/platform/secrets.ts';
import { authOption } from '../auth/options.ts';
import { regionOption } from '../aws/options.ts';
import { headersOption } from '../http/headers.ts';
import { isWebAddress } from '../http/options.ts';
import {
  dialOptions,
  millisecondsOption,
  phaseDeadlineOptions,
  tlsOptions,
} from '../network/options.ts';
import { apis } from './dialects/registry.ts';

/** Tokens of an answer that nobody has limited: enough for a known answer, cheap at any price. */
const DEFAULT_TOKENS = 16;
/** Tokens that a look may ask for at most; a model that reasons first needs some hundred. */
const MOST_TOKENS = 1_024;
const MAX_PROMPT_CHARACTERS = 8_000;
const MAX_ANSWER_CHARACTERS = 2_000;
const MAX_PARAMETERS = 16;

const name = z.string().min(1).max(200);
const answerText = z.string().min(1).max(MAX_ANSWER_CHARACTERS);

/** Asks for a word that is new in every look, so that no cache can answer. */
const NONCE_PROMPT = 'Reply with exactly this code and nothing else: {nonce}';
/** Words of padding: the longest contexts that are served hold a few times as many. */
const MAX_PAD_WORDS = 200_000;
/** A canary every five seconds spends a tenth of that in an hour. */
const TOKENS_PER_HOUR = 1_000_000;

const canaryOption = z.strictObject({
  /** Where it has `{nonce}`, every look puts in a word of its own. */
  prompt: z.string().min(1).max(MAX_PROMPT_CHARACTERS).default(NONCE_PROMPT),
  /** The whole answer, blanks at its ends and runs of blanks apart. */
  answer: answerText.optional(),
  /** Texts that must all be in the answer, in any case. */
  contains: z.union([answerText, z.array(answerText).min(1).max(16)]).optional(),
  maxTokens: z.int().min(1).max(MOST_TOKENS).default(DEFAULT_TOKENS),
  /** Words put behind the question, to see whether all of a long prompt is read. */
  padWords: z.int().min(1).max(MAX_PAD_WORDS).optional(),
  /** Tokens that the prompt counts with the right tokenizer and chat template. */
  promptTokens: z.int().min(1).optional(),
});

const budgetOption = z.strictObject({
  /** Canaries with the same name spend from one budget. Default: those of one model at one API. */
  name: name.optional(),
  tokensPerHour: z.int().min(1).default(TOKENS_PER_HOUR),
  tokensPerDay: z.int().min(1).optional(),
  /** In the unit of the price. */
  moneyPerHour: z.number().positive().optional(),
  moneyPerDay: z.number().positive().optional(),
  /** Per million tokens. */
  price: z.strictObject({ input: z.number().min(0), output: z.number().min(0) }).optional(),
});

const names = z.union([name, z.array(name).min(1).max(16)]);

/** What answers must be that may come under a name written over. */
const pinnedOption = z.strictObject({
  /** `system_fingerprint` of the answer. */
  fingerprint: names.optional(),
  /** A part of the header in which a gateway says whom it asked. */
  upstream: names.optional(),
  /** Where the list says that the weights are from. */
  root: name.optional(),
});

/** Stated credentials for requests that are signed, as Bedrock takes them. */
const awsOption = z.strictObject({
  /** By default the one that the host names. */
  region: regionOption.optional(),
  /** The key's id is no secret, and may be a reference all the same. */
  accessKeyId: z.union([secretReference(), z.string().regex(/^\w{1,128}$/)]),
  secretAccessKey: secretReference(),
  sessionToken: secretReference().optional(),
});

export const openaiOptions = z
  .strictObject({
    /** The base address of the API, its version included: https://api.example.com/v1 */
    url: z
      .string()
      .max(2_048)
      .refine(isWebAddress, 'must be an http or https URL without a user name or a password in it'),
    /** What the API speaks; `openai` are chat completions, whoever serves them. */
    api: z.enum(apis).default('openai'),
    /** Azure's `api-version`. */
    apiVersion: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}(?:-preview)?$/, 'is not a date, with -preview behind it or not')
      .optional(),
    /** The model; on Azure the deployment. */
    model: name.optional(),
    /** Sent in the header that the API has for it. Another header goes into `headers`. */
    key: z
      .string()
      .regex(
        /^(?:env:[A-Za-z_][A-Za-z0-9_]*|file:\/\S+)$/,
        'must be a reference, not the key itself: "env:API_KEY" or "file:/run/secrets/key"',
      )
      .optional(),
    headers: headersOption.default({}),
    /** Keys that are stated, for requests that are signed. */
    aws: awsOption.optional(),
    /** Keys or a token of the cloud itself: of a role, the metadata, a profile, its own program. */
    auth: authOption.optional(),
    /** A question that costs tokens; without one, only the list of models is asked for. */
    canary: canaryOption.optional(),
    /** What canaries may cost; a look that could cost more than is left is not made. */
    budget: budgetOption.default({ tokensPerHour: TOKENS_PER_HOUR }),
    pinned: pinnedOption.default({}),
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
    /** A gateway may answer by another model than it was asked for, if it says so. */
    allowFallback: z.boolean().default(false),
    expectUsage: z.boolean().default(true),
    /** Without a first token after that, it hangs. Default: the deadline of the look. */
    ttftMs: millisecondsOption.optional(),
    /** Without a further token after that, it stalls. Default: 40 % of the deadline. */
    stallMs: millisecondsOption.optional(),
    /** A first token later than that is slow; within it, one that is later than usual is no fault. */
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
  })
  .refine(
    ({ budget: { moneyPerHour, moneyPerDay, price } }) =>
      price !== undefined || (moneyPerHour ?? moneyPerDay) === undefined,
    {
      message: 'a budget of money needs the price',
      path: ['budget', 'price'],
    },
  )
  .refine(({ aws, auth, key }) => [aws, auth, key].filter(Boolean).length <= 1, {
    message: 'a request is signed, or carries a key: state one of key, aws and auth',
    path: ['key'],
  });

export type OpenaiOptions = z.infer<typeof openaiOptions>;
export type Canary = z.infer<typeof canaryOption>;
