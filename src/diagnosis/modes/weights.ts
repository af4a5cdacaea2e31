import { engine } from '../effects/engine.ts';
import { quality } from '../effects/quality.ts';
import { type FaultMode, lore, sharing } from './mode.ts';

const healthy = { ok: 1 } as const;

const besides = { process: healthy, docker: healthy } as const;

const weightsMode = sharing({
  family: 'weights',
  kinds: ['model'],
  access: 0.03,
  harm: 1,
  partial: false,
  shows: besides,
} as const);

/** How the weights of a model break: they cannot be had, cannot be read, or are not what they were. */
export const weightsModes: readonly FaultMode[] = [
  weightsMode({
    id: 'weights.unreadable',
    title: 'its weights cannot be read: cut off, or a pointer instead of the file',
    remedy: 'fetch the files again and compare their hashes with the index of the model',
    weight: 0.15,
    access: 0.9,
    effect: quality.neverStarts,
    shows: {
      process: { 'process.restarting': 0.6, 'process.absent': 0.34 },
      docker: { 'docker.restart_loop': 0.68, 'docker.exited': 0.24 },
      dataset: { 'store.corrupt': 0.8, 'store.missing': 0.15 },
    },
    confusedWith: ['weights.denied', 'service.crashed', 'engine.loading'],
    decides: 'Look at the size of the files: one of some hundred bytes is a pointer, not weights.',
    source: 'microsoft/OmniParser#34; codefuse-ai/MFTCoder#20; lyogavin/airllm#137',
  }),
  weightsMode({
    id: 'weights.denied',
    family: 'secret',
    title: 'its weights are gated, and it has no token for them',
    remedy: 'accept the licence with the account of the token, and hand the token in',
    weight: 0.12,
    access: 0.9,
    effect: quality.neverStarts,
    shows: {
      process: { 'process.restarting': 0.6, 'process.absent': 0.34 },
      docker: { 'docker.restart_loop': 0.68, 'docker.exited': 0.24 },
      // Asked where they lie, or of the hub with the same token.
      dataset: { 'store.missing': 0.4, 'dataset.gated': 0.25, 'store.denied': 0.2 },
    },
    confusedWith: ['weights.unreadable', 'service.crashed', 'datanet.gated'],
    decides: 'Ask for one file with the token and without: "not found" turns into "not allowed".',
    source: 'huggingface/text-generation-inference#827; Sudharsanselvaraj/Token-Print#305',
  }),
  weightsMode({
    id: 'weights.download_stalled',
    title: 'waits for its weights, whose download does not end',
    remedy: 'see how far the download came and at what rate; point it at a mirror or a local copy',
    weight: 0.12,
    access: 0.7,
    effect: engine.loads,
    shows: { process: healthy, docker: { ok: 0.5, 'docker.starting': 0.45 } },
    confusedWith: ['engine.loading', 'store.throttled', 'network.congested'],
    decides: 'The folder of the weights does not grow.',
    source: 'kserve/kserve#2137 and #3499; openshift-psap/topsail#228',
  }),
  weightsMode({
    id: 'weights.precision',
    partial: true,
    title: 'computes in a precision that it cannot bear: the answers are noise',
    remedy: 'go back to the number format of the last good start, for weights and KV cache alike',
    weight: 0.15,
    effect: quality.babbles,
    shows: { ...besides, modelserver: { ok: 0.84, 'server.corrupted': 0.15 } },
    confusedWith: ['model.corrupt', 'tokenizer.mismatch', 'gpu.silent_errors'],
    decides: 'The same weights in another number format answer the known question rightly.',
    source: 'vllm-project/vllm#16337 and #41343; NVIDIA/TensorRT-LLM#4218',
  }),
  weightsMode({
    id: 'weights.revision_moved',
    partial: false,
    title: 'a newer revision was loaded, since none was pinned',
    remedy: 'pin the revision by its hash; repeat the evaluation before moving on',
    weight: 0.12,
    effect: quality.answersOtherwise,
    confusedWith: ['model.corrupt', 'model.wrong'],
    decides: 'Its revision differs from the one of the last good start, and its files are whole.',
    source: lore,
  }),
  weightsMode({
    id: 'cache.precision',
    family: 'KV cache',
    title: 'its compressed KV cache spoils long answers',
    remedy: 'start it with a KV cache of full precision, and compare a long answer',
    weight: 0.09,
    effect: quality.spoilsLongAnswers,
    shows: { ...besides, modelserver: { ok: 0.92, 'server.corrupted': 0.07 } },
    confusedWith: ['weights.precision', 'model.corrupt'],
    decides: 'Ask for some hundred words: the beginning is sound and the rest falls apart.',
    source: 'ggml-org/llama.cpp#23717; vllm-project/vllm#42179',
  }),
];
