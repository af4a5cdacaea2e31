import { chat, chatQuestion } from './chat.ts';
import type { Dialect } from './dialect.ts';
import { below } from './write.ts';

/** The newest version that Microsoft has declared stable for deployments in the path. */
const API_VERSION = '2024-10-21';

/**
 * Azure OpenAI: chat completions behind the name of a deployment, which says nothing of the model.
 * A base that ends in `/v1` has the deployment in the body instead.
 */
export const azure: Dialect = {
  ...chat,
  questionUrl: ({ url, model = '', apiVersion = API_VERSION }) =>
    hasVersion(url)
      ? below(url, 'chat/completions')
      : below(url, `openai/deployments/${encodeURIComponent(model)}/chat/completions`, {
          'api-version': apiVersion,
        }),
  listUrl: ({ url, apiVersion = API_VERSION }) =>
    hasVersion(url)
      ? below(url, 'models')
      : below(url, 'openai/models', { 'api-version': apiVersion }),
  question: (options, canary) =>
    chatQuestion(options, canary, hasVersion(options.url) ? { model: options.model } : {}),
  keyHeader: (reference) => ['api-key', reference],
  namesModel: false,
  // It lists the models of the region, not the deployments.
  listedAs: () => undefined,
  told: [
    [/^PermissionDenied\b/, 'llm.permission'],
    [/^AuthenticationTypeDisabled\b/, 'llm.auth'],
    [/Virtual Network\/Firewall rules/i, 'http.403'],
    [/^content_filter\b|ResponsibleAIPolicyViolation/, 'llm.content_filter'],
    [/^(?:NoCapacity|ServiceUnavailable)\b|experiencing high demand/i, 'llm.overloaded'],
    [/^(?:InternalServerError|InternalServerFailure|internal_server_error)\b/, 'llm.engine_error'],
    [/^OperationNotSupported\b/, 'llm.bad_request'],
  ],
};

function hasVersion(url: string): boolean {
  return /\/v1\/?$/.test(new URL(url).pathname);
}
