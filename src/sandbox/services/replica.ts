import type { ServerResponse } from 'node:http';
import { readDevice } from '../gpu/device.ts';
import type { Disturbance } from '../http/disturbance.ts';
import { serveHttp } from '../http/http-service.ts';
import { agentFor } from '../http/kept-connections.ts';
import { pathOf, readBody, sendJson } from '../http/messages.ts';
import { waitingBehind } from '../http/tell-time.ts';
import { completionKind, sendError } from '../openai/api-request.ts';
import { type CompletionRequest, parseCompletionRequest } from '../openai/completion-request.ts';
import { EngineMetrics } from '../openai/engine-metrics.ts';
import { EngineModels, type ModelCondition } from '../openai/engine-models.ts';
import { openaiErrors } from '../openai/errors.ts';
import { serveCompletion } from '../openai/serve-completion.ts';
import { adapters } from './adapters.ts';
import type { RunningService } from './service.ts';
import { StoredModel, StoreError } from './stored-model.ts';

export interface ReplicaConfig {
  readonly port: number;
  readonly storePort: number;
  /** The file in which its GPU says how it does. */
  readonly devicePath: string;
}

export interface ReplicaSwitches extends Disturbance {
  /** Health stays green, completions never come. */
  readonly engineHung: boolean;
  /** Health stays green, completions fail. */
  readonly engineDead: boolean;
  /** Milliseconds that requests wait in its queue, because others ask so much. */
  readonly queueMs: number;
  readonly truncate: boolean;
  readonly stall: boolean;
  readonly hideUsage: boolean;
  /** Now and then the health page says 503, while every completion is served. */
  readonly flakyHealth: boolean;
  /** Another, smaller model was deployed here. */
  readonly wrongModel: boolean;
  /** The weights in memory are damaged. */
  readonly corrupt: boolean;
  /** The weights are being loaded: nothing is served yet, and health says so. */
  readonly loading: boolean;
  /** The model was not deployed here. */
  readonly modelMissing: boolean;
}

/** The model that the replicas serve. */
export const servedModel = 'chat';
const wrongModelName = 'chat-mini';

/** A flaky health page says no to one of so many checks. */
const FLAKY_EVERY = 12;
/** Milliseconds that a healthy engine takes for a token. */
const TOKEN_MS = 4;

/** An inference server with the OpenAI API and vLLM's health, version and metrics pages. */
export async function serveReplica(
  config: ReplicaConfig,
): Promise<RunningService<ReplicaSwitches>> {
  let switches: Partial<ReplicaSwitches> = {};
  const metrics = new EngineMetrics();
  const stored = new StoredModel(config.storePort);
  const models = new EngineModels();
  let healthChecks = 0;

  const healthStatus = (): number => {
    healthChecks += 1;
    if (switches.loading) return 503;
    return switches.flakyHealth && healthChecks % FLAKY_EVERY === 0 ? 503 : 200;
  };

  const complete = async (request: CompletionRequest, response: ServerResponse): Promise<void> => {
    const adapter = adapters.get(request.model);
    if (switches.loading) return sendError(response, openaiErrors.loading());
    if (switches.modelMissing || (request.model !== servedModel && !adapter)) {
      return sendError(response, openaiErrors.modelMissing(request.model));
    }
    if (switches.queueMs) await metrics.waitInQueue(switches.queueMs);
    const device = readDevice(config.devicePath);
    if (switches.engineHung || device.work === 'hangs') return hold(response, metrics);
    if (device.work === 'fails') return sendError(response, openaiErrors.engineDead(device.error));
    if (switches.engineDead) {
      return sendError(response, openaiErrors.engineDead('EngineCore encountered an issue.'));
    }
    const data = await waitingBehind(response, 'store', () => stored.data(agentFor(response.req)));
    const condition = conditionOf(switches);
    const isAdapted = adapter !== undefined && condition === 'right';
    const model = isAdapted ? models.adapted(data, adapter.leaning) : models.of(data, condition);
    await serveCompletion(request, response, {
      model,
      modelName: switches.wrongModel ? wrongModelName : request.model,
      metrics,
      tokenMs: TOKEN_MS * device.slowdown,
      truncate: switches.truncate ?? false,
      stall: switches.stall ?? false,
      errorInside: false,
      hideUsage: switches.hideUsage ?? false,
    });
  };

  const service = await serveHttp(config.port, async (request, response) => {
    const path = pathOf(request);
    if (path === '/health') return void response.writeHead(healthStatus()).end();
    if (path === '/version') return sendJson(response, 200, { version: '0.11.2' });
    if (path === '/v1/models') return sendJson(response, 200, modelList(switches));
    if (path === '/metrics') return sendMetrics(response, metrics);
    const kind = completionKind(request);
    if (kind === undefined) return sendError(response, openaiErrors.notFound(path));
    const asked = parseCompletionRequest(kind, await readBody(request));
    if (typeof asked === 'string') return sendError(response, openaiErrors.badRequest(asked));
    try {
      await complete(asked, response);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      const answer = error.damaged ? openaiErrors.engineDead : openaiErrors.unavailable;
      sendError(response, answer(error.message));
    }
  });
  return {
    set: async (next) => {
      switches = next;
      await service.disturb(next);
    },
  };
}

/** The request stays in the engine until its client gives up. */
function hold(response: ServerResponse, metrics: EngineMetrics): void {
  metrics.running += 1;
  response.once('close', () => {
    metrics.running -= 1;
  });
}

function sendMetrics(response: ServerResponse, metrics: EngineMetrics): void {
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' });
  response.end(metrics.expose(servedModel));
}

function modelList({ modelMissing, wrongModel }: Partial<ReplicaSwitches>): unknown {
  const id = wrongModel ? wrongModelName : servedModel;
  const data = modelMissing ? [] : [{ id, object: 'model', created: 0, owned_by: 'sandbox' }];
  return { object: 'list', data };
}

function conditionOf({ corrupt, wrongModel }: Partial<ReplicaSwitches>): ModelCondition {
  if (corrupt) return 'damaged';
  return wrongModel ? 'too-small' : 'right';
}
