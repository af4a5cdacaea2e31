import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { modelserverProbe } from '../../../probes/modelserver/index.ts';
import { openaiProbe } from '../../../probes/openai/index.ts';
import type { Finding } from '../../../probes/probe.ts';
import { type Listener, listenHttp } from '../../support/listeners.ts';
import { type Front, startFakeFront } from '../../support/llama/fake-front.ts';
import { type LlamaServer, noLlama, startLlama } from '../../support/llama/llama.ts';
import { type SpoilingProxy, startSpoilingProxy } from '../../support/llama/spoiling-proxy.ts';
import { lookAt } from '../../support/look-at.ts';
import { ForwardClock } from '../modelserver/look-twice.ts';

const reason = noLlama();
/** One core that others use too: an answer of twelve tokens may take seconds. */
const PATIENT_MS = 30_000;

describe.skipIf(reason !== null)(`a real llama.cpp${reason ? ` (${reason})` : ''}`, () => {
  let llama: LlamaServer;
  let proxy: SpoilingProxy;
  let traces: Listener;
  /** What it says to this prompt at temperature 0; random weights say nothing that makes sense. */
  let answer: string;

  const question = (more: object = {}) => ({
    prompt: 'the rain in the',
    maxTokens: 12,
    ...more,
  });
  const look = (options: object = {}, deadlineMs = PATIENT_MS): Promise<Finding> =>
    lookAt(
      openaiProbe,
      { url: `${proxy.url}/v1`, model: 'tiny-llama', canary: question(), ...options },
      { deadlineMs },
    );

  beforeAll(async () => {
    traces = await listenHttp((request, response) =>
      request.resume().on('end', () => response.end()),
    );
    llama = await startLlama(`http://${traces.address}/v1/traces`);
    proxy = await startSpoilingProxy(llama.url);
    const first = await look();
    answer = String(first.facts?.['llm.text']);
  }, 120_000);
  afterEach(() => {
    proxy.spoil({});
    llama.signal('SIGCONT');
  });
  afterAll(async () => {
    await proxy.close();
    await llama.close();
    await traces.close();
  });

  const known = () => question({ answer });

  it('answers the same again, and counts the same tokens', { timeout: 60_000 }, async () => {
    const [one, two] = [await look({ canary: known() }), await look({ canary: known() })];
    expect(one).toMatchObject({ outcome: 'ok', facts: { 'llm.completion_tokens': 12 } });
    expect(two.outcome).toBe('ok');
    expect(two.facts?.['llm.answer']).toBe(one.facts?.['llm.answer']);
    expect(two.facts?.['llm.prompt_count']).toBe(one.facts?.['llm.prompt_count']);
    expect(Number(one.facts?.['llm.prompt_count'])).toBeGreaterThan(3);
  });

  it('cannot say a word back: its weights are noise', { timeout: 60_000 }, async () => {
    const finding = await look({ canary: { maxTokens: 12 } });
    expect(['llm.canary_mismatch', 'llm.garbage']).toContain(finding.symptom);
  });

  it('answers otherwise with an adapter that nobody asked for', { timeout: 60_000 }, async () => {
    const options = { model: 'tiny-llama:house-style', canary: known() };
    const finding = await look(options);
    expect([finding.symptom, ...(finding.alsoSeen ?? [])]).toContain('llm.canary_mismatch');
  });

  it('lacks a model', { timeout: 60_000 }, async () => {
    expect((await look({ model: 'large', canary: known() })).symptom).toBe('llm.model_not_found');
  });

  it('is stopped: the connection stands, and no token comes', { timeout: 60_000 }, async () => {
    llama.signal('SIGSTOP');
    expect((await look({ canary: known(), ttftMs: 1_000 })).symptom).toBe('llm.ttft_timeout');
    llama.signal('SIGCONT');
    await expect
      .poll(async () => (await look({ canary: known() })).outcome, { timeout: 50_000 })
      .toBe('ok');
  });

  it('stops in the middle of its answer', { timeout: 60_000 }, async () => {
    proxy.spoil({ stopsAfter: 900 });
    expect((await look({ canary: known(), stallMs: 1_000 })).symptom).toBe('llm.stall');
  });

  it('is cut off in the middle, in order', { timeout: 60_000 }, async () => {
    proxy.spoil({ closesAfter: 900 });
    const { symptom, alsoSeen = [] } = await look({ canary: known() });
    expect([symptom, ...alsoSeen]).toContain('llm.stream_truncated');
  });

  it('is slow: its first token, and those after it', { timeout: 60_000 }, async () => {
    proxy.spoil({ pieceMs: 400 });
    const finding = await look({ canary: known(), slowMs: 300, slowTokenMs: 200 });
    expect([finding.symptom, ...(finding.alsoSeen ?? [])].toSorted()).toEqual([
      'llm.slow_tokens',
      'llm.ttft_slow',
    ]);
  });

  describe('behind a front that stays green', () => {
    let front: Front;
    beforeAll(async () => {
      front = await startFakeFront(llama.url);
    });
    afterAll(() => front.close());

    it('hangs, and its counters show it', { timeout: 120_000 }, async () => {
      const clock = new ForwardClock();
      const options = { url: front.url, server: 'llamacpp', tokenizer: false };
      const inside = () => lookAt(modelserverProbe, options, { clock });
      expect(await inside()).toMatchObject({ outcome: 'ok' });

      llama.signal('SIGSTOP');
      const waits = lookAt(
        openaiProbe,
        { url: `${front.url}/v1`, model: 'tiny-llama', canary: known() },
        { deadlineMs: PATIENT_MS },
      );
      const running = async () =>
        (await inside()).measures?.find(({ name }) => name === 'server.running')?.value;
      await expect.poll(running, { timeout: 10_000 }).toBe(1);
      for (let i = 0; i < 2; i += 1) {
        clock.forward(15_000);
        await inside();
      }
      clock.forward(15_000);
      const hung = await inside();
      expect(hung).toMatchObject({ outcome: 'failed', symptom: 'server.engine_hung' });
      expect(hung.facts).toMatchObject({ 'http.status': 200 });

      llama.signal('SIGCONT');
      expect((await waits).outcome).toBe('ok');
      await pause(0);
      expect(await inside()).toMatchObject({ outcome: 'ok' });
    });
  });

  it('is killed: nothing listens any more', { timeout: 60_000 }, async () => {
    llama.signal('SIGKILL');
    const direct = () => look({ url: `${llama.url}/v1`, canary: known() }, 5_000);
    await expect
      .poll(async () => (await direct()).symptom, { timeout: 30_000 })
      .toBe('tcp.refused');
  });
});
