import { fine, handedOn } from '../effects/effect.ts';
import { quality } from '../effects/quality.ts';
import { type FaultMode, lore, sharing } from './mode.ts';

const adapterMode = sharing({
  family: 'adapter',
  kinds: ['adapter'],
  access: 0.03,
  harm: 1,
  partial: false,
  shows: { process: { ok: 1 }, docker: { ok: 1 } },
} as const);

/** How adapters break on a base model that is well. */
export const adapterModes: readonly FaultMode[] = [
  adapterMode({
    id: 'adapter.not_loaded',
    title: 'is listed, and cannot be loaded when it is asked for',
    remedy: 'check its path as the server sees it, and that its files are all there',
    weight: 0.45,
    effect: handedOn(
      { 'http.404': 0.16, 'http.500': 0.1, ok: 0.72 },
      {
        'llm.adapter_missing': 0.4,
        'llm.model_not_found': 0.24,
        'llm.engine_error': 0.16,
        'http.404': 0.08,
        'http.500': 0.06,
        'llm.bad_request': 0.03,
      },
    ),
    shows: {
      process: { ok: 1 },
      docker: { ok: 1 },
      modelserver: { 'server.adapter_missing': 0.5, 'llm.model_not_found': 0.08, ok: 0.4 },
    },
    confusedWith: ['model.missing', 'service.errors'],
    decides: 'The base model answers under its own name at the same server.',
    source: 'vllm-project/vllm#30690 and #4520',
  }),
  adapterMode({
    id: 'adapter.rank',
    title: 'has a higher rank than the server allows',
    remedy: 'raise the highest rank that the server is started with, or train with a lower one',
    weight: 0.24,
    effect: handedOn(
      { 'http.400': 0.16, 'http.500': 0.12, ok: 0.7 },
      {
        'llm.adapter_rank': 0.5,
        'llm.bad_request': 0.2,
        'llm.engine_error': 0.16,
        'http.500': 0.06,
      },
    ),
    confusedWith: ['model.limits', 'adapter.not_loaded', 'service.errors'],
    decides: "Compare the rank in its configuration with the server's highest.",
    source: 'vllm-project/vllm#2847; gpustack/gpustack#5438',
  }),
  adapterMode({
    id: 'adapter.ignored',
    title: 'is not applied: the base model answers in its name',
    remedy: 'load it again by its exact name; compare its answer with that of the base model',
    weight: 0.24,
    effect: quality.answersOtherwise,
    confusedWith: ['model.corrupt', 'model.wrong'],
    decides: 'Put one question to the adapter and to its base: the answers are the same.',
    source: 'guyyariv/AudioToken#1',
  }),
  adapterMode({
    id: 'adapter.wrong_base',
    title: 'was trained for another base model',
    remedy: 'serve it on the base and revision that its configuration names',
    weight: 0.21,
    effect: quality.babbles,
    confusedWith: ['model.corrupt', 'weights.precision'],
    decides: 'Its configuration names another base, while the base alone answers well.',
    source: lore,
  }),
  adapterMode({
    id: 'adapter.swapped',
    title: 'answers with the adapter of somebody else',
    remedy: 'take it out of service, since it shows one tenant the tuning of another; mend its map',
    weight: 0.12,
    effect: handedOn(fine, {
      'llm.wrong_model': 0.4,
      'llm.canary_mismatch': 0.42,
      ok: 0.16,
    }),
    confusedWith: ['model.wrong', 'adapter.ignored'],
    decides: 'Each adapter has a question that it alone knows: whose answer comes?',
    source: lore,
  }),
  adapterMode({
    id: 'adapter.thrashing',
    title: 'is loaded anew for nearly every request, since too many share the room',
    remedy: 'allow more adapters in memory at once, or give the busy ones a server of their own',
    weight: 0.09,
    effect: handedOn(fine, {
      'llm.ttft_slow': 0.5,
      'llm.ttft_timeout': 0.08,
      'llm.overloaded': 0.04,
      ok: 0.36,
    }),
    confusedWith: ['service.slow', 'engine.overloaded', 'gateway.holds_back'],
    decides: 'A second request at once is quick, and one after a pause is slow again.',
    source: lore,
  }),
];
