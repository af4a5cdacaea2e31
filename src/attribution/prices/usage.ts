import type { Inference } from '../../events/types.ts';
import type { SafeText } from '../../text/safe-text.ts';
import { safe } from '../../text/sanitise.ts';

/** The tokens of one attempt, each counted in exactly one of these. */
export interface Usage {
  /** All of the prompt: what tiers go by. */
  readonly prompt: number;
  /** Of the prompt, what neither came from a cache nor went into one. */
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly cacheWriteHour: number;
  /** Of the answer, what is no reasoning. */
  readonly output: number;
  readonly reasoning: number;
}

/** Operations whose answers have no tokens. */
const withoutAnswer: ReadonlySet<string> = new Set(['embeddings', 'rerank']);

/**
 * The parts of the prompt and of the answer, told apart. Sources leave the figures of caches and reasoning
 * out where there were none: null is none there. The totals are never guessed, and what contradicts itself
 * is not clamped: it is unknown.
 *
 * @returns why it is not known, in words
 */
export function usageOf(inference: Inference): Usage | SafeText {
  const { promptTokens: prompt, operation } = inference;
  const completion =
    inference.completionTokens ?? (withoutAnswer.has(operation) ? 0 : inference.completionTokens);
  if (prompt === null && completion === null) return safe`no usage was told`;
  if (prompt === null) return safe`the tokens of the prompt were not told`;
  if (completion === null) return safe`the tokens of the answer were not told`;
  const cacheRead = inference.cacheReadTokens ?? 0;
  const cacheWrite = inference.cacheWriteTokens ?? 0;
  const cacheWriteHour = inference.cacheWriteHourTokens ?? 0;
  const reasoning = inference.reasoningTokens ?? 0;
  for (const count of [prompt, completion, cacheRead, cacheWrite, cacheWriteHour, reasoning]) {
    if (!Number.isSafeInteger(count) || count < 0) return safe`${count} is no count of tokens`;
  }
  const input = prompt - cacheRead - cacheWrite - cacheWriteHour;
  const output = completion - reasoning;
  if (input < 0) {
    return safe`${prompt - input} cached tokens are more than the prompt's ${prompt}`;
  }
  if (output < 0)
    return safe`${reasoning} reasoning tokens are more than the answer's ${completion}`;
  return { prompt, input, cacheRead, cacheWrite, cacheWriteHour, output, reasoning };
}

export function isUnknownUsage(usage: Usage | SafeText): usage is SafeText {
  return typeof usage === 'string';
}
