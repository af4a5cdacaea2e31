import { at, textAt } from '../../data/json.ts';
import type { MetricNames } from '../metrics/names.ts';
import { type ServerAsker, unhealthy, unready } from '../server-asker.ts';
import type { Sign } from '../sign.ts';
import type { Described, ModelServer } from './server.ts';

/** Of its own model server; the engines that it runs have pages of theirs. */
export const kserveNames: MetricNames = {
  prefix: /^request_(?:preprocess|predict|postprocess|explain)_seconds/,
  named: {},
  alsoKnown: [
    'request_explain_seconds',
    'request_postprocess_seconds',
    'request_predict_seconds',
    'request_preprocess_seconds',
  ],
};

export const kserve: ModelServer = {
  title: 'KServe',
  health: '/v2/health/ready',
  recognise: [
    {
      path: '/v2',
      by: ({ json }) => at(json, 'extensions') !== undefined && textAt(json, 'name') !== 'triton',
    },
    { path: '/', by: ({ json }) => textAt(json, 'status') === 'alive' },
  ],
  names: kserveNames,

  async describe(asker, options) {
    const object = options.inferenceService
      ? await asker.may(new URL(options.inferenceService))
      : null;
    const service = object ? judgeService(object.json) : { signs: [], sleeps: false };
    const facts = { ...(service.sleeps ? { 'server.scaled_to_zero': true } : {}) };
    // Nobody asks for it, so it has no replica: a question of ours would start one.
    if (service.sleeps || service.signs.length > 0) {
      return { signs: service.signs, models: null, facts, isCold: service.sleeps };
    }
    return { ...(await describeServer(asker, options.model)), facts };
  },
};

async function describeServer(asker: ServerAsker, model: string | undefined): Promise<Described> {
  const ready = await asker.any('/v2/health/ready');
  // Servers of the first protocol have no such page.
  const alive = ready?.status === 404 ? await asker.get('/') : ready;
  if (!alive) return { signs: [], models: null };
  if (alive.status !== 200) return { signs: [unhealthy(alive, '/v2/health/ready')], models: null };
  const version = textAt((await asker.may('/v2'))?.json, 'version');
  if (model === undefined) return { signs: [], version, models: null };
  const name = encodeURIComponent(model);
  const second = await asker.any(`/v2/models/${name}/ready`);
  const reply = second?.status === 404 ? await asker.any(`/v1/models/${name}`) : second;
  return { signs: judgeModel(model, reply), version, models: null };
}

function judgeModel(model: string, reply: Awaited<ReturnType<ServerAsker['any']>>): Sign[] {
  if (!reply) return [];
  const isReady = at(reply.json, 'ready');
  if (reply.status === 404) {
    return [{ symptom: 'llm.model_not_found', words: `${model}: ${reply.text.slice(0, 200)}` }];
  }
  // Documented as `false` with status 200, and answered with 503 by most.
  if (isReady === false || isReady === 'False') {
    return [{ symptom: 'llm.loading', words: `${model} is not ready` }];
  }
  return reply.status === 200 ? [] : [unready(reply, model)];
}

interface ServiceState {
  readonly signs: readonly Sign[];
  /** It was scaled to zero: cold, and no fault. */
  readonly sleeps: boolean;
}

/** What the conditions of an InferenceService say. */
function judgeService(document: unknown): ServiceState {
  const failure = at(document, 'status', 'modelStatus', 'lastFailureInfo');
  const transition = textAt(document, 'status', 'modelStatus', 'transitionStatus') ?? '';
  const state = textAt(document, 'status', 'modelStatus', 'states', 'activeModelState') ?? '';
  const message = textAt(failure, 'message') ?? '';
  if (/^(?:BlockedByFailedLoad|InvalidSpec)$/.test(transition) || state === 'FailedToLoad') {
    const words = `${transition} ${textAt(failure, 'reason') ?? ''}: ${message}`;
    return { signs: [{ symptom: 'server.deployment_down', words }], sleeps: false };
  }
  const bad = conditionsOf(document).find(({ status }) => status !== 'True');
  if (bad) {
    const words = `${bad.type} is ${bad.status}: ${bad.reason} ${bad.message}`;
    const symptom = bad.status === 'Unknown' ? 'llm.loading' : 'server.deployment_down';
    return { signs: [{ symptom, words }], sleeps: false };
  }
  return { signs: [], sleeps: state === 'Standby' };
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** What each is about first, the sum of all (`Ready`) last; those for information alone left out. */
function conditionsOf(document: unknown): readonly Condition[] {
  const list = at(document, 'status', 'conditions');
  if (!Array.isArray(list)) return [];
  const conditions = list
    .filter((entry) => textAt(entry, 'severity') !== 'Info')
    .map((entry) => ({
      type: textAt(entry, 'type') ?? '',
      status: textAt(entry, 'status') ?? '',
      reason: textAt(entry, 'reason') ?? '',
      message: textAt(entry, 'message') ?? '',
    }))
    .filter(({ type }) => /Ready$/.test(type));
  const order = ['PredictorReady', 'TransformerReady', 'ExplainerReady', 'IngressReady'];
  const rank = ({ type }: Condition) => {
    const at = order.indexOf(type);
    return type === 'Ready' ? order.length + 1 : at === -1 ? order.length : at;
  };
  return conditions.toSorted((a, b) => rank(a) - rank(b));
}
