import { hangs } from '../effects/connection.ts';
import { type FaultMode, sharing } from './mode.ts';

const serverMode = sharing({
  family: 'inference server',
  kinds: ['inference-server'],
  access: 0.03,
  harm: 1,
  partial: false,
} as const);

/** What befalls model servers by their own design. */
export const modelServerModes: readonly FaultMode[] = [
  serverMode({
    id: 'engine.asleep',
    title: 'was put to sleep, and nobody woke it',
    remedy: 'wake it by its API, or take it out of rotation while it sleeps',
    weight: 0.06,
    effect: hangs,
    shows: {
      process: { ok: 1 },
      docker: { ok: 1 },
      modelserver: { 'server.asleep': 0.9, ok: 0.08 },
    },
    confusedWith: ['engine.hung', 'engine.loading'],
    decides: 'Its page /is_sleeping, or its metric engine_sleep_state, says that it sleeps.',
    source: 'vLLM, documentation of its sleep mode',
  }),
];
