import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { drained } from '../drained.ts';
import { pause } from '../pause.ts';
import type { LiveToxic } from '../toxic.ts';
import type { AnswerPart } from './answer-part.ts';
import type { AnswerContext, Asked, Refusal } from './fault.ts';
import { llmFaultOf } from './faults/registry.ts';
import { withoutHeaders } from './headers.ts';
import { readDocument, readEvents } from './read-parts.ts';
import type { TenantExchange } from './tenant-exchange.ts';

export function refuse(response: ServerResponse, { status, headers, document }: Refusal): void {
  const body = JSON.stringify(document);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}

/** Passes the upstream's answer on as it comes, byte for byte. */
export async function passOn(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  writeHead(answer, response, withoutHeaders(answer.rawHeaders));
  await pipeline(answer, response);
}

/** What is done to one answer, and by which toxics. */
export interface Change {
  readonly toxics: readonly LiveToxic[];
  readonly asked: Asked;
  readonly closed: AbortSignal;
  readonly tenants: TenantExchange;
}

/** Passes a good answer on through the faults, part by part; any other as it comes. */
export async function passOnChanged(
  answer: IncomingMessage,
  response: ServerResponse,
  change: Change,
): Promise<void> {
  const type = answer.headers['content-type'] ?? '';
  const isStream = type.startsWith('text/event-stream');
  const isGood = (answer.statusCode ?? 0) < 300;
  const isPacked = answer.headers['content-encoding'] !== undefined;
  if (!isGood || isPacked || !(isStream || type.includes('json'))) return passOn(answer, response);
  let headers: readonly string[] = withoutHeaders(answer.rawHeaders, 'content-length');
  let parts: AsyncIterable<AnswerPart> = isStream ? readEvents(answer) : readDocument(answer);
  const cut = (): void => {
    response.socket?.destroy();
  };
  for (const { type, attributes, removed } of change.toxics) {
    const fault = llmFaultOf(type);
    headers = fault.headers?.(headers) ?? headers;
    const context: AnswerContext = {
      ...change,
      isStream,
      removed,
      pause: (ms) => pause(ms, removed, change.closed),
      cut,
    };
    parts = fault.change?.(parts, attributes, context) ?? parts;
  }
  writeHead(answer, response, headers);
  for await (const { text } of parts) await write(response, text);
  response.end();
  answer.destroy();
}

function writeHead(
  { statusCode = 502, statusMessage }: IncomingMessage,
  response: ServerResponse,
  headers: readonly string[],
): void {
  // The date is the upstream's.
  response.sendDate = false;
  response.writeHead(statusCode, statusMessage, [...headers]);
  response.flushHeaders();
}

async function write(response: ServerResponse, text: string): Promise<void> {
  if (response.destroyed || text === '') return;
  if (!response.write(text)) await drained(response);
}
