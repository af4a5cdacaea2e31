import { httpSymptoms } from '../http/symptoms.ts';
import { secureDialSymptoms } from '../network/symptoms.ts';
import { llmSymptoms } from '../openai/symptoms.ts';
import type { SymptomSpec } from '../probe.ts';

/** What only looks into a model server show. */
export const modelserverSymptoms = {
  'server.not_ready': { outcome: 'failed', meaning: 'the server says that it is not ready' },
  'server.engine_dead': { outcome: 'failed', meaning: 'the server says that its engine is dead' },
  'server.engine_hung': {
    outcome: 'failed',
    meaning: 'requests run or wait, and nothing is computed',
  },
  'server.asleep': { outcome: 'failed', meaning: 'the engine sleeps: nobody woke it' },
  'server.deployment_down': { outcome: 'failed', meaning: 'a deployment behind it is down' },
  'server.adapter_missing': {
    outcome: 'failed',
    meaning: 'an adapter that must be there is not loaded',
  },
  'server.part_down': {
    outcome: 'degraded',
    meaning: 'some of its deployments or replicas are down or left out',
  },
  'server.store_lost': { outcome: 'degraded', meaning: 'its database or its cache is lost' },
  'server.errors': { outcome: 'degraded', meaning: 'requests fail inside the server' },
  'server.corrupted': {
    outcome: 'degraded',
    meaning: 'some answers were computed from no numbers (NaN)',
  },
  'server.cache_cold': {
    outcome: 'degraded',
    meaning: 'far fewer prompts are found in its cache than usual',
  },
  'server.cpu_offload': {
    outcome: 'degraded',
    meaning: 'a part of the model runs on the processor',
  },
  'server.preempting': {
    outcome: 'degraded',
    meaning: 'running requests are set aside for lack of KV cache',
  },
  'server.kv_full': { outcome: 'degraded', meaning: 'the KV cache is full' },
  'server.queue_long': { outcome: 'degraded', meaning: 'more requests wait than allowed' },
} as const satisfies Record<string, SymptomSpec>;

/** Shared with the looks that ask a model itself: the same word for the same trouble. */
const shared = [
  'llm.auth',
  'llm.permission',
  'llm.loading',
  'llm.malformed',
  'llm.model_not_found',
  'llm.wrong_model',
  'llm.ttft_slow',
  'llm.slow_tokens',
] as const;
const sharedSymptoms = Object.fromEntries(
  shared.map((symptom) => [symptom, llmSymptoms[symptom]]),
) as Pick<typeof llmSymptoms, (typeof shared)[number]>;

export const serverSymptoms = { ...modelserverSymptoms, ...sharedSymptoms };
export type ServerSymptom = keyof typeof serverSymptoms;

export const symptomsOfModelserver = {
  ...secureDialSymptoms,
  ...httpSymptoms,
  ...serverSymptoms,
};
