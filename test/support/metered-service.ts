import type { Listener } from './listeners.ts';
import { listenHttp } from './listeners.ts';

const BOUNDS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** A small real HTTP service that works, calls others, and exports what it measures at /metrics. */
export class MeteredService {
  /** Milliseconds that its own work takes. */
  workMs = 2;
  /** Status of its answers while it does not fail because of another. */
  status = 200;
  readonly name: string;
  readonly #calls: readonly MeteredService[];
  readonly #counts = new Map<string, number>();
  #listener: Listener | undefined;

  constructor(name: string, calls: readonly MeteredService[] = []) {
    this.name = name;
    this.#calls = calls;
  }

  get address(): string {
    return this.#listener?.address ?? '';
  }

  async start(): Promise<void> {
    this.#listener = await listenHttp(async ({ url }, response) => {
      if (url === '/metrics') return response.end(this.#exposition());
      const startMs = performance.now();
      const status = await this.#answer();
      this.#measure((performance.now() - startMs) / 1_000, status);
      response.writeHead(status).end();
    });
  }

  async ask(): Promise<number> {
    try {
      const response = await fetch(`http://${this.address}/`);
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 502;
    }
  }

  async close(): Promise<void> {
    await this.#listener?.close();
  }

  async #answer(): Promise<number> {
    await new Promise((resolve) => setTimeout(resolve, this.workMs));
    for (const other of this.#calls) {
      const status = await other.ask();
      this.#count(
        `traces_service_graph_request_total{client="${this.name}",server="${other.name}"}`,
      );
      if (status >= 500) return 502;
    }
    return this.status;
  }

  #measure(seconds: number, status: number): void {
    this.#count(`http_requests_total{code="${status}"}`);
    for (const bound of BOUNDS_SECONDS) {
      this.#count(`http_request_duration_seconds_bucket{le="${bound}"}`, seconds <= bound ? 1 : 0);
    }
    this.#count('http_request_duration_seconds_bucket{le="+Inf"}');
    this.#count('http_request_duration_seconds_count');
    this.#count('http_request_duration_seconds_sum', seconds);
  }

  #count(series: string, by = 1): void {
    this.#counts.set(series, (this.#counts.get(series) ?? 0) + by);
  }

  #exposition(): string {
    return [...this.#counts].map(([series, value]) => `${series} ${value}\n`).join('');
  }
}
