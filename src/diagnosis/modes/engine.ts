import type { LinkKind } from '../../chain/types.ts';
import { corrupts, fails, lacksModel, stalls, swapsModel, truncates } from '../effects/answer.ts';
import { hangs, refuses } from '../effects/connection.ts';
import { delays } from '../effects/delay.ts';
import { type Effect, fine, handedOn, type Weights } from '../effects/effect.ts';
import { type FaultMode, modelKinds } from './mode.ts';

const engineKinds = ['inference-server', 'model', 'provider'] as const satisfies LinkKind[];

interface EngineMode {
  readonly id: string;
  readonly kinds: readonly LinkKind[];
  readonly effect: Effect;
  readonly weight: number;
  readonly title: string;
  readonly remedy: string;
  readonly access?: number;
  readonly process?: Weights;
  readonly docker?: Weights;
}

function engineMode(mode: EngineMode): FaultMode {
  return {
    id: mode.id,
    kinds: mode.kinds,
    title: mode.title,
    remedy: mode.remedy,
    weight: mode.weight,
    effect: mode.effect,
    access: mode.access ?? 0.03,
    harm: 1,
    partial: true,
    shows: { process: mode.process ?? { ok: 1 }, docker: mode.docker ?? { ok: 1 } },
  };
}

/** How the engine behind a green health check breaks, and how answers go wrong. */
export const engineModes: readonly FaultMode[] = [
  engineMode({
    id: 'engine.hung',
    kinds: engineKinds,
    effect: hangs,
    weight: 3,
    title: 'health is green, and completions never come',
    remedy: 'take it out of rotation and restart it; keep its engine log for the vendor',
  }),
  engineMode({
    id: 'engine.dead',
    kinds: engineKinds,
    effect: fails,
    weight: 3,
    title: 'health is green, and every completion fails',
    remedy: 'take it out of rotation and restart it; read the engine log for the first exception',
  }),
  {
    ...engineMode({
      id: 'engine.oom_killed',
      kinds: ['inference-server', 'model'],
      effect: refuses,
      weight: 2,
      title: 'the kernel killed it for lack of memory',
      remedy: 'lower its memory use (context, batch, workers) or raise the limit, then start it',
      access: 0.97,
      process: { 'process.oom_killed': 0.85, 'process.absent': 0.12 },
      docker: { 'docker.oom_killed': 0.75, 'docker.oom_suspected': 0.2 },
    }),
    partial: false,
  },
  engineMode({
    id: 'engine.overloaded',
    kinds: ['inference-server'],
    effect: delays,
    weight: 2,
    title: 'its queue is full, and first tokens come late',
    remedy: 'add a replica or shed load; look at waiting requests and KV cache use',
  }),
  engineMode({
    id: 'engine.loading',
    kinds: engineKinds,
    effect: {
      direct: {
        tcp: { ok: 1 },
        tls: { ok: 1 },
        http: { 'http.503': 0.8, ok: 0.15 },
        llm: { 'llm.loading': 0.9, 'http.503': 0.06 },
      },
      relayed: {
        tcp: { ok: 1 },
        tls: { ok: 1 },
        http: { 'http.503': 0.7, 'http.502': 0.2 },
        llm: { 'llm.loading': 0.4, 'http.503': 0.35, 'http.502': 0.15 },
      },
    },
    weight: 1,
    title: 'is still loading its model',
    remedy: 'wait for the load to end; if it never does, look at the disk and the weights',
    access: 0.7,
  }),
  engineMode({
    id: 'model.wrong',
    kinds: modelKinds,
    effect: swapsModel,
    weight: 2,
    title: 'another model answers under this name',
    remedy: "compare the served id and revision with what was deployed; check the router's map",
  }),
  engineMode({
    id: 'model.corrupt',
    kinds: modelKinds,
    effect: corrupts,
    weight: 2,
    title: 'answers wrongly to a question with a known answer',
    remedy: 'take it out of rotation; compare hashes of weights, tokenizer and chat template',
  }),
  engineMode({
    id: 'model.missing',
    kinds: modelKinds,
    effect: lacksModel,
    weight: 2,
    title: 'does not serve this model',
    remedy: 'compare the model names it lists with the one asked for',
  }),
  engineMode({
    id: 'model.limits',
    kinds: modelKinds,
    effect: handedOn(
      { 'http.400': 0.6, 'http.413': 0.2, 'http.4xx': 0.1 },
      {
        'llm.bad_request': 0.45,
        'llm.context_length': 0.25,
        'llm.content_filter': 0.12,
        'llm.finish_length': 0.08,
      },
    ),
    weight: 1,
    title: 'refuses the request as it is written',
    remedy: 'compare the request with its limits: context length, parameters, filters',
  }),
  engineMode({
    id: 'stream.truncated',
    kinds: modelKinds,
    effect: truncates,
    weight: 2,
    title: 'cuts answers off before their end',
    remedy: 'look for a timeout or a crash in the middle of answers; compare with non-streaming',
  }),
  engineMode({
    id: 'stream.stalls',
    kinds: modelKinds,
    effect: stalls,
    weight: 2,
    title: 'stops in the middle of answers',
    remedy: 'look for preemption, a full KV cache or a buffering proxy',
  }),
  engineMode({
    id: 'usage.missing',
    kinds: modelKinds,
    effect: handedOn(fine, { 'llm.usage_missing': 0.95 }),
    weight: 0.5,
    title: 'answers without counting tokens',
    remedy: 'switch usage reporting on; what is not counted cannot be billed or limited',
  }),
];
