import type { Disturbance } from '../http/disturbance.ts';
import { type ForwardResult, forward } from '../http/forward.ts';
import { serveHttp } from '../http/http-service.ts';
import { pathOf, readBody, sendJson } from '../http/messages.ts';
import { sendError } from '../openai/api-request.ts';
import { openaiErrors } from '../openai/errors.ts';
import type { RunningService } from './service.ts';

export interface RouterConfig {
  readonly port: number;
  readonly replicas: readonly Replica[];
}

interface Replica {
  readonly name: string;
  readonly port: number;
}

/** Milliseconds for which a replica that refused a connection is left out. */
const LEFT_OUT_MS = 1_000;

/**
 * Spreads requests evenly over the replicas. It learns of their health only by passing requests
 * on, as most routers do: a replica that refuses the connection is left out for a moment and the
 * next one is asked; one that hangs or answers with an error keeps its share.
 */
export async function serveRouter(config: RouterConfig): Promise<RunningService<Disturbance>> {
  let turn = 0;
  const leftOutUntil = new Map<Replica, number>();

  /** All replicas, the one whose turn it is first, those left out last. */
  const candidates = (): readonly Replica[] => {
    turn = (turn + 1) % config.replicas.length;
    const inTurn = [...config.replicas.slice(turn), ...config.replicas.slice(0, turn)];
    const isOut = (replica: Replica) => Date.now() < (leftOutUntil.get(replica) ?? 0);
    return [...inTurn.filter((replica) => !isOut(replica)), ...inTurn.filter(isOut)];
  };

  const service = await serveHttp(config.port, async (request, response) => {
    if (pathOf(request) === '/health') return sendJson(response, 200, { status: 'ok' });
    const body = await readBody(request);
    let result: ForwardResult = 'refused';
    for (const replica of candidates()) {
      const responseHeaders = { 'x-served-by': replica.name };
      result = await forward(request, response, {
        to: replica.name,
        port: replica.port,
        body,
        responseHeaders,
      });
      if (result !== 'refused') break;
      leftOutUntil.set(replica, Date.now() + LEFT_OUT_MS);
    }
    if (result === 'answered') return;
    if (result === 'refused') {
      return sendError(response, openaiErrors.unavailable('no replica accepts connections'));
    }
    const timeout = result === 'timeout';
    const answer = timeout ? openaiErrors.gatewayTimeout : openaiErrors.badGateway;
    sendError(response, answer(`the replica did not answer: ${result}`));
  });
  return { set: (next) => service.disturb(next) };
}
