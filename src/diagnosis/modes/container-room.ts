import { fails } from '../effects/answer.ts';
import { comesAndGoes, refuses } from '../effects/connection.ts';
import { delays } from '../effects/delay.ts';
import { either } from '../effects/effect.ts';
import { type FaultMode, lore, sharing } from './mode.ts';

const containerMode = sharing({
  kinds: ['container'],
  access: 0.97,
  partial: false,
} as const);

/** Without its files most programs do not start; some do, and answer errors. */
const lacksFiles = either(refuses, fails, 0.6);

/** What a container lacks of its machine: files, space, memory. */
export const containerRoomModes: readonly FaultMode[] = [
  containerMode({
    id: 'container.mount_missing',
    family: 'storage',
    weight: 0.3,
    title: 'what the container mounts is missing, empty or read-only',
    remedy: 'mount its source on the host first (disk, NFS, volume), then start it again',
    shows: {
      docker: {
        'docker.mount_missing': 0.34,
        'docker.mount_empty': 0.28,
        'docker.mount_readonly': 0.1,
        'docker.file_missing': 0.1,
        'docker.restart_loop': 0.08,
        'docker.created': 0.05,
        ok: 0.03,
      },
    },
    effect: lacksFiles,
    harm: 0.9,
    confusedWith: ['weights.unreadable', 'container.restart_loop', 'container.start_refused'],
    decides: 'List its source on the host: it is not there, or holds nothing.',
    source: lore,
  }),
  containerMode({
    id: 'container.no_space',
    family: 'storage',
    weight: 0.2,
    title: 'the container has no space left for what it writes',
    remedy: 'free space where Docker keeps its data (docker system df), then start it again',
    shows: {
      docker: { 'docker.no_space': 0.75, 'docker.restart_loop': 0.12, 'docker.exited': 0.08 },
    },
    effect: comesAndGoes,
    harm: 0.95,
    confusedWith: ['host.disk_full', 'container.shared_memory', 'container.restart_loop'],
    decides: 'Its last lines speak of no space, and the file system of its data is full.',
    source: 'NVIDIA/nccl#290: the same words for shared memory',
  }),
  containerMode({
    id: 'container.gpu_memory',
    family: 'KV cache',
    weight: 0.3,
    title: 'the container ends because its GPU has too little free memory for it',
    remedy: 'see who holds the memory of the card, or lower its share of it and its context',
    shows: {
      docker: { 'docker.gpu_memory': 0.78, 'docker.restart_loop': 0.12, 'docker.exited': 0.07 },
    },
    effect: comesAndGoes,
    harm: 1,
    confusedWith: ['container.restart_loop', 'gpu.memory_taken', 'container.oom_killed'],
    decides: 'Its last lines speak of memory of CUDA; no kernel log tells of a kill.',
    source: 'vllm-project/vllm#2248 and #10439: no room left for the cache',
  }),
  containerMode({
    id: 'container.memory_tight',
    family: 'configuration',
    weight: 0.15,
    title: 'the container lives at its memory limit and waits for memory',
    remedy: 'raise its memory limit before the kernel kills it, or lower its use',
    shows: { docker: { 'docker.memory_pressure': 0.8, ok: 0.17 } },
    effect: delays,
    harm: 0.9,
    confusedWith: ['container.cpu_limit', 'container.oom_killed', 'host.memory'],
    decides: 'Its control group waits for memory while the host has plenty.',
    source: lore,
  }),
];
