import { fails } from '../effects/answer.ts';
import { hangs, refuses } from '../effects/connection.ts';
import { queues } from '../effects/delay.ts';
import { engine } from '../effects/engine.ts';
import { type FaultMode, sharing, weightKinds } from './mode.ts';

const healthy = { ok: 1 } as const;
const engineKinds = ['inference-server', 'model', 'provider'] as const;

/** Requests run or wait, and its counters stand still; an idle server shows nothing. */
const stands = {
  'server.engine_hung': 0.62,
  'server.queue_long': 0.06,
  'http.timeout': 0.04,
  ok: 0.28,
};

/** Behind a green health check: that seldom asks the engine. */
const engineMode = sharing({
  family: 'inference server',
  kinds: ['inference-server'],
  access: 0.03,
  harm: 1,
  partial: true,
  shows: { process: healthy, docker: healthy },
} as const);

/** How the engine behind a green health check breaks. */
export const engineModes: readonly FaultMode[] = [
  engineMode({
    id: 'engine.hung',
    kinds: engineKinds,
    effect: hangs,
    weight: 3,
    title: 'health is green, and completions never come',
    remedy: 'take it out of rotation and restart it; keep its engine log for the vendor',
    shows: { process: healthy, docker: healthy, modelserver: stands },
    confusedWith: [
      'engine.ranks_wait',
      'service.hung',
      'gateway.gives_up_early',
      'gpu.driver_hung',
    ],
    decides: 'Ask for one token: health is green and that token never comes.',
    source: 'NVIDIA/gpu-monitoring-tools#188; sgl-project/sglang#22511',
  }),
  engineMode({
    id: 'engine.dead',
    kinds: engineKinds,
    // Every completion: what fails now and then is an engine that lives.
    partial: false,
    effect: fails,
    weight: 3,
    title: 'health is green, and every completion fails',
    remedy: 'take it out of rotation and restart it; read the engine log for the first exception',
    shows: {
      process: healthy,
      docker: healthy,
      modelserver: {
        'server.engine_dead': 0.5,
        'server.errors': 0.16,
        'server.deployment_down': 0.08,
        'server.not_ready': 0.04,
        'server.part_down': 0.03,
        ok: 0.19,
      },
    },
    confusedWith: ['service.errors', 'gpu.xid', 'gateway.no_backend'],
    decides: 'The list of models answers and each completion fails; no XID is in the kernel log.',
    source: 'vllm-project/vllm#5060, #5822 and #5901',
  }),
  engineMode({
    id: 'engine.oom_killed',
    kinds: weightKinds,
    effect: refuses,
    weight: 2,
    title: 'the kernel killed it for lack of memory',
    remedy: 'lower its memory use (context, batch, workers) or raise the limit, then start it',
    access: 0.97,
    partial: false,
    shows: {
      process: { 'process.oom_killed': 0.85, 'process.absent': 0.12 },
      docker: { 'docker.oom_killed': 0.75, 'docker.oom_suspected': 0.2 },
    },
    confusedWith: ['service.crashed', 'gpu.memory_taken'],
    decides: 'The kernel log names its pid; GPU memory that runs out leaves no such line.',
    source: 'vllm-project/vllm#586 and #11902',
  }),
  engineMode({
    id: 'engine.overloaded',
    effect: queues,
    weight: 2,
    title: 'its queue is full, and first tokens come late',
    remedy: 'add a replica or shed load; look at waiting requests and KV cache use',
    shows: {
      process: healthy,
      docker: healthy,
      modelserver: {
        'server.queue_long': 0.56,
        'server.kv_full': 0.12,
        'llm.ttft_slow': 0.05,
        'server.part_down': 0.03,
        // What waits and runs drives the prompts of others out of the cache.
        'server.cache_cold': 0.03,
        ok: 0.21,
      },
    },
    sentBy: 'router.uneven',
    confusedWith: ['service.slow', 'network.slow', 'engine.preempts', 'router.uneven'],
    decides:
      'First tokens come late while those after them keep their pace; its waiting queue grows.',
    source: 'kubernetes-sigs/inference-perf, metric families of the engines',
  }),
  engineMode({
    id: 'engine.loading',
    kinds: engineKinds,
    effect: engine.loads,
    weight: 1,
    title: 'is still loading its model',
    remedy: 'wait for the load to end; if it never does, look at the disk and the weights',
    access: 0.7,
    shows: {
      process: healthy,
      docker: healthy,
      modelserver: {
        'llm.loading': 0.64,
        'server.not_ready': 0.2,
        'server.part_down': 0.02,
        ok: 0.1,
      },
    },
    confusedWith: ['weights.download_stalled', 'service.errors', 'container.restart_loop'],
    decides:
      'Its log shows the load going on; a restart at a fixed interval is an impatient check.',
    source: 'mostlygeek/llama-swap#146',
  }),
  engineMode({
    id: 'engine.cpu_fallback',
    effect: engine.generatesOnProcessor,
    weight: 0.6,
    partial: false,
    title: 'generates in a slow way: on the processor, or without its fast kernels',
    remedy:
      'read its log from its start on: which device, which kernels; then restart it as it should be',
    shows: {
      process: healthy,
      docker: healthy,
      modelserver: {
        'server.cpu_offload': 0.4,
        'llm.slow_tokens': 0.16,
        'server.queue_long': 0.1,
        ok: 0.34,
      },
    },
    confusedWith: ['gpu.throttled', 'engine.overloaded', 'network.congested'],
    decides: 'Tokens come ten times slower at an empty queue, and the GPU lists no process of it.',
    source: 'ollama/ollama#5581, #8426 and #10300; uhh-lt/dats#575',
  }),
  engineMode({
    id: 'engine.preempts',
    family: 'KV cache',
    effect: engine.preempts,
    partial: false,
    weight: 0.18,
    title: 'its KV cache is full: running answers are set aside and begun again',
    remedy: 'lower the number of sequences or the context length; watch the count of preemptions',
    shows: {
      process: healthy,
      docker: healthy,
      modelserver: {
        'server.preempting': 0.66,
        'server.kv_full': 0.16,
        'server.queue_long': 0.06,
        'server.cache_cold': 0.02,
        ok: 0.1,
      },
    },
    sentBy: 'router.uneven',
    confusedWith: ['stream.stalls', 'engine.overloaded', 'network.lossy'],
    decides: 'Answers pause in the middle and end well; its count of preemptions rises meanwhile.',
    source: 'kubernetes-sigs/inference-perf, metric families of the engines',
  }),
  engineMode({
    id: 'engine.ranks_wait',
    effect: hangs,
    weight: 0.12,
    title: 'its workers wait for one that does not come: a collective operation hangs',
    remedy: 'restart all ranks together; look at the links between the cards first',
    shows: { process: healthy, docker: healthy, modelserver: stands },
    confusedWith: ['engine.hung', 'gpu.nvlink', 'engine.cpu_fallback'],
    decides:
      'Some cards show full use at little power, and the log names a collective that timed out.',
    source: 'sgl-project/sglang#10856; zai-org/GLM-5#52',
  }),
];
