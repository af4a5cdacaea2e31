import type { Disturbance } from '../http/disturbance.ts';
import { serveHttp } from '../http/http-service.ts';
import { pathOf, readBody, sendJson } from '../http/messages.ts';
import { vendorDocuments } from '../language/corpus.ts';
import { buildLanguageData } from '../language/language-data.ts';
import { LanguageModel } from '../language/language-model.ts';
import { completionKind, sendError } from '../openai/api-request.ts';
import { parseCompletionRequest } from '../openai/completion-request.ts';
import { EngineMetrics } from '../openai/engine-metrics.ts';
import { openaiErrors } from '../openai/errors.ts';
import { KeyGuard, type KeySwitches } from '../openai/key-guard.ts';
import { serveCompletion } from '../openai/serve-completion.ts';
import type { RunningService } from './service.ts';
import { serveStatusPage } from './status-page.ts';

export interface VendorConfig {
  readonly port: number;
  readonly statusPort: number;
  readonly key: string;
}

export interface VendorSwitches extends Disturbance, KeySwitches {
  readonly overloaded: boolean;
  readonly truncate: boolean;
  readonly stall: boolean;
  /** Answers end in the middle with an error, after status 200. */
  readonly errorInside: boolean;
  /** Answers carry no count of tokens. */
  readonly hideUsage: boolean;
  /** A smaller model answers, under its own name. */
  readonly wrongModel: boolean;
  /** The status page tells of the outage; without it the page says that all is well. */
  readonly admits: boolean;
}

/** The model that the vendor sells. */
export const vendorModel = 'vendor-chat';
const smallerModel = 'vendor-chat-mini';

/** Milliseconds that the vendor takes for a token. */
const TOKEN_MS = 2;

/** A model API of somebody else, with a key of its own and a status page that can lie. */
export async function serveVendor(config: VendorConfig): Promise<RunningService<VendorSwitches>> {
  let switches: Partial<VendorSwitches> = {};
  const guard = new KeyGuard(config.key);
  const model = new LanguageModel(buildLanguageData(vendorDocuments));
  const metrics = new EngineMetrics();

  const service = await serveHttp(config.port, async (request, response) => {
    const path = pathOf(request);
    const kind = completionKind(request);
    const refusal = guard.refuse(request, kind !== undefined);
    if (refusal) return sendError(response, refusal);
    if (path === '/v1/models') return sendJson(response, 200, modelList());
    if (kind === undefined) return sendError(response, openaiErrors.notFound(path));
    if (switches.overloaded) return sendError(response, openaiErrors.overloaded());
    const asked = parseCompletionRequest(kind, await readBody(request));
    if (typeof asked === 'string') return sendError(response, openaiErrors.badRequest(asked));
    if (asked.model !== vendorModel) {
      return sendError(response, openaiErrors.modelMissing(asked.model));
    }
    await serveCompletion(asked, response, {
      model,
      modelName: switches.wrongModel ? smallerModel : vendorModel,
      metrics,
      tokenMs: TOKEN_MS,
      truncate: switches.truncate ?? false,
      stall: switches.stall ?? false,
      errorInside: switches.errorInside ?? false,
      hideUsage: switches.hideUsage ?? false,
    });
  });
  // The page lives elsewhere, as vendors' pages do, so that it answers during an outage.
  await serveStatusPage(config.statusPort, () => switches.admits ?? false);
  return {
    set: async (next) => {
      switches = next;
      guard.set(next);
      await service.disturb(next);
    },
  };
}

function modelList(): unknown {
  const data = [{ id: vendorModel, object: 'model', created: 0, owned_by: 'vendor' }];
  return { object: 'list', data };
}
