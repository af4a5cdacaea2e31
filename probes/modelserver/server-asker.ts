import type { IncomingHttpHeaders } from 'node:http';
import { limits } from '../../src/platform/limits.ts';
import { HttpAsker } from '../data/http-asker.ts';
import { parseJson } from '../data/json.ts';
import { decodeBody } from '../http/body.ts';
import { statusSymptom } from '../http/status.ts';
import { headerText } from '../network/answer-facts.ts';
import type { Seen } from '../network/finding.ts';
import type { ExchangeFailure } from '../network/http-exchange.ts';
import type { LookContext } from '../probe.ts';
import { baseOf, type ModelserverOptions, urlAt } from './options.ts';
import type { Sign } from './sign.ts';

/** Bytes of a page of metrics that are read; the largest have some hundred kilobytes. */
const MAX_PAGE_BYTES = 8 * limits.probeBodyBytes;
/** Characters of a refusal that is told. */
const TOLD_CHARACTERS = 200;
/** Part of the deadline that a question must have had before its silence is the server's. */
const FAIR_SHARE = 0.5;
/** Questions of one look, detection included; no server is asked more than a dozen. */
const MAX_QUESTIONS = 24;

/** An answer of any status. Text is from outside. */
export interface ServerReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The document in it; undefined where it is no JSON. */
  readonly json: unknown;
}

/** Asks one server, one question after the other, within the deadline of the look. */
export class ServerAsker {
  readonly base: URL;
  /** The first exchange that broke off where an answer had to come. */
  broken: ExchangeFailure | undefined;
  /** The first answer of any status. */
  first: ServerReply | undefined;
  /** Questions that this look had no time for: those before took it, here or on the way. */
  unasked = 0;
  readonly #asker: HttpAsker;
  readonly #deadlineMs: number;
  readonly #headers: Readonly<Record<string, string>>;
  #questions = 0;

  constructor(
    options: ModelserverOptions,
    headers: Readonly<Record<string, string>>,
    context: LookContext,
  ) {
    this.base = baseOf(options);
    this.#headers = headers;
    this.#asker = new HttpAsker(options, context);
    this.#deadlineMs = context.deadlineMs;
  }

  /** A page that this server must have; null where the exchange broke off, which ends the look. */
  get(path: string): Promise<ServerReply | null> {
    return this.#ask(urlAt(this.base, path), true);
  }

  /** A page that it may have, here or at another address; null where there is no good answer. */
  async may(at: string | URL): Promise<ServerReply | null> {
    const url = typeof at === 'string' ? urlAt(this.base, at) : at;
    const reply = await this.#ask(url, false);
    return reply?.status === 200 ? reply : null;
  }

  /** A reading that its API wants as a POST; null where there is no good answer. */
  async post(path: string, body: unknown): Promise<ServerReply | null> {
    const reply = await this.#ask(urlAt(this.base, path), false, JSON.stringify(body));
    return reply?.status === 200 ? reply : null;
  }

  /** Any answer, of a page that it may have. */
  any(at: string | URL): Promise<ServerReply | null> {
    return this.#ask(typeof at === 'string' ? urlAt(this.base, at) : at, false);
  }

  /** What was asked to recognise the server is over: its own pages count from here on. */
  begin(): void {
    this.first = undefined;
  }

  seen(facts: Seen['facts'] = {}, measures: Seen['measures'] = []): Seen {
    return this.#asker.seen(facts, measures);
  }

  async #ask(url: URL, must: boolean, body?: string): Promise<ServerReply | null> {
    if (this.broken || this.#questions >= MAX_QUESTIONS) return null;
    this.#questions += 1;
    const leftMs = this.#deadlineMs - this.#asker.tookMs();
    // A key goes to the server alone, never to another host's page of metrics.
    const own = url.origin === this.base.origin ? this.#headers : {};
    const result = await this.#asker.ask({
      url,
      bodyLimitBytes: MAX_PAGE_BYTES,
      headers: body === undefined ? own : { ...own, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body }),
    });
    if (result.kind === 'failure') {
      const isHurried = this.first !== undefined && leftMs < this.#deadlineMs * FAIR_SHARE;
      if (isHurried && /timeout/.test(result.symptom)) {
        this.unasked += 1;
        return null;
      }
      // Nobody answered anything yet: whatever was asked for, the server cannot be reached.
      if (must || this.first === undefined || result.symptom.startsWith('self.')) {
        this.broken = result;
      }
      return null;
    }
    const coding = headerText(result.headers, 'content-encoding');
    const decoded = decodeBody(result.body, coding, MAX_PAGE_BYTES);
    const text = decoded.kind === 'decoded' ? decoded.bytes.toString('utf8') : '';
    const { status, headers } = result;
    const reply = { status, headers, text, json: parseJson(text) };
    this.first ??= reply;
    return reply;
  }
}

const loading = /loading|starting|warming|initiali[sz]ing|not (?:yet )?(?:fully )?loaded/i;

/**
 * What a page means that did not answer 200: a refusal of the key, a load under way, or what a hop
 * on the way says.
 */
export function unready(reply: ServerReply, page: string): Sign {
  const { status, text } = reply;
  const words = `${page} answers ${status}${text === '' ? '' : `: ${text.slice(0, TOLD_CHARACTERS)}`}`;
  if (status === 401) return { symptom: 'llm.auth', words };
  if (status === 403) return { symptom: 'llm.permission', words };
  if (status === 503 && loading.test(text)) return { symptom: 'llm.loading', words };
  return { symptom: statusSymptom(status), words };
}

/** The same of a page that says by 503, or by 400, that its own server is not ready. */
export function unhealthy(reply: ServerReply, page: string): Sign {
  const sign = unready(reply, page);
  const isOwn = sign.symptom === 'http.503' || sign.symptom === 'http.400';
  return isOwn ? { ...sign, symptom: 'server.not_ready' } : sign;
}
