import type { symptomsOfModelserver } from './symptoms.ts';

export type SignSymptom = keyof typeof symptomsOfModelserver;

/** One thing that is wrong. The words are from outside: not sanitised yet. */
export interface Sign {
  readonly symptom: SignSymptom;
  readonly words: string;
}

/** Most telling first: what nobody can use before what is only slow, the cause before what it brings. */
const order: readonly string[] = [
  'llm.auth',
  'llm.permission',
  'server.engine_dead',
  'server.engine_hung',
  'server.asleep',
  'llm.loading',
  'server.deployment_down',
  'server.not_ready',
  'llm.malformed',
  'llm.model_not_found',
  'llm.wrong_model',
  'server.adapter_missing',
  'server.store_lost',
  'server.errors',
  'server.corrupted',
  'server.part_down',
  'server.cpu_offload',
  'server.preempting',
  'server.kv_full',
  'server.queue_long',
  'server.cache_cold',
  'llm.ttft_slow',
  'llm.slow_tokens',
] satisfies readonly SignSymptom[];

/** What the server does not say itself stands first: a refusal on the way to it. */
export function mostTelling(signs: readonly Sign[]): readonly Sign[] {
  return signs.toSorted((a, b) => order.indexOf(a.symptom) - order.indexOf(b.symptom));
}
