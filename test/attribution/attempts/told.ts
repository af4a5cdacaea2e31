import type { Inference } from '../../../src/events/types.ts';

/** A plain successful attempt, with what a test says otherwise. */
export function told(says: Partial<Inference> = {}): Inference {
  return {
    link: 'vendor',
    model: 'gpt-x',
    responseModel: null,
    request: 'request-1',
    attempt: 'openai:r-1',
    source: 'otlp',
    operation: 'chat',
    outcome: 'ok',
    used: null,
    final: true,
    error: null,
    startedAt: '2026-11-21T12:00:00.000Z',
    durationMs: 900,
    firstTokenMs: null,
    promptTokens: null,
    cacheReadTokens: null,
    cacheWriteTokens: null,
    cacheWriteHourTokens: null,
    completionTokens: null,
    reasoningTokens: null,
    billed: 'yes',
    costNanos: null,
    currency: null,
    consumer: null,
    environment: null,
    adapter: null,
    path: [],
    citations: [],
    output: null,
    ...says,
  };
}
