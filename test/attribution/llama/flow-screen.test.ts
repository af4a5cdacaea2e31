import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePort } from '../../support/listeners.ts';
import { type LlamaServer, noLlama, startLlama } from '../../support/llama/llama.ts';
import { needsPrograms } from '../../support/needs-program.ts';
import { Pty } from '../../support/pty.ts';
import { scratch } from '../../support/scratch.ts';
import { ensureBuilt, entry } from '../../support/weaklink.ts';
import { post } from '../tap/tapped.ts';

const reason = needsPrograms('script') ? noLlama() : 'script is missing';
const WAIT = { timeout: 60_000, interval: 100 };
/** Nano-dollars of a token, as prices.yaml says below: dear ones, so that they can be read on the screen. */
const nanosOf = { prompt: 1_000_000n, completion: 2_000_000n };

/** What stands behind the two models of the server, beside the weights that it really serves. */
function lineageYaml({ directory }: LlamaServer): string {
  const hashed = (file: string) => {
    const sha256 = createHash('sha256')
      .update(readFileSync(join(directory, file)))
      .digest('hex');
    return `directory: ${directory}, files: [{ path: ${file}, sha256: ${sha256} }]`;
  };
  return `lineage: tiny
contributors: { ada: }
developers: { founder: , stylist: }
hosts: { desk: }
datanets:
  verses: { contributors: [ada] }
bases:
  tiny-llama: { developers: [founder], ${hashed('tiny.gguf')} }
adapters:
  brief: { base: tiny-llama, names: ['tiny-llama:house-style'], datanets: [verses], developers: [stylist], ${hashed('lora.gguf')} }
models:
  tiny-llama: { base: tiny-llama }
splits:
  - shares: { contributors: 300000, developers: 100000, "base:tiny-llama": 200000, "adapter:brief": 100000, "host:desk": 200000, unattributed: 100000 }
`;
}

interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
}

/** An agent that asks, traced by OpenTelemetry's SDK over protobuf; its span is the parent of the server's. */
class Agent {
  readonly #provider: TracerProvider;
  readonly #propagator = new W3CTraceContextPropagator();

  constructor(otlpUrl: string) {
    this.#provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'weather-agent' }),
      spanProcessors: [
        new SimpleSpanProcessor({ exporter: new OTLPTraceExporter({ url: otlpUrl }) }),
      ],
    });
  }

  /** @returns what the answer itself says of its tokens, and the end of the request as the agent saw it */
  async ask(url: string, model: string): Promise<{ readonly status: number; usage: Usage | null }> {
    const span = this.#provider.getTracer('agent').startSpan('ask', { kind: SpanKind.INTERNAL });
    const headers: Record<string, string> = {};
    this.#propagator.inject(trace.setSpan(ROOT_CONTEXT, span), headers, {
      set: (carrier, name, value) => {
        carrier[name] = value;
      },
    });
    const messages = [{ role: 'user', content: 'the rain in the' }];
    const body = JSON.stringify({ model, stream: true, max_tokens: 12, messages });
    const answer = await post(`${url}/v1/chat/completions`, body, { headers });
    span.end();
    const told = /"usage":(\{[^}]*\})/.exec(answer.body.toString())?.[1];
    return { status: answer.status, usage: told ? JSON.parse(told) : null };
  }

  close(): Promise<void> {
    return this.#provider.shutdown();
  }
}

describe.skipIf(reason !== null)(
  `from llama.cpp to the flow${reason ? ` (${reason})` : ''}`,
  () => {
    let llama: LlamaServer;
    let agent: Agent;
    let console: Pty;

    beforeAll(async () => {
      const port = await freePort();
      const otlpUrl = `http://127.0.0.1:${port}/v1/traces`;
      const directory = await scratch(afterAll);
      llama = await startLlama(otlpUrl);
      agent = new Agent(otlpUrl);
      writeFileSync(join(directory, 'lineage.yaml'), lineageYaml(llama));
      writeFileSync(
        join(directory, 'prices.yaml'),
        `date: 2026-11-01
currency: USD
models: [{ model: "tiny-llama*", input: 1000, output: 2000 }]
`,
      );
      writeFileSync(
        join(directory, 'chain.yaml'),
        `chain: desk
models: { tiny-llama: llama-server }
links:
  llama-server: { kind: inference-server, address: "${llama.url}/v1", probes: [] }
attribution: { lineage: lineage.yaml, prices: prices.yaml, listen: "127.0.0.1:${port}" }
`,
      );
      await ensureBuilt();
      const chain = join(directory, 'chain.yaml');
      console = new Pty(
        `${process.execPath} ${entry} flow ${chain} --check-files --model tiny-llama:house-style`,
        { columns: 120, rows: 36, env: { HOME: directory } },
      );
      await vi.waitFor(() => expect(console.text()).toContain('nobody was seen to ask'), WAIT);
    }, 120_000);
    afterAll(async () => {
      await console?.close();
      await agent?.close();
      await llama?.close();
    });

    it('names the base model, the adapter and who asked, and every total is that of the answers', {
      timeout: 120_000,
    }, async () => {
      const usages: Usage[] = [];
      for (const model of ['tiny-llama:house-style', 'tiny-llama:house-style', 'tiny-llama']) {
        const { status, usage } = await agent.ask(llama.url, model);
        expect(status).toBe(200);
        if (usage) usages.push(usage);
      }
      expect(usages).toHaveLength(3);
      const billed = usages
        .slice(0, 2)
        .reduce(
          (sum, { prompt_tokens, completion_tokens }) =>
            sum +
            BigInt(prompt_tokens) * nanosOf.prompt +
            BigInt(completion_tokens) * nanosOf.completion,
          0n,
        );
      const usd = (nanos: bigint) => `0.${String(nanos / 100_000n).padStart(4, '0')}`;

      await vi.waitFor(() => {
        const text = console.text();
        expect(text).toContain('tiny-llama:house-style, last 15 m, by value');
        expect(text).toContain(`${usd(billed)} USD, 2 attempts`);
        expect(text).toContain('weather-agent');
      }, WAIT);
      const byValue = console.text();
      expect(byValue).toMatch(/▇ adapter brief/);
      expect(byValue).toMatch(/▇ base tiny-llama/);
      for (const name of ['ada', 'developer stylist', 'host desk', 'llama-server']) {
        expect(byValue).toContain(name);
      }
      expect(byValue).toContain(
        `billed ${usd(billed)} USD = parties ${usd((billed * 9n) / 10n)} + unattributed ${usd(billed / 10n)} + lost 0.0000`,
      );
      expect(byValue).toContain('conserved');
      expect(byValue).not.toContain('NOT conserved');
      expect(byValue).toContain('lineage: 2 checked, 3 declared');
      expect(byValue).toContain('told by otlp 2');

      // v, v: by tokens; what is drawn is what the answers said of themselves.
      const tokens = usages.slice(0, 2).reduce((sum, one) => sum + one.prompt_tokens + 12, 0);
      console.type('v');
      await vi.waitFor(() => expect(console.text()).toContain('attempts 2 = answered 2'), WAIT);
      console.type('v');
      await vi.waitFor(() => expect(console.text()).toContain(`tokens ${tokens} = answered`), WAIT);

      // m: the other model, whose weights are the base model alone.
      const otherModel = / tiny-llama, last 15 m, by/;
      await vi.waitFor(
        () => {
          // Until its trace has come there is no other model to go to.
          if (!otherModel.test(console.text())) console.type('m');
          expect(console.text()).toMatch(otherModel);
        },
        { ...WAIT, interval: 2_000 },
      );
      expect(console.text()).toMatch(/▇ base tiny-llama/);
      expect(console.text()).not.toContain('adapter brief');
    });
  },
);
