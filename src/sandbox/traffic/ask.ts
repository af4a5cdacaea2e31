import { Resolver } from 'node:dns/promises';
import { readFileSync, statSync } from 'node:fs';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Agent, type RequestOptions, request } from 'node:https';
import type { LookupFunction } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { SseReader } from '../../../probes/openai/sse.ts';
import { keepHeader } from '../http/kept-connections.ts';
import { parseTrail, patienceHeader, type TrailStep, trailHeader } from '../http/trail.ts';
import { type Layout, loopback, paths, portOf } from '../layout.ts';
import { publicName } from '../services/public-name.ts';
import type { ModelName } from './callers.ts';

/** Milliseconds that an answer may take: the longest of a slow engine takes two seconds. */
const PATIENCE_MS = 6_000;
/** Milliseconds to wait for a name. */
const NAME_MS = 1_000;
/** Tokens of an event of the answers that clients ask for who ask often. */
const INTERVAL_TOKENS = 64;
/** Characters of an answer that are kept: 96 words. */
const TEXT_CHARACTERS = 4_096;

export interface Question {
  readonly model: ModelName;
  readonly prompt: string;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly seed: number;
  /** Its user goes away after so many pieces of the answer; null: stays. */
  readonly leavesAfter: number | null;
}

/** What its client saw of one attempt. */
export interface Answer {
  /** Since the epoch. */
  readonly startedMs: number;
  readonly durationMs: number;
  readonly firstTokenMs: number | null;
  readonly status: number | null;
  /** Code of the system where no answer came; `timeout`; null for none. */
  readonly error: string | null;
  /** It came to its end; false where it broke off. */
  readonly isWhole: boolean;
  /** The client went away. */
  readonly left: boolean;
  readonly trail: readonly TrailStep[];
  readonly id: string | null;
  readonly model: string | null;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly text: string;
  /** One document for each word. */
  readonly sources: readonly string[];
}

/** Asks as users do: by name, over TLS, streamed. */
export class Asker {
  readonly #layout: Layout;
  readonly #resolver = new Resolver({ timeout: NAME_MS, tries: 1 });
  readonly #agent: Agent;
  readonly #keepsConnections: boolean;
  #authority: { readonly changedMs: number; readonly context: SecureContext } | null = null;

  /** @param keepsConnections as clients do that ask often; others find out about new certificates */
  constructor(layout: Layout, keepsConnections: boolean) {
    this.#layout = layout;
    this.#resolver.setServers([`${loopback}:${portOf(layout, 'name')}`]);
    this.#keepsConnections = keepsConnections;
    this.#agent = new Agent({ keepAlive: keepsConnections, maxCachedSessions: 0 });
  }

  close(): void {
    this.#agent.destroy();
    this.#resolver.cancel();
  }

  /** Never throws: what went wrong is part of the answer. */
  async ask(question: Question): Promise<Answer> {
    const seen = new Seen();
    try {
      await this.#send(question, seen);
    } catch (error) {
      seen.error ??= (error as NodeJS.ErrnoException).code ?? 'failed';
    }
    return seen.answer();
  }

  /** Only for a new connection: who keeps one asks for the name no more. */
  readonly #lookUp: LookupFunction = (name, { all }, found) => {
    this.#resolver.resolve4(name).then(
      ([address = loopback]) =>
        all ? found(null, [{ address, family: 4 }]) : found(null, address, 4),
      (error: NodeJS.ErrnoException) => found(error, '', 4),
    );
  };

  /** The sandbox's own authority, which changes with the certificates. */
  #trusted(): SecureContext {
    const path = paths.authority(this.#layout);
    const changedMs = statSync(path).mtimeMs;
    if (this.#authority?.changedMs !== changedMs) {
      this.#authority = { changedMs, context: createSecureContext({ ca: readFileSync(path) }) };
    }
    return this.#authority.context;
  }

  #send(question: Question, seen: Seen): Promise<void> {
    const { model, prompt, maxTokens, temperature, seed, leavesAfter } = question;
    const body = JSON.stringify({
      model,
      messages: [{ role: 'user', content: prompt }],
      max_tokens: maxTokens,
      temperature,
      seed,
      stream: true,
      stream_options: { include_usage: true },
      sources: true,
      ...(this.#keepsConnections && { stream_interval: INTERVAL_TOKENS }),
    });
    return new Promise((resolve) => {
      const options: RequestOptions & { readonly secureContext: SecureContext } = {
        agent: this.#agent,
        host: publicName,
        lookup: this.#lookUp,
        port: portOf(this.#layout, 'edge'),
        servername: publicName,
        secureContext: this.#trusted(),
        method: 'POST',
        path: '/v1/chat/completions',
        headers: {
          host: publicName,
          authorization: `Bearer ${this.#layout.gatewayKey}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          [trailHeader]: '1',
          [patienceHeader]: PATIENCE_MS,
          ...(this.#keepsConnections && { [keepHeader]: '1' }),
        },
      };
      const sent = request(options);
      const end = () => {
        clearTimeout(impatient);
        resolve();
      };
      const impatient = setTimeout(() => {
        seen.error ??= 'timeout';
        sent.destroy();
        end();
      }, PATIENCE_MS);
      sent.on('error', (error: NodeJS.ErrnoException) => {
        seen.error ??= error.code ?? 'failed';
        end();
      });
      sent.once('response', (answer) => {
        seen.head(answer.statusCode ?? 0, answer.headers);
        readAll(answer, seen, () => {
          if (leavesAfter !== null && seen.pieces >= leavesAfter) {
            seen.left = true;
            sent.destroy();
          }
        }).then(end);
      });
      sent.end(body);
    });
  }
}

/** What is seen of an answer as it comes. */
class Seen {
  readonly startedMs = Date.now();
  readonly #startMs = performance.now();
  error: string | null = null;
  left = false;
  pieces = 0;
  isWhole = false;
  #status: number | null = null;
  #trail: readonly TrailStep[] = [];
  #firstTokenMs: number | null = null;
  #text = '';
  #id: string | null = null;
  #model: string | null = null;
  #usage: { readonly prompt_tokens?: number; readonly completion_tokens?: number } = {};
  #sources: readonly string[] = [];

  head(status: number, headers: IncomingHttpHeaders): void {
    const trail = headers[trailHeader];
    this.#status = status;
    this.#trail = parseTrail(typeof trail === 'string' ? trail : undefined);
  }

  take(data: string): void {
    if (data === '[DONE]') {
      this.isWhole = true;
      return;
    }
    const chunk = chunkOf(data);
    if (chunk === null) return;
    this.#id ??= chunk.id ?? null;
    this.#model ??= chunk.model ?? null;
    this.#usage = chunk.usage ?? this.#usage;
    this.#sources = chunk.sources ?? this.#sources;
    const text = chunk.choices?.[0]?.delta?.content ?? '';
    if (text === '') return;
    this.#firstTokenMs ??= performance.now() - this.#startMs;
    this.pieces += 1;
    if (this.#text.length < TEXT_CHARACTERS) this.#text += text;
  }

  answer(): Answer {
    return {
      startedMs: this.startedMs,
      durationMs: performance.now() - this.#startMs,
      firstTokenMs: this.#firstTokenMs,
      status: this.#status,
      error: this.error,
      isWhole: this.isWhole,
      left: this.left,
      trail: this.#trail,
      id: this.#id,
      model: this.#model,
      promptTokens: this.#usage.prompt_tokens ?? null,
      completionTokens: this.#usage.completion_tokens ?? null,
      text: this.#text,
      sources: this.#sources,
    };
  }
}

interface Chunk {
  readonly id?: string;
  readonly model?: string;
  readonly choices?: readonly { readonly delta?: { readonly content?: string } }[];
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number };
  readonly sources?: readonly string[];
}

/** The sandbox's own servers wrote it; a half one at a break is none. */
function chunkOf(data: string): Chunk | null {
  try {
    return JSON.parse(data) as Chunk;
  } catch {
    return null;
  }
}

function readAll(answer: IncomingMessage, seen: Seen, onPiece: () => void): Promise<void> {
  const reader = new SseReader(({ data }) => seen.take(data));
  return new Promise((resolve) => {
    answer.on('data', (bytes: Buffer) => {
      reader.feed(bytes);
      onPiece();
    });
    answer.on('error', () => {});
    answer.once('close', () => resolve());
  });
}
