/**
 * OpenTelemetry's conventions for GenAI, all dialects in one table: each thing that we want to know, and
 * the attributes that tell it, newest name first. The first that is there is taken.
 *
 * - up to 1.36: `gen_ai.system`, `gen_ai.usage.prompt_tokens` (what instrumentations still emit unless
 *   they are told otherwise);
 * - 1.37 to 1.41: `gen_ai.provider.name`, `gen_ai.usage.input_tokens`, messages as attributes;
 * - since 1.42, in a repository of their own: details of usage (`gen_ai.usage.cache_read.input_tokens`),
 *   the time to the first chunk, retrievals.
 *
 * Names after the blank are not of OpenTelemetry: inference servers and instrumentations that are common
 * write them.
 */
export const genAi = {
  operation: ['gen_ai.operation.name', 'llm.request.type'],
  provider: ['gen_ai.provider.name', 'gen_ai.system'],
  requestModel: ['gen_ai.request.model'],
  responseModel: ['gen_ai.response.model'],
  responseId: ['gen_ai.response.id', 'gen_ai.request.id'],
  conversation: ['gen_ai.conversation.id'],
  agent: ['gen_ai.agent.name', 'gen_ai.agent.id'],
  finishReasons: ['gen_ai.response.finish_reasons'],
  error: ['error.type', 'http.response.status_code', 'http.status_code'],

  input: ['gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens'],
  output: ['gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens'],
  total: ['gen_ai.usage.total_tokens', 'llm.usage.total_tokens'],
  cacheRead: [
    'gen_ai.usage.cache_read.input_tokens',

    'gen_ai.usage.cache_read_input_tokens',
    'gen_ai.usage.input_tokens.cached',
    'gen_ai.usage.cached_tokens',
  ],
  cacheWrite: [
    'gen_ai.usage.cache_creation.input_tokens',
    'gen_ai.usage.cache_write.input_tokens',

    'gen_ai.usage.cache_creation_input_tokens',
    'gen_ai.usage.input_tokens.cache_write',
  ],
  cacheWriteHour: [
    'gen_ai.usage.cache_creation.ephemeral_1h_input_tokens',
    'gen_ai.usage.cache_creation_1h_input_tokens',
  ],
  reasoning: [
    'gen_ai.usage.reasoning.output_tokens',

    'gen_ai.usage.reasoning_tokens',
    'gen_ai.usage.output_tokens.reasoning',
  ],

  /** In seconds. */
  firstToken: [
    'gen_ai.response.time_to_first_chunk',

    'gen_ai.latency.time_to_first_token',
    'gen_ai.server.time_to_first_token',
  ],

  outputMessages: ['gen_ai.output.messages', 'gen_ai.completion'],
  documents: ['gen_ai.retrieval.documents'],

  address: ['server.address', 'net.peer.name', 'peer.service'],
  port: ['server.port', 'net.peer.port'],
} as const satisfies Record<string, readonly string[]>;

export type GenAiWord = keyof typeof genAi;

/** Attributes of a resource that name the environment. */
export const environmentNames = ['deployment.environment.name', 'deployment.environment'] as const;

/** Names of counts that the convention itself defines: they are among the input, whoever the provider is. */
export const cachedInside: ReadonlySet<string> = new Set([
  genAi.cacheRead[0],
  genAi.cacheWrite[0],
  genAi.cacheWrite[1],
]);

/** Operations that ask a model; others (agents, tools, workflows) only sum up what they did with it. */
export const inferenceOperations: ReadonlySet<string> = new Set([
  'chat',
  'text_completion',
  'generate_content',
  'embeddings',
  'completion',
  'embedding',
  'responses',
  'llm_request',
]);

/** Names that former versions and servers gave operations → today's. */
export const operationNames: ReadonlyMap<string, string> = new Map([
  ['completion', 'text_completion'],
  ['embedding', 'embeddings'],
  ['responses', 'chat'],
  ['llm_request', 'chat'],
]);

export const RETRIEVAL = 'retrieval';
