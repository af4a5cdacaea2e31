import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Disturbance } from '../http/disturbance.ts';
import { forward } from '../http/forward.ts';
import { serveHttp } from '../http/http-service.ts';
import { pathOf, readBody, sendJson } from '../http/messages.ts';
import { completionKind, sendError } from '../openai/api-request.ts';
import { parseCompletionRequest } from '../openai/completion-request.ts';
import { openaiErrors } from '../openai/errors.ts';
import { KeyGuard, type KeySwitches } from '../openai/key-guard.ts';
import type { RunningService } from './service.ts';

export interface ApiGatewayConfig {
  readonly port: number;
  /** The key that its users send. */
  readonly key: string;
  readonly routerPort: number;
  readonly vendorPort: number;
  /** The key with which it asks the vendor. */
  readonly vendorKey: string;
}

export interface ApiGatewaySwitches extends Disturbance, KeySwitches {
  /** Asks the vendor for what the router should answer, and tells nobody. */
  readonly fallback: boolean;
}

/** Models and where each is asked. */
const routes = { chat: 'router', 'chat-fiction': 'router', 'vendor-chat': 'vendor' } as const;
const vendorModel = 'vendor-chat';

/** Checks keys, quotas and rate limits, and sends each model's requests where it is served. */
export async function serveApiGateway(
  config: ApiGatewayConfig,
): Promise<RunningService<ApiGatewaySwitches>> {
  const guard = new KeyGuard(config.key);
  let fallback = false;

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = pathOf(request);
    if (path === '/health') return sendJson(response, 200, { status: 'ok' });
    const refusal = guard.refuse(request, completionKind(request) !== undefined);
    if (refusal) return sendError(response, refusal);
    if (path === '/v1/models') return sendJson(response, 200, modelList());
    const kind = completionKind(request);
    if (kind === undefined) return sendError(response, openaiErrors.notFound(path));
    const body = await readBody(request);
    const asked = parseCompletionRequest(kind, body);
    if (typeof asked === 'string') return sendError(response, openaiErrors.badRequest(asked));
    await route(asked.model, request, response, body);
  };

  const route = async (
    model: string,
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
  ): Promise<void> => {
    if (!Object.hasOwn(routes, model)) return sendError(response, openaiErrors.modelMissing(model));
    const fallsBack = fallback && model !== vendorModel;
    const toVendor = fallsBack || model === vendorModel;
    const behind = toVendor ? 'vendor' : 'router';
    const result = await forward(request, response, {
      to: behind,
      port: toVendor ? config.vendorPort : config.routerPort,
      body: fallsBack ? askingFor(vendorModel, body) : body,
      // Users' keys end here; the vendor has its own.
      requestHeaders: { authorization: toVendor ? `Bearer ${config.vendorKey}` : undefined },
      responseHeaders: guard.limitHeaders(),
    });
    if (result === 'answered') return;
    const timeout = result === 'timeout';
    const answer = timeout ? openaiErrors.gatewayTimeout : openaiErrors.badGateway;
    sendError(response, answer(`no answer from ${behind}: ${result}`));
  };

  const service = await serveHttp(config.port, handle);
  return {
    set: async (next) => {
      guard.set(next);
      fallback = next.fallback ?? false;
      await service.disturb(next);
    },
  };
}

/** The same request to another model. */
function askingFor(model: string, body: Buffer): Buffer {
  return Buffer.from(JSON.stringify({ ...JSON.parse(body.toString()), model }));
}

function modelList(): unknown {
  const data = Object.keys(routes).map((id) => ({
    id,
    object: 'model',
    created: 0,
    owned_by: 'sandbox',
  }));
  return { object: 'list', data };
}
