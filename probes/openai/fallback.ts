import { safe } from '../../src/text/sanitise.ts';
import { headerText } from '../network/answer-facts.ts';
import type { ExchangeResponse } from '../network/http-exchange.ts';
import type { Problem } from './judge-answer.ts';
import type { OpenaiOptions } from './options.ts';

/** The header in which LiteLLM counts the fallbacks that it tried before one answered. */
export const FALLBACKS_HEADER = 'x-litellm-attempted-fallbacks';

/**
 * A gateway that asked another model than it was asked for says so here, whatever name it writes into the
 * answer: since its version 1.85, LiteLLM writes the one that was asked for.
 */
export function judgeFallback(
  { headers }: Pick<ExchangeResponse, 'headers'>,
  { model, allowFallback }: Pick<OpenaiOptions, 'model' | 'allowFallback'>,
): readonly Problem[] {
  const count = Number(headerText(headers, FALLBACKS_HEADER) ?? 0);
  if (allowFallback || !Number.isSafeInteger(count) || count < 1) return [];
  const evidence = safe`${FALLBACKS_HEADER}: ${count}; ${model ?? 'the model'} was asked for`;
  return [{ symptom: 'llm.fallback', evidence }];
}
