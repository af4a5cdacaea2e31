import { resolveHeaders } from '../http/headers.ts';
import type { LookContext } from '../probe.ts';
import type { Canary, OpenaiOptions } from './options.ts';

/** The question, as it goes over the wire. The same every time, so that the answer is. */
export function completionBody(options: OpenaiOptions, canary: Canary): string {
  const fields: Readonly<Record<string, unknown>> = {
    model: options.model,
    messages: [{ role: 'user', content: canary.prompt }],
    max_tokens: canary.maxTokens,
    temperature: 0,
    seed: 1,
    stream: options.stream,
    ...(options.stream ? { stream_options: { include_usage: true } } : {}),
    ...options.parameters,
  };
  return JSON.stringify(
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)),
  );
}

/** Headers as a chain file would state them: secrets as references. */
export function statedHeaders(
  options: OpenaiOptions,
  kind: 'completion' | 'list',
): Readonly<Record<string, string>> {
  const accept = kind === 'completion' && options.stream ? 'text/event-stream' : 'application/json';
  return {
    accept,
    ...(kind === 'completion' ? { 'content-type': 'application/json' } : {}),
    ...(options.key === undefined ? {} : { authorization: `Bearer ${options.key}` }),
    ...options.headers,
  };
}

/** @throws WeaklinkError E_SECRET, or Error for a value that no header can hold */
export async function sentHeaders(
  options: OpenaiOptions,
  kind: 'completion' | 'list',
  context: LookContext,
): Promise<Readonly<Record<string, string>>> {
  return (await resolveHeaders(statedHeaders(options, kind), context)).values;
}
