/** Ends of the hosts of APIs → what OpenTelemetry calls their providers. */
const hosts: readonly (readonly [ending: string, provider: string])[] = [
  ['openai.azure.com', 'azure.ai.openai'],
  ['services.ai.azure.com', 'azure.ai.inference'],
  ['api.anthropic.com', 'anthropic'],
  ['api.mistral.ai', 'mistral_ai'],
  ['api.groq.com', 'groq'],
  ['api.deepseek.com', 'deepseek'],
  ['api.perplexity.ai', 'perplexity'],
  ['api.x.ai', 'x_ai'],
  ['api.cohere.com', 'cohere'],
  ['generativelanguage.googleapis.com', 'gcp.gemini'],
];

/**
 * The provider at a host. Whoever else speaks OpenAI's protocol is called so, as OpenTelemetry's
 * instrumentation of its clients does: then a trace and a tap name the same attempt alike.
 */
export function providerAt(host: string): string {
  return hosts.find(([ending]) => host === ending || host.endsWith(`.${ending}`))?.[1] ?? 'openai';
}
