import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import type { Ending, Exchange } from './exchange.ts';
import { passedHeaders } from './headers.ts';
import { hold, withUsageAsked } from './include-usage.ts';
import type { Lead } from './upstream.ts';

export interface ForwardingOptions {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly lead: Lead;
  /** Null for what is no inference: it passes, and nobody measures it. */
  readonly exchange: Exchange | null;
  /** Milliseconds on a clock that only grows. */
  readonly now: () => number;
  readonly includeUsage: boolean;
  /** Called once. */
  readonly onEnd: (ending: Ending) => void;
}

/**
 * One request on its way and its answer on its way back. Bytes go on as they come, at the pace of the
 * slower side; whoever goes away, the other side learns it.
 */
export class Forwarding {
  readonly #options: ForwardingOptions;
  #sent: ClientRequest | null = null;
  #hasAnswer = false;
  /** What went wrong behind, if anything did. */
  #trouble: Ending | null = null;

  constructor(options: ForwardingOptions) {
    this.#options = options;
  }

  start(): void {
    const { request, response, lead, exchange, now, includeUsage } = this.#options;
    lead.hold();
    // The API's own date passes.
    response.sendDate = false;
    response.on('error', () => {});
    response.once('close', () => this.#over());
    if (includeUsage && request.headers['content-encoding'] === undefined) void this.#sendHeld();
    else request.pipe(this.#open());
    if (exchange) request.on('data', (bytes: Buffer) => exchange.requestBytes(bytes, now()));
  }

  /** Sends the body with a wish for usage, once it is there. */
  async #sendHeld(): Promise<void> {
    const { request, response } = this.#options;
    const held = await hold(request);
    if (held === null || response.destroyed) return;
    if (held.kind === 'part') {
      const sent = this.#open();
      sent.write(held.body);
      request.pipe(sent);
      return;
    }
    const body = withUsageAsked(held.body);
    const length = ['Content-Length', String(body.length)];
    this.#open(['content-length', 'transfer-encoding'], length).end(body);
  }

  #open(without: readonly string[] = [], more: readonly string[] = []): ClientRequest {
    const { lead, request } = this.#options;
    const sent = lead.request(request, without, more);
    this.#sent = sent;
    sent.once('response', (answer) => this.#relay(answer));
    sent.on('error', (error: NodeJS.ErrnoException) => this.#fail(error.code ?? 'EUNKNOWN'));
    return sent;
  }

  #relay(answer: IncomingMessage): void {
    const { response, exchange, now } = this.#options;
    this.#hasAnswer = true;
    const { statusCode = 502, statusMessage = '', headers, rawHeaders } = answer;
    exchange?.answerHead(statusCode, headers, now());
    if (/\bclose\b/i.test(headers.connection ?? '')) response.shouldKeepAlive = false;
    response.writeHead(statusCode, statusMessage, passedHeaders(rawHeaders));
    answer.pipe(response, { end: false });
    // With the first bytes of the body where they come at once; alone where they keep people waiting.
    let hasBody = false;
    setImmediate(() => {
      if (!hasBody && !response.destroyed && !response.writableEnded) response.flushHeaders();
    });
    answer.on('data', (bytes: Buffer) => {
      hasBody = true;
      exchange?.answerBytes(bytes, now());
    });
    answer.on('error', () => {});
    answer.once('end', () => {
      if (answer.rawTrailers.length > 0) response.addTrailers(pairs(answer.rawTrailers));
      response.end();
    });
    answer.once('close', () => {
      if (answer.complete) return;
      this.#trouble ??= { kind: 'cut' };
      response.destroy();
    });
  }

  #fail(code: string): void {
    const { request, response } = this.#options;
    // Whether an answer is whole, it says itself: an API may answer before it has read all that was asked.
    if (this.#hasAnswer || response.destroyed) return;
    this.#trouble = { kind: 'unreachable', code };
    // The API hung up on an idle connection just then: clients know that, and try again.
    if (this.#sent?.reusedSocket) request.socket.destroy();
    else refuse(response, code);
  }

  #over(): void {
    const { response, lead, onEnd } = this.#options;
    lead.release();
    const wasSent = response.writableFinished;
    if (!wasSent) this.#sent?.destroy();
    onEnd(this.#trouble ?? { kind: wasSent ? 'answered' : 'client gone' });
  }
}

function refuse(response: ServerResponse, code: string): void {
  const message = `weaklink tap: the API behind it cannot be reached (${code})`;
  const body = JSON.stringify({ error: { message, type: 'bad_gateway', param: null, code } });
  response.writeHead(502, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

function pairs(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, index) =>
    index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as [string, string]] : [],
  );
}
