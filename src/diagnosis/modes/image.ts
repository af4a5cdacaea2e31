import { fails } from '../effects/answer.ts';
import { comesAndGoes, refuses } from '../effects/connection.ts';
import { delays } from '../effects/delay.ts';
import { either, harmless, type Weights } from '../effects/effect.ts';
import { quality } from '../effects/quality.ts';
import { type FaultMode, lore, sharing } from './mode.ts';

const imageMode = sharing({
  family: 'image',
  kinds: ['container'],
  access: 0.97,
  partial: false,
} as const);

/** A program that ends at each start: its own words tell what it lacks, where they are clear. */
function endsAtEachStart(symptom: string, share: number): Weights {
  const left = 0.97 - share;
  return {
    [symptom]: share,
    'docker.restart_loop': left * 0.86,
    'docker.starting': left * 0.05,
    'docker.exited': left * 0.09,
  };
}

/** What a container was made of or started with, and how that breaks it. */
export const imageModes: readonly FaultMode[] = [
  imageMode({
    id: 'container.image_missing',
    weight: 0.5,
    title: 'the image of the container is gone',
    remedy: 'pull or import the image again before the next restart needs it',
    shows: { docker: { 'docker.image_missing': 0.96 } },
    effect: harmless,
    harm: 0.1,
    confusedWith: ['image.not_pulled'],
    decides: 'The container may still run; the list of images lacks the one that it names.',
    source: lore,
  }),
  imageMode({
    id: 'image.not_pulled',
    weight: 0.09,
    title: 'the container was never made: its image cannot be pulled',
    remedy: 'pull it by hand: a missing tag, a login and a rate limit each say so',
    shows: {
      docker: {
        'docker.not_found': 0.45,
        'docker.image_pull_not_found': 0.4,
        'docker.image_pull_platform': 0.08,
        'docker.image_missing': 0.04,
      },
    },
    effect: refuses,
    harm: 1,
    confusedWith: ['container.missing', 'container.image_missing', 'image.pull_denied'],
    decides: 'Pull the image by hand and read which of three refusals comes back.',
    source: lore,
  }),
  imageMode({
    id: 'image.pull_denied',
    family: 'secret',
    weight: 0.08,
    title: 'the container was never made: its registry refuses the login',
    remedy: 'log in to the registry on this host again; see when the token of the robot ended',
    shows: { docker: { 'docker.image_pull_auth': 0.55, 'docker.not_found': 0.42 } },
    effect: refuses,
    harm: 1,
    confusedWith: ['image.not_pulled', 'container.missing'],
    decides:
      'With a fresh login the same pull works; many registries call a private image "denied".',
    source: lore,
  }),
  imageMode({
    id: 'image.registry_unreachable',
    weight: 0.07,
    title: 'the container was never made: the registry does not answer, or limits its pulls',
    remedy: 'try the registry from this host by hand; take a mirror or wait for the limit to pass',
    shows: {
      docker: {
        'docker.image_pull_unreachable': 0.35,
        'docker.image_pull_rate_limit': 0.2,
        'docker.not_found': 0.42,
      },
    },
    effect: refuses,
    harm: 1,
    confusedWith: ['image.not_pulled', 'container.missing'],
    decides: 'No image can be pulled from this registry, whatever its name.',
    source: lore,
  }),
  imageMode({
    id: 'image.wrong_platform',
    weight: 0.06,
    title: 'the image is for another processor or another GPU',
    remedy: 'take the image that is built for this platform and this compute capability',
    shows: { docker: endsAtEachStart('docker.wrong_platform', 0.8) },
    effect: comesAndGoes,
    harm: 1,
    confusedWith: ['container.restart_loop', 'gpu.driver'],
    decides: 'Exit code 132, "exec format error" or "no kernel image" stands in its log.',
    source: 'triton-inference-server/server#5197',
  }),
  imageMode({
    id: 'image.driver_too_old',
    weight: 0.09,
    title: 'the image asks for a newer driver than the host has',
    remedy: 'take an image for the driver of this host, or upgrade the driver',
    shows: {
      docker: { 'docker.driver_too_old': 0.8, 'docker.created': 0.1, 'docker.restart_loop': 0.07 },
    },
    effect: refuses,
    harm: 1,
    confusedWith: ['container.start_refused', 'gpu.driver'],
    decides: 'The error of its last start names an unsatisfied condition for CUDA.',
    source: 'NVIDIA/nvidia-container-toolkit#394',
  }),
  imageMode({
    id: 'image.regression',
    weight: 0.3,
    spreads: true,
    title: 'a newer image runs, and it fails',
    remedy: 'go back to the digest of the last good day, then pin it',
    shows: { docker: { ok: 0.76, 'docker.restart_loop': 0.12, 'docker.other_image': 0.09 } },
    // It answers errors, or dies of some requests.
    partial: true,
    effect: either(fails, comesAndGoes, 0.65),
    harm: 0.9,
    confusedWith: ['engine.dead', 'container.unhealthy', 'service.errors'],
    decides: 'The digest differs from that of the last good day; the settings do not.',
    source: 'vllm-project/vllm#31273 and #39279',
  }),
  imageMode({
    id: 'image.answers_otherwise',
    weight: 0.15,
    spreads: true,
    title: 'a newer image computes otherwise, and its answers are wrong',
    remedy: 'go back to the digest of the last good day; compare the defaults of both releases',
    shows: { docker: { ok: 0.9, 'docker.other_image': 0.08 } },
    effect: quality.babbles,
    access: 0,
    harm: 1,
    confusedWith: ['model.corrupt', 'model.wrong', 'gpu.silent_errors'],
    decides: 'The same prompt with the same weights is answered well by the image of before.',
    source: lore,
  }),
  imageMode({
    id: 'image.slower',
    weight: 0.1,
    spreads: true,
    title: 'a newer image is slower',
    remedy: 'go back to the digest of the last good day; compare the flags and kernels of both',
    shows: { docker: { ok: 0.9, 'docker.other_image': 0.08 } },
    effect: delays,
    harm: 1,
    confusedWith: ['service.slow', 'engine.overloaded', 'gpu.throttled'],
    decides: 'The same load on the same cards is served in time by the image of before.',
    source: lore,
  }),
  imageMode({
    id: 'container.secret_missing',
    family: 'secret',
    weight: 0.09,
    title: 'the container lacks a secret, and ends at every start',
    remedy: 'create the secret under the name and key that the definition asks for',
    shows: { docker: endsAtEachStart('docker.secret_missing', 0.6) },
    effect: comesAndGoes,
    harm: 1,
    confusedWith: ['container.restart_loop', 'weights.denied'],
    decides: 'Compare the names of secrets in its definition with those that exist.',
    source: 'itbench-hub/ITBench, fault library: corrupted credentials',
  }),
  imageMode({
    id: 'container.shared_memory',
    family: 'configuration',
    weight: 0.09,
    title: 'the container has too little shared memory, and its workers end',
    remedy: 'raise its /dev/shm to some gigabytes or share that of the host',
    shows: { docker: endsAtEachStart('docker.shm_too_small', 0.6) },
    effect: comesAndGoes,
    harm: 0.95,
    confusedWith: ['container.restart_loop', 'host.disk_full', 'container.oom_killed'],
    decides: 'Exit code 135, or "no space left" while every disk has room; look at /dev/shm.',
    source: 'NVIDIA/nccl#290, #342 and #525; pytorch/ci-infra#490',
  }),
  imageMode({
    id: 'container.cpu_limit',
    partial: true,
    family: 'configuration',
    weight: 0.06,
    title: 'the container may use too little of the processor, and starves its GPU',
    remedy: 'raise its processor limit; watch how much time it is held back',
    shows: { docker: { 'docker.cpu_throttled': 0.85, ok: 0.13 } },
    effect: delays,
    harm: 1,
    confusedWith: ['host.load', 'gpu.throttled', 'service.slow'],
    decides: 'Its control group counts throttled time while the host has idle processors.',
    source: lore,
  }),
];
