import type { Fact } from '../../src/events/types.ts';
import { limits } from '../../src/platform/limits.ts';
import { attemptFacts, failureFinding, type Seen } from '../network/finding.ts';
import {
  type ExchangeFailure,
  type ExchangeResponse,
  httpExchange,
  portOf,
} from '../network/http-exchange.ts';
import { KeptText } from '../network/kept-text.ts';
import type { Phases } from '../network/phase-clock.ts';
import { tlsFacts, tlsMeasures } from '../network/tls-finding.ts';
import type { TlsVersion } from '../network/trust.ts';
import type { Finding, LookContext } from '../probe.ts';
import { storeFailureFinding } from './finding.ts';
import type { StoreSymptom } from './symptoms.ts';

/** How all requests of one look are made. */
export interface AskerOptions {
  readonly resolver?: string | undefined;
  readonly connectTo?: string | undefined;
  readonly ca?: string | undefined;
  readonly servername?: string | undefined;
  readonly minVersion?: TlsVersion | undefined;
}

export interface HttpQuestion {
  readonly url: URL;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly bodyLimitBytes?: number;
}

/** An exchange that broke off, as a store's own trouble: what HTTP calls it → what stores call it. */
const words: readonly (readonly [RegExp, StoreSymptom])[] = [
  [/timeout/, 'store.timeout'],
  [/^http\.(?:closed|reset|truncated)/, 'store.closed'],
  [/^http\./, 'store.malformed'],
];

/** Asks a store over HTTP, each time on a fresh socket; one look may ask several times. */
export class HttpAsker {
  readonly #options: AskerOptions;
  readonly #context: LookContext;
  readonly #startMs: number;
  readonly #spent: Record<string, number> = {};
  #facts: Readonly<Record<string, Fact>> = {};
  #tlsSeen: Seen['measures'] = [];
  readonly #kept: KeptText;

  constructor(options: AskerOptions, context: LookContext) {
    this.#kept = new KeptText(context.redactor);
    this.#options = options;
    this.#context = context;
    this.#startMs = context.clock.monotonic();
  }

  /** Milliseconds since the look began. */
  tookMs(): number {
    return this.#context.clock.monotonic() - this.#startMs;
  }

  /** Never throws; what broke off is a failure, any status is an answer. */
  async ask(question: HttpQuestion): Promise<ExchangeResponse | ExchangeFailure> {
    const { resolver, connectTo, ca, servername, minVersion } = this.#options;
    const { clock, signal, deadlineMs, vantage } = this.#context;
    const result = await httpExchange({
      ...question,
      resolver,
      connectTo,
      ca,
      servername,
      minVersion,
      bodyLimitBytes: question.bodyLimitBytes ?? limits.probeBodyBytes,
      deadlineMs: deadlineMs - this.tookMs(),
      signal,
      clock,
      vantage,
    });
    this.#learn(result, question.url);
    if (result.kind === 'failure' || result.cut === null) return result;
    // A body that is longer than what was asked for is an answer as far as it goes.
    if (result.cut.symptom === 'http.body_too_large') return result;
    return { ...result, ...result.cut, kind: 'failure' };
  }

  /** What every finding of the look says beside its verdict. */
  seen(facts: Readonly<Record<string, Fact>> = {}, measures: Seen['measures'] = []): Seen {
    return {
      phases: { ...this.#spent, total: floor(this.tookMs()) } as Phases,
      facts: { ...this.#facts, ...facts },
      measures: [...(this.#tlsSeen ?? []), ...measures],
    };
  }

  /** The finding of a look that ended with a broken exchange. */
  failed(failure: ExchangeFailure): Finding {
    const { symptom, detail } = failure;
    const word = words.find(([pattern]) => symptom.startsWith('http.') && pattern.test(symptom));
    return word
      ? storeFailureFinding({ symptom: word[1], detail }, this.seen(), this.#kept)
      : failureFinding(failure, this.seen(), this.#kept);
  }

  #learn(result: ExchangeResponse | ExchangeFailure, url: URL): void {
    for (const [phase, ms] of Object.entries(result.phases)) {
      if (phase !== 'total') this.#spent[phase] = floor((this.#spent[phase] ?? 0) + ms);
    }
    const facts: Record<string, Fact> = { ...attemptFacts(result.attempts, portOf(url)) };
    if (result.tls) {
      const nowMs = this.#context.clock.now();
      Object.assign(facts, tlsFacts(result.tls, nowMs, this.#kept));
      this.#tlsSeen = tlsMeasures(result.tls, nowMs);
    }
    this.#facts = { ...this.#facts, ...facts };
  }
}

function floor(ms: number): number {
  return Math.floor(ms * 1_000) / 1_000;
}
