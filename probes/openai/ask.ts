import { limits } from '../../src/platform/limits.ts';
import { decodeBody } from '../http/body.ts';
import { headerText } from '../network/answer-facts.ts';
import {
  type ExchangeResponse,
  type ExchangeResult,
  httpExchange,
  type ResponseHead,
} from '../network/http-exchange.ts';
import type { LookContext } from '../probe.ts';
import { Completion } from './completion.ts';
import type { Dialect } from './dialects/dialect.ts';
import { dialectOf } from './dialects/registry.ts';
import type { StreamReader } from './dialects/stream.ts';
import { parseJson } from './json.ts';
import type { OpenaiOptions } from './options.ts';
import type { ApiRequest } from './sign.ts';

/** Which wait weaklink gave up. */
export type GivenUp = 'first-token' | 'next-token';

export interface Asked {
  readonly result: ExchangeResult;
  /** What came, also of an answer that broke off; empty for one that was refused. */
  readonly completion: Completion;
  readonly givenUp: GivenUp | undefined;
  readonly isStreamed: boolean;
  readonly limits: Waits;
}

/** Longest waits for the first and for the next token, in milliseconds. */
export interface Waits {
  readonly firstMs: number;
  readonly nextMs: number;
}

/** Share of the deadline after which silence in the middle of an answer is a stall. */
const STALL_SHARE = 0.4;

/** Bytes shown of an answer that is no completion. */
const SHOWN_BYTES = 200;

/** Asks the canary once: no retries, which would hide a fault and cost twice. */
export async function askCanary(
  options: OpenaiOptions,
  request: ApiRequest,
  context: LookContext,
): Promise<Asked> {
  const waits: Waits = {
    firstMs: options.ttftMs ?? context.deadlineMs,
    nextMs: options.stallMs ?? context.deadlineMs * STALL_SHARE,
  };
  const listener = new Listener(waits, dialectOf(options));
  const result = await httpExchange({
    ...request,
    resolver: options.resolver,
    connectTo: options.connectTo,
    ca: options.ca,
    servername: options.servername,
    minVersion: options.minVersion,
    deadlineMs: context.deadlineMs,
    phaseDeadlinesMs: { ...options.phaseDeadlinesMs, wait: waits.firstMs },
    signal: context.signal,
    vantage: context.vantage,
    enough: listener.enough,
    onHead: (head) => listener.takeHead(head),
    onChunk: (chunk, atMs) => listener.takeChunk(chunk, atMs),
    clock: context.clock,
  });
  listener.finish(result);
  const { completion, givenUp, isStreamed } = listener;
  return { result, completion, givenUp, isStreamed, limits: waits };
}

/** Listens to one answer and says when to stop: it is over, or nothing more comes. */
class Listener {
  readonly completion = new Completion();
  givenUp: GivenUp | undefined;
  readonly #waits: Waits;
  readonly #dialect: Dialect;
  readonly #enough = new AbortController();
  #reader: StreamReader | undefined;
  #timer: NodeJS.Timeout | undefined;
  #atMs = 0;

  constructor(waits: Waits, dialect: Dialect) {
    this.#waits = waits;
    this.#dialect = dialect;
  }

  get enough(): AbortSignal {
    return this.#enough.signal;
  }

  get isStreamed(): boolean {
    return this.#reader !== undefined;
  }

  takeHead({ status, headers, atMs }: ResponseHead): void {
    if (status !== 200 || !isStream(headers, this.#dialect.streamType)) return;
    this.#reader = this.#newReader();
    this.#wait('first-token', this.#waits.firstMs - atMs);
  }

  takeChunk(chunk: Buffer, atMs: number): void {
    if (!this.#reader) return;
    const before = this.completion.arrivalsMs.length;
    this.#atMs = atMs;
    this.#reader.feed(chunk);
    if (this.completion.isOver || this.#reader.isOverfull || this.#reader.malformed !== undefined) {
      this.#stop();
    } else if (this.completion.arrivalsMs.length > before) {
      // Only content counts: a server that hangs may well send keep-alives.
      this.#wait('next-token', this.#waits.nextMs);
    }
  }

  finish(result: ExchangeResult): void {
    clearTimeout(this.#timer);
    if (result.kind === 'failure' || result.status !== 200) return;
    this.#atMs = result.phases.total ?? 0;
    if (this.#reader) this.#endStream(this.#reader);
    else this.#takeWhole(result);
  }

  #endStream(reader: StreamReader): void {
    reader.end();
    if (reader.malformed !== undefined) this.completion.refuse(reader.malformed);
    if (reader.isOverfull) this.completion.refuse('an event larger than the limit');
  }

  /** The answer was not a stream, or one in a content coding that nobody asked for. */
  #takeWhole({ body, headers, cut }: ExchangeResponse): void {
    const coding = headerText(headers, 'content-encoding');
    const decoded = decodeBody(body, coding, limits.probeBodyBytes);
    if (decoded.kind !== 'decoded') {
      this.completion.refuse(decoded.detail);
      return;
    }
    const document = parseJson(decoded.bytes.toString('utf8'));
    if (document !== undefined) {
      this.#takeDocument(document, headers);
    } else if (isEventText(decoded.bytes)) {
      this.#reader = this.#newReader();
      this.#reader.feed(decoded.bytes);
      this.#endStream(this.#reader);
    } else if (cut === null) {
      this.completion.refuse(decoded.bytes.subarray(0, SHOWN_BYTES).toString('utf8'));
    }
  }

  #takeDocument(document: unknown, headers: ExchangeResponse['headers']): void {
    const error = this.#dialect.errorOf(document, headers);
    if (error) this.completion.fail(error);
    else this.#dialect.takeDocument(this.completion, document, this.#atMs);
  }

  #newReader(): StreamReader {
    return this.#dialect.reader((event) =>
      this.#dialect.takeEvent(this.completion, event, this.#atMs),
    );
  }

  #wait(what: GivenUp, forMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.givenUp = what;
        this.#stop();
      },
      Math.max(0, forMs),
    );
  }

  #stop(): void {
    clearTimeout(this.#timer);
    // With a reason of its own: the default one is an error, and making its stack costs time.
    this.#enough.abort('enough');
  }
}

function isStream(headers: ResponseHead['headers'], streamType: string): boolean {
  const coding = headerText(headers, 'content-encoding') ?? 'identity';
  const [type = ''] = (headerText(headers, 'content-type') ?? '').split(';');
  return type.trim().toLowerCase() === streamType && coding === 'identity';
}

/** Some servers stream without saying so in the content type. */
function isEventText(bytes: Buffer): boolean {
  return /^\uFEFF?(?:data|event|id|:)/.test(bytes.subarray(0, 16).toString('utf8'));
}
