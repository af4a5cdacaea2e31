import { setTimeout as delay } from 'node:timers/promises';
import type { FinishReason } from './completion-answer.ts';

/** Upper edges of the latency histograms, in seconds, as vLLM cuts them at the short end. */
const bucketSeconds = [0.001, 0.005, 0.01, 0.02, 0.04, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

class Histogram {
  readonly #counts = bucketSeconds.map(() => 0);
  #sum = 0;
  #count = 0;

  observe(seconds: number): void {
    this.#sum += seconds;
    this.#count += 1;
    bucketSeconds.forEach((edge, index) => {
      if (seconds <= edge) this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    });
  }

  lines(name: string, labels: string): readonly string[] {
    const buckets = bucketSeconds.map(
      (edge, index) => `${name}_bucket{${labels},le="${edge}"} ${this.#counts[index]}`,
    );
    return [
      ...buckets,
      `${name}_bucket{${labels},le="+Inf"} ${this.#count}`,
      `${name}_sum{${labels}} ${this.#sum}`,
      `${name}_count{${labels}} ${this.#count}`,
    ];
  }
}

/** What one engine did, under the names by which vLLM publishes it. */
export class EngineMetrics {
  running = 0;
  #waiting = 0;
  promptTokens = 0;
  generatedTokens = 0;
  readonly #finished: Record<FinishReason | 'abort', number> = { stop: 0, length: 0, abort: 0 };
  readonly #firstToken = new Histogram();
  readonly #wholeRequest = new Histogram();

  /** Counts a request as waiting for so long. */
  async waitInQueue(milliseconds: number): Promise<void> {
    this.#waiting += 1;
    await delay(milliseconds);
    this.#waiting -= 1;
  }

  firstTokenAfter(milliseconds: number): void {
    this.#firstToken.observe(milliseconds / 1_000);
  }

  finished(reason: FinishReason | 'abort', milliseconds: number): void {
    this.#finished[reason] += 1;
    this.#wholeRequest.observe(milliseconds / 1_000);
  }

  /** Prometheus text format. */
  expose(model: string): string {
    const labels = `model_name="${model}"`;
    const gauge = (name: string, value: number): readonly string[] => [
      `# TYPE ${name} gauge`,
      `${name}{${labels}} ${value}`,
    ];
    const counter = (name: string, value: number): readonly string[] => [
      `# TYPE ${name} counter`,
      `${name}{${labels}} ${value}`,
    ];
    const histogram = (name: string, values: Histogram): readonly string[] => [
      `# TYPE ${name} histogram`,
      ...values.lines(name, labels),
    ];
    return [
      ...gauge('vllm:num_requests_running', this.running),
      ...gauge('vllm:num_requests_waiting', this.#waiting),
      ...gauge('vllm:kv_cache_usage_perc', Math.min(1, this.running / 64)),
      ...counter('vllm:prompt_tokens_total', this.promptTokens),
      ...counter('vllm:generation_tokens_total', this.generatedTokens),
      '# TYPE vllm:request_success_total counter',
      ...Object.entries(this.#finished).map(
        ([reason, count]) =>
          `vllm:request_success_total{${labels},finished_reason="${reason}"} ${count}`,
      ),
      ...histogram('vllm:time_to_first_token_seconds', this.#firstToken),
      ...histogram('vllm:e2e_request_latency_seconds', this.#wholeRequest),
      '',
    ].join('\n');
  }
}
