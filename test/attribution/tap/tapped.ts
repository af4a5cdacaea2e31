import { createHash } from 'node:crypto';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { Measured, TapContext } from '../../../src/attribution/tap/exchange.ts';
import { startTap, type Tap } from '../../../src/attribution/tap/tap.ts';
import { upstreamOf } from '../../../src/attribution/tap/upstream.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { createRedactor } from '../../../src/text/redact.ts';

export interface Tapped extends Tap {
  readonly url: string;
  readonly measured: readonly Measured[];
  /** Resolves with the first so many. */
  until(count: number): Promise<readonly Measured[]>;
}

export interface TappedOptions extends Partial<TapContext> {
  readonly ca?: string;
  readonly includeUsage?: boolean;
}

/** A tap on a free port before `to`. */
export async function tapped(to: string, options: TappedOptions = {}): Promise<Tapped> {
  const { ca, includeUsage = false, ...context } = options;
  const measured: Measured[] = [];
  const waiting = new Set<() => void>();
  const upstream = upstreamOf(to, ca);
  const tap = await startTap({
    upstream,
    context: {
      redactor: createRedactor(),
      linkOf: ({ address }) => address ?? null,
      keepOutput: false,
      address: upstream.origin.host,
      provider: 'openai',
      consumerHeader: null,
      environment: null,
      ...context,
    },
    host: '127.0.0.1',
    port: 0,
    includeUsage,
    clock: systemClock,
    onMeasured: (one) => {
      measured.push(one);
      for (const look of waiting) look();
    },
  });
  return {
    ...tap,
    url: `http://${tap.address}`,
    measured,
    until: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (measured.length >= count) resolve(measured);
        };
        waiting.add(look);
        look();
      }),
  };
}

export interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  /** It came to its end. */
  readonly isWhole: boolean;
}

export interface Sending {
  readonly headers?: Readonly<Record<string, string>>;
  readonly agent?: Agent;
  readonly method?: string;
}

/** One request as any client sends it; rejects when no answer comes. */
export function post(url: string, body: string | Buffer, sending: Sending = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    const { headers = {}, agent, method = 'POST' } = sending;
    const sent = request(url, {
      method,
      agent: agent ?? new Agent(),
      headers: { 'content-type': 'application/json', ...headers },
    });
    sent.on('error', reject);
    sent.once('response', (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', () => {});
      answer.once('close', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          rawHeaders: answer.rawHeaders,
          body: Buffer.concat(chunks),
          isWhole: answer.complete,
        }),
      );
    });
    sent.end(body);
  });
}

export function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export const asked = (more: object = {}): string =>
  JSON.stringify({
    model: 'small',
    messages: [{ role: 'user', content: 'the secret prompt' }],
    ...more,
  });
