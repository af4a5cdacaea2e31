import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countOf,
  noUsage,
  type ToldUsage,
  usageOf,
} from '../../../src/attribution/ingest/usage.ts';
import { usageOfVendor } from '../../../src/attribution/ingest/vendor-usage.ts';

/** Of a vendor's usage object: all tokens of the prompt, of these read and written, and of the answer. */
function counts(usage: unknown) {
  const told = usageOfVendor(usage);
  if (told === null) return null;
  const { promptTokens, cacheReadTokens, cacheWriteTokens, cacheWriteHourTokens, ...answer } =
    usageOf(told);
  return [
    promptTokens,
    cacheReadTokens,
    cacheWriteTokens,
    cacheWriteHourTokens,
    answer.completionTokens,
    answer.reasoningTokens,
  ];
}

describe('usage as each API writes it', () => {
  it.each([
    [
      'OpenAI chat: cached and reasoning are among the counts',
      {
        prompt_tokens: 130_213,
        completion_tokens: 60,
        total_tokens: 130_273,
        prompt_tokens_details: { cached_tokens: 130_208 },
        completion_tokens_details: { reasoning_tokens: 40 },
      },
      [130_213, 130_208, null, null, 60, 40],
    ],
    [
      'OpenAI responses',
      {
        input_tokens: 100,
        input_tokens_details: { cached_tokens: 64 },
        output_tokens: 50,
        output_tokens_details: { reasoning_tokens: 10 },
        total_tokens: 150,
      },
      [100, 64, null, null, 50, 10],
    ],
    [
      'Anthropic: cached tokens stand beside the input, and those for an hour apart',
      {
        input_tokens: 5,
        cache_read_input_tokens: 130_208,
        cache_creation_input_tokens: 900,
        cache_creation: { ephemeral_5m_input_tokens: 700, ephemeral_1h_input_tokens: 200 },
        output_tokens: 60,
      },
      [131_113, 130_208, 700, 200, 60, null],
    ],
    [
      'the last delta of an Anthropic stream',
      { output_tokens: 60 },
      [null, null, null, null, 60, null],
    ],
    [
      'Gemini: thoughts stand beside the candidates',
      {
        promptTokenCount: 100,
        cachedContentTokenCount: 30,
        candidatesTokenCount: 20,
        thoughtsTokenCount: 15,
        totalTokenCount: 135,
      },
      [100, 30, null, null, 35, 15],
    ],
    [
      'Bedrock Converse',
      { inputTokens: 5, outputTokens: 7, cacheReadInputTokens: 90, totalTokens: 102 },
      [95, 90, null, null, 7, null],
    ],
    [
      'an explicit nothing',
      { prompt_tokens: 0, completion_tokens: 0 },
      [0, null, null, null, 0, null],
    ],
    ['no usage', { tokens: 5 }, null],
    ['no object', 'usage', null],
    [
      'counts that are none',
      { prompt_tokens: -4, completion_tokens: 1.5, total_tokens: 'many' },
      [null, null, null, null, null, null],
    ],
  ])('%s', (_what, usage, expected) => {
    expect(counts(usage)).toEqual(expected);
  });
});

describe('what no source says right', () => {
  const of = (told: Partial<ToldUsage>) => usageOf({ ...noUsage, ...told });

  it('adds cached tokens that are more than the prompt, instead of clamping it to 0', () => {
    expect(of({ input: 5, cacheRead: 900 })).toMatchObject({
      promptTokens: 905,
      cacheReadTokens: 900,
    });
  });

  it('lets a total decide against the convention', () => {
    const cached = { input: 1_000, output: 10, cacheRead: 900 };
    expect(of({ ...cached, cachedApart: true, total: 1_010 }).promptTokens).toBe(1_000);
    expect(of({ ...cached, cachedApart: false, total: 1_910 }).promptTokens).toBe(1_900);
    expect(of({ ...cached, cachedApart: true, total: 7 }).promptTokens).toBe(1_900);
  });

  it('invents nothing for what is not told', () => {
    expect(of({ cacheRead: 900, reasoning: 4 })).toMatchObject({
      promptTokens: null,
      completionTokens: null,
    });
  });

  it('never makes a part greater than its whole', () => {
    const count = fc.option(fc.nat(1_000));
    const told = fc.record({
      input: count,
      output: count,
      total: count,
      cacheRead: count,
      cacheWrite: count,
      cacheWriteHour: count,
      reasoning: count,
      cachedApart: fc.boolean(),
    });
    fc.assert(
      fc.property(told, (one) => {
        const usage = usageOf(one);
        const cached =
          (usage.cacheReadTokens ?? 0) +
          (usage.cacheWriteTokens ?? 0) +
          (usage.cacheWriteHourTokens ?? 0);
        if (usage.promptTokens !== null) expect(usage.promptTokens).toBeGreaterThanOrEqual(cached);
        if (usage.completionTokens !== null) {
          expect(usage.completionTokens).toBeGreaterThanOrEqual(usage.reasoningTokens ?? 0);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    [5, 5],
    ['5', 5],
    [0, 0],
    ['', null],
    [null, null],
    ['5.5', null],
    [-1, null],
    [Number.NaN, null],
    [2 ** 60, null],
  ])('reads the count %j as %j', (value, expected) => {
    expect(countOf(value)).toBe(expected);
  });
});
