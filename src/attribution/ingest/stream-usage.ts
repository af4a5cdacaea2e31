import { objectOf, parseJson } from './json.ts';
import type { ToldUsage } from './usage.ts';
import { usageOfVendor } from './vendor-usage.ts';

/** Chunks of one stream that are read; an answer of 100,000 tokens has as many. */
const MAX_CHUNKS = 200_000;

/**
 * The usage that the chunks of a stream tell, wherever among them it stands: in one without choices, as
 * OpenAI sends it, in the last that has some, as others do, or in several that count up. Chunks come as a
 * list, or as the text of the stream (`data: {…}`). The greatest count is the last.
 */
export function usageOfStream(chunks: unknown): ToldUsage | null {
  const list = typeof chunks === 'string' ? dataOf(chunks) : chunks;
  if (!Array.isArray(list)) return null;
  let usage: ToldUsage | null = null;
  for (const chunk of list.slice(-MAX_CHUNKS)) {
    const told = usageOfVendor(usageIn(chunk));
    if (told !== null) usage = usage === null ? told : greater(usage, told);
  }
  return usage;
}

/** Where OpenAI, Anthropic (`message_start` and `message_delta`), OpenAI's responses and Gemini put it. */
function usageIn(chunk: unknown): unknown {
  const object = objectOf(chunk);
  return (
    object?.usage ??
    objectOf(object?.message)?.usage ??
    objectOf(object?.response)?.usage ??
    object?.usageMetadata
  );
}

function dataOf(text: string): readonly unknown[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => parseJson(line.slice('data:'.length)));
}

function greater(a: ToldUsage, b: ToldUsage): ToldUsage {
  const of = (key: Exclude<keyof ToldUsage, 'cachedApart'>) =>
    a[key] === null || b[key] === null ? (a[key] ?? b[key]) : Math.max(a[key], b[key]);
  return {
    input: of('input'),
    output: of('output'),
    total: of('total'),
    cacheRead: of('cacheRead'),
    cacheWrite: of('cacheWrite'),
    cacheWriteHour: of('cacheWriteHour'),
    reasoning: of('reasoning'),
    // Deltas that only count the output do not tell whose sense it is in.
    cachedApart: a.input !== null ? a.cachedApart : b.cachedApart,
  };
}
