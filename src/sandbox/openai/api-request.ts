import type { IncomingMessage, ServerResponse } from 'node:http';
import { pathOf, sendJson } from '../http/messages.ts';
import type { CompletionRequest } from './completion-request.ts';
import type { ApiError } from './errors.ts';

/** `undefined` for a request that asks no completion. */
export function completionKind(request: IncomingMessage): CompletionRequest['kind'] | undefined {
  if (request.method !== 'POST') return undefined;
  const path = pathOf(request);
  if (path === '/v1/chat/completions') return 'chat';
  return path === '/v1/completions' ? 'text' : undefined;
}

export function sendError(response: ServerResponse, error: ApiError): void {
  sendJson(response, error.status, error.body, error.headers);
}
