import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AttemptBook } from '../../../src/attribution/attempts/book.ts';
import type { Receiver } from '../../../src/attribution/ingest/http/receiver.ts';
import { linksByName } from '../../../src/attribution/ingest/links.ts';
import { startOtlpReceiver } from '../../../src/attribution/ingest/otlp/receiver.ts';
import type { Inference } from '../../../src/events/types.ts';
import { createRedactor } from '../../../src/text/redact.ts';
import { type LlamaServer, noLlama, startLlama } from '../../support/llama/llama.ts';
import { post, type Tapped, tapped } from '../tap/tapped.ts';

const reason = noLlama();
const WAIT = { timeout: 30_000, interval: 50 };

describe.skipIf(reason !== null)(`a real llama.cpp${reason ? ` (${reason})` : ''}`, () => {
  const traced: Inference[] = [];
  let receiver: Receiver;
  let llama: LlamaServer;
  let tap: Tapped;

  beforeAll(async () => {
    receiver = await startOtlpReceiver({
      redactor: createRedactor(),
      linkOf: linksByName,
      keepOutput: true,
      port: 0,
      now: () => performance.now(),
      onInferences: async (inferences) => {
        traced.push(...inferences);
      },
    });
    llama = await startLlama(`http://${receiver.address}/v1/traces`);
    tap = await tapped(llama.url, {
      provider: 'llama_cpp',
      keepOutput: true,
      consumerHeader: 'x-team',
      linkOf: () => 'llama-server',
    });
  }, 120_000);
  afterAll(async () => {
    await tap.close();
    await llama.close();
    await receiver.close();
  });

  const ask = (model: string, prompt = 'the rain in the') =>
    post(
      `${tap.url}/v1/chat/completions`,
      JSON.stringify({
        model,
        stream: true,
        max_tokens: 12,
        messages: [{ role: 'user', content: prompt }],
      }),
      { headers: { 'x-team': 'weather' } },
    );

  it('answers, and its traces and the tap tell of the same attempts', {
    timeout: 60_000,
  }, async () => {
    await ask('tiny-llama');
    await ask('tiny-llama');
    await ask('tiny-llama:house-style');
    expect((await ask('no-such-model')).status).toBe(404);
    const passed = (await tap.until(4)).map(({ inference }) => inference);
    await vi.waitFor(() => expect(traced).toHaveLength(4), WAIT);

    const [first, again, styled, missing] = passed;
    expect(first).toMatchObject({
      outcome: 'ok',
      model: 'tiny-llama',
      consumer: 'weather',
      completionTokens: 12,
    });
    expect(first?.promptTokens).toBeGreaterThan(3);
    // At temperature 0 the model says the same again, and the adapter makes it say something else.
    expect(again?.output).toBe(first?.output);
    expect(styled?.output).not.toBe(first?.output);
    expect(missing).toMatchObject({ outcome: 'failed', error: '404', billed: 'no' });

    for (const one of [first, again, styled]) {
      const same = traced.find(({ attempt }) => attempt === one?.attempt);
      expect(same).toMatchObject({
        link: 'llama-server',
        model: one?.model,
        responseModel: one?.responseModel,
        environment: 'test',
        promptTokens: one?.promptTokens,
        completionTokens: one?.completionTokens,
        output: one?.output,
        source: 'otlp',
      });
      expect(same?.firstTokenMs).toBeGreaterThan(0);
      expect(one?.firstTokenMs).toBeGreaterThan(0);
    }

    const book = new AttemptBook();
    for (const one of [...passed, ...traced]) book.take(one);
    const merged = [...book.all()].filter(({ inference }) => inference.outcome === 'ok');
    expect(merged).toHaveLength(3);
    expect(merged.every(({ disputes }) => disputes.length === 0)).toBe(true);
    expect(merged[0]?.inference).toMatchObject({ consumer: 'weather', environment: 'test' });
  });
});
