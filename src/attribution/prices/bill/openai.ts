import { z } from 'zod';
import type { SafeText } from '../../../text/safe-text.ts';
import { sanitise } from '../../../text/sanitise.ts';
import { billedAmount } from './amounts.ts';
import type { BillLine } from './types.ts';

/** Pages of OpenAI's `/v1/organization/usage/…` and `/v1/organization/costs`, as they were answered. */
export const openAiPage = z.object({
  data: z.array(
    z.object({
      start_time: z.number().int(),
      end_time: z.number().int(),
      results: z.array(z.record(z.string(), z.unknown())),
    }),
  ),
});
export type OpenAiPage = z.infer<typeof openAiPage>;

const usageResult = z.object({
  input_tokens: z.number().nonnegative(),
  output_tokens: z.number().nonnegative().optional(),
  num_model_requests: z.number().nonnegative().optional(),
  model: z.string().nullish(),
});
const costResult = z.object({
  amount: z.object({ value: z.union([z.number(), z.string()]), currency: z.string().length(3) }),
  line_item: z.string().nullish(),
});

/** The lines of a page. @returns what is wrong with it, in words */
export function openAiLines(page: OpenAiPage): readonly BillLine[] | string {
  const lines: BillLine[] = [];
  for (const { start_time, end_time, results } of page.data) {
    for (const result of results) {
      const line = lineOf(result, { from: start_time * 1_000, to: end_time * 1_000 });
      if (typeof line === 'string') return line;
      lines.push(line);
    }
  }
  return lines;
}

function lineOf(
  result: Record<string, unknown>,
  period: { readonly from: number; readonly to: number },
): BillLine | string {
  const base = { ...period, kind: 'usage', isCorrection: false } as const;
  const usage = usageResult.safeParse(result);
  if (usage.success) {
    const { input_tokens, output_tokens = 0, num_model_requests = null, model } = usage.data;
    return {
      ...base,
      names: named(model),
      nanos: null,
      currency: null,
      roundingNanos: 0n,
      tokens: input_tokens + output_tokens,
      requests: num_model_requests,
    };
  }
  const cost = costResult.safeParse(result);
  if (!cost.success) return 'a result is neither of usage nor of costs';
  const { amount, line_item } = cost.data;
  const billed = billedAmount(amount.value);
  if (!billed) return `amount.value: "${amount.value}" is no amount`;
  return {
    ...base,
    // `gpt-5-2025-08-07, cached input`.
    names: named(line_item?.split(',')[0]),
    ...billed,
    currency: amount.currency.toUpperCase(),
    tokens: null,
    requests: null,
  };
}

function named(name: string | null | undefined): readonly SafeText[] {
  return name ? [sanitise(name)] : [];
}
