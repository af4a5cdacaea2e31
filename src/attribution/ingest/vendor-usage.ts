import { type JsonObject, objectOf, valueAt } from './json.ts';
import { countOf, noUsage, type ToldUsage } from './usage.ts';

type Count = Exclude<keyof ToldUsage, 'cachedApart'>;

/** How one API writes its `usage`. The first path that holds a count is taken. */
interface Shape {
  /** A key that only this shape has. */
  readonly mark: string;
  readonly cachedApart: boolean;
  readonly counts: Readonly<Partial<Record<Count, readonly string[]>>>;
}

/** In this order: OpenAI's newer names are Anthropic's older ones, so Anthropic's own marks go first. */
const shapes: readonly Shape[] = [
  {
    // OpenAI's chat completions, and all that speak like it: vLLM, SGLang, llama.cpp, LiteLLM …
    mark: 'prompt_tokens',
    cachedApart: false,
    counts: {
      input: ['prompt_tokens'],
      output: ['completion_tokens'],
      total: ['total_tokens'],
      cacheRead: [
        'prompt_tokens_details.cached_tokens',
        'cache_read_input_tokens',
        'prompt_cache_hit_tokens',
      ],
      cacheWrite: ['prompt_tokens_details.cache_creation_tokens', 'cache_creation_input_tokens'],
      cacheWriteHour: [
        'prompt_tokens_details.cache_creation_token_details.ephemeral_1h_input_tokens',
        'cache_creation.ephemeral_1h_input_tokens',
      ],
      reasoning: ['completion_tokens_details.reasoning_tokens'],
    },
  },
  {
    // OpenAI's responses.
    mark: 'input_tokens_details',
    cachedApart: false,
    counts: {
      input: ['input_tokens'],
      output: ['output_tokens'],
      total: ['total_tokens'],
      cacheRead: ['input_tokens_details.cached_tokens'],
      reasoning: ['output_tokens_details.reasoning_tokens'],
    },
  },
  {
    // Anthropic's messages.
    mark: 'input_tokens',
    cachedApart: true,
    counts: {
      input: ['input_tokens'],
      output: ['output_tokens'],
      total: ['total_tokens'],
      cacheRead: ['cache_read_input_tokens'],
      cacheWrite: ['cache_creation_input_tokens'],
      cacheWriteHour: ['cache_creation.ephemeral_1h_input_tokens'],
      reasoning: ['output_tokens_details.reasoning_tokens'],
    },
  },
  {
    // Gemini's usageMetadata: what it thinks stands beside the candidates.
    mark: 'promptTokenCount',
    cachedApart: false,
    counts: {
      input: ['promptTokenCount'],
      output: ['candidatesTokenCount'],
      total: ['totalTokenCount'],
      cacheRead: ['cachedContentTokenCount'],
      reasoning: ['thoughtsTokenCount'],
    },
  },
  {
    // Bedrock's Converse.
    mark: 'inputTokens',
    cachedApart: true,
    counts: {
      input: ['inputTokens'],
      output: ['outputTokens'],
      total: ['totalTokens'],
      cacheRead: ['cacheReadInputTokens', 'cacheReadInputTokenCount'],
      cacheWrite: ['cacheWriteInputTokens', 'cacheWriteInputTokenCount'],
    },
  },
];

/** The `usage` object of a vendor's answer, whichever API wrote it; null where it is none of ours. */
export function usageOfVendor(usage: unknown): ToldUsage | null {
  const object = objectOf(usage);
  if (object === null) return null;
  const shape = shapes.find(({ mark }) => Object.hasOwn(object, mark)) ?? shapeOfOutput(object);
  if (shape === undefined) return null;
  const told = { ...noUsage, cachedApart: shape.cachedApart };
  for (const [count, paths] of Object.entries(shape.counts)) {
    const found = paths.map((path) => countOf(valueAt(object, path))).find((one) => one !== null);
    told[count as Count] = found ?? null;
  }
  return splitByHour(told);
}

/** Deltas of Anthropic's streams tell nothing but the output so far. */
function shapeOfOutput(object: JsonObject): Shape | undefined {
  return shapes.find(({ counts }) =>
    (counts.output ?? []).some((path) => countOf(valueAt(object, path)) !== null),
  );
}

/** Where a source tells all that was written and what of it for an hour, the rest was for minutes. */
export function splitByHour(told: ToldUsage): ToldUsage {
  const { cacheWrite, cacheWriteHour } = told;
  if (cacheWrite === null || cacheWriteHour === null || cacheWriteHour > cacheWrite) return told;
  return { ...told, cacheWrite: cacheWrite - cacheWriteHour };
}
