/**
 * What OpenTelemetry calls a provider today → what its former versions, LiteLLM and SDKs call it. One name
 * each, so that a trace and a gateway's log that tell of the same answer name the same attempt.
 */
const aliases = {
  openai: ['text-completion-openai', 'openai_responses', 'openai-responses'],
  'azure.ai.openai': ['az.ai.openai', 'azure', 'azure_openai', 'azure_text', 'azure-openai'],
  'azure.ai.inference': ['az.ai.inference', 'azure_ai'],
  anthropic: ['anthropic_text'],
  'aws.bedrock': ['aws_bedrock', 'bedrock', 'bedrock_converse', 'amazon_bedrock'],
  'gcp.vertex_ai': ['vertex_ai', 'vertexai', 'vertex_ai_beta'],
  'gcp.gemini': ['gemini', 'google_ai_studio', 'google_genai'],
  'gcp.gen_ai': ['gen_ai', 'google', 'gcp'],
  mistral_ai: ['mistral', 'mistralai'],
  x_ai: ['xai'],
  'ibm.watsonx.ai': ['watsonx', 'watsonx_text', 'ibm_watsonx'],
  cohere: ['cohere_chat'],
  ollama: ['ollama_chat'],
  vllm: ['hosted_vllm'],
  llamafile: [],
  groq: [],
  deepseek: [],
  perplexity: [],
} as const satisfies Record<string, readonly string[]>;

const canonical = new Map<string, string>(
  Object.entries(aliases).flatMap(([name, others]) =>
    [name, ...others].map((one) => [one, name] as const),
  ),
);

/** The one name of a provider; a name that nobody knows stays, in small letters. */
export function providerName(text: string): string {
  const name = text.trim().toLowerCase();
  return canonical.get(name) ?? name;
}

/** Those whose own API counts cached tokens beside the prompt's, not among them. */
const exclusive: ReadonlySet<string> = new Set(['anthropic', 'aws.bedrock']);

/** Whether the provider's own API leaves tokens of its cache out of the prompt's. */
export function countsCacheApart(provider: string | null): boolean {
  return provider !== null && exclusive.has(providerName(provider));
}
