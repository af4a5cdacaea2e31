import { z } from 'zod';
import { type ExchangeResult, httpExchange } from '../network/http-exchange.ts';
import type { PhaseClock } from '../network/phase-clock.ts';
import type { LookContext } from '../probe.ts';
import type { PrometheusOptions } from './options.ts';
import type { PrometheusSymptom } from './symptoms.ts';

/** Bytes of one answer: about 50,000 samples, or the targets of a server with 5,000 of them. */
const MAX_ANSWER_BYTES = 4_194_304;
/** Requests that one look has under way at a time: Prometheus runs 20 queries at once for everybody. */
const MAX_CONCURRENT = 4;
const WORDS_CHARACTERS = 300;

export type ServerOptions = Pick<PrometheusOptions, 'url'> &
  Partial<Pick<PrometheusOptions, 'resolver' | 'connectTo' | 'ca' | 'servername' | 'minVersion'>>;

/** Who asks; from this machine where no vantage is named. */
export type Asker = Pick<LookContext, 'signal' | 'clock'> & Partial<Pick<LookContext, 'vantage'>>;

/** Why there is no answer. */
export interface Refusal {
  readonly kind: 'refused';
  readonly symptom: PrometheusSymptom | `self.${string}`;
  /** From outside, not sanitised. */
  readonly detail: string;
}

export type ApiAnswer = { readonly kind: 'data'; readonly data: unknown } | Refusal;

const envelope = z.object({
  status: z.enum(['success', 'error']),
  data: z.unknown().optional(),
  errorType: z.string().catch(''),
  error: z.string().catch(''),
});

/** What the API calls its errors, and what they mean to us. */
const symptomOfType: Readonly<Record<string, PrometheusSymptom>> = {
  bad_data: 'prometheus.bad_query',
  execution: 'prometheus.query_failed',
  internal: 'prometheus.query_failed',
  timeout: 'prometheus.query_timeout',
  canceled: 'prometheus.query_timeout',
  unavailable: 'prometheus.unreachable',
  not_found: 'prometheus.malformed',
};

/** The HTTP API of one Prometheus, for one look; each request over a fresh socket. */
export class PrometheusApi {
  readonly #server: ServerOptions;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #context: Asker;
  readonly #time: PhaseClock;
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;

  constructor(
    server: ServerOptions,
    headers: Readonly<Record<string, string>>,
    context: Asker,
    time: PhaseClock,
  ) {
    this.#server = server;
    this.#headers = headers;
    this.#context = context;
    this.#time = time;
  }

  /** `path` below `api/v1/`: `query`, `alerts`. */
  async get(path: string, parameters: Readonly<Record<string, string>> = {}): Promise<ApiAnswer> {
    return answerOf(await this.exchange(`api/v1/${path}`, parameters));
  }

  /** Any page of the server. */
  async exchange(
    path: string,
    parameters: Readonly<Record<string, string>> = {},
  ): Promise<ExchangeResult> {
    while (this.#underWay >= MAX_CONCURRENT) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#underWay += 1;
    try {
      return await httpExchange({
        ...this.#server,
        url: pageUrl(this.#server.url, path, parameters),
        headers: { accept: 'application/json', ...this.#headers },
        bodyLimitBytes: MAX_ANSWER_BYTES,
        deadlineMs: this.#time.remainingMs(),
        signal: this.#context.signal,
        vantage: this.#context.vantage,
        clock: this.#context.clock,
      });
    } finally {
      this.#underWay -= 1;
      this.#waiting.shift()?.();
    }
  }
}

/** `http://host/prom` and `api/v1/query` → `http://host/prom/api/v1/query?…`. */
export function pageUrl(
  base: string,
  path: string,
  parameters: Readonly<Record<string, string>> = {},
): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`;
  url.hash = '';
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url;
}

/** Judges an exchange with the API. */
export function answerOf(result: ExchangeResult): ApiAnswer {
  if (result.kind === 'failure') return networkRefusal(result.symptom, result.detail);
  if (result.cut) {
    return result.cut.symptom === 'http.body_too_large'
      ? refused('prometheus.too_large', result.cut.detail)
      : refused('prometheus.unreachable', `${result.cut.symptom}: ${result.cut.detail}`);
  }
  const { status } = result;
  if (status === 401 || status === 403) return refused('prometheus.denied', `status ${status}`);
  const text = result.body.toString('utf8');
  const parsed = envelope.safeParse(jsonOf(text));
  if (!parsed.success) {
    const words = `status ${status}: ${text.slice(0, WORDS_CHARACTERS)}`;
    return refused(status >= 400 ? 'prometheus.unreachable' : 'prometheus.malformed', words);
  }
  const { status: said, data, errorType, error } = parsed.data;
  if (said === 'success') return { kind: 'data', data };
  const symptom = Object.hasOwn(symptomOfType, errorType) ? symptomOfType[errorType] : undefined;
  return refused(symptom ?? 'prometheus.query_failed', `${errorType}: ${error}`);
}

/** What hindered the request: this machine, or anything on the way to Prometheus and itself. */
function networkRefusal(symptom: string, detail: string): Refusal {
  return symptom.startsWith('self.')
    ? { kind: 'refused', symptom: symptom as `self.${string}`, detail }
    : refused('prometheus.unreachable', `${symptom}: ${detail}`);
}

export function refused(symptom: PrometheusSymptom, detail: string): Refusal {
  return { kind: 'refused', symptom, detail };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
