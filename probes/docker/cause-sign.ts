import type { SafeText } from '../../src/text/safe-text.ts';
import { safe } from '../../src/text/sanitise.ts';
import type { Engine } from '../../src/vantage/docker/engine.ts';
import { type CauseSymptom, causeOf } from './cause.ts';
import { type Container, isCreated } from './container.ts';
import type { ImageAnswer } from './image.ts';
import type { DockerSign } from './judge.ts';

const causeWords: Readonly<Record<CauseSymptom, string>> = {
  'docker.port_conflict': 'a port that it needs is taken',
  'docker.mount_missing': 'what it should mount is not there',
  'docker.wrong_platform': 'its program is for another processor',
  'docker.shm_too_small': 'its shared memory is too small',
  'docker.no_space': 'no space left for what it writes',
  'docker.gpu_memory': 'the GPU has too little free memory for it',
  'docker.gpu_runtime': 'it cannot get at a GPU',
  'docker.driver_too_old': 'the driver of the host is too old for it',
  'docker.program_missing': 'the program it should run is missing',
  'docker.file_missing': 'a file that it needs is missing',
  'docker.not_permitted': 'it may not do what it has to',
  'docker.bad_arguments': 'it does not take its arguments',
  'docker.secret_missing': 'it lacks a secret',
};

/** Why a container that does not run has ended or was never started, where that is clear. */
export function causeSign(container: Container, log: readonly string[]): readonly DockerSign[] {
  const { ExitCode: code, Error: error, OOMKilled: oomKilled } = container.State;
  // Ended well, or ended from outside: what its log says did not end it.
  if (oomKilled || (code === 0 && error === '') || endedBySignal(code)) return [];
  return signOf(causeOf(error, code, log)?.symptom);
}

/** A container that was just started again writes its log on: the reason of its last end stands there. */
export function endedBefore(
  signs: readonly DockerSign[],
  log: readonly string[],
): readonly DockerSign[] {
  if (!signs.some(({ symptom }) => symptom === 'docker.restart_loop')) return [];
  return signOf(causeOf('', 0, log)?.symptom);
}

function signOf(symptom: CauseSymptom | undefined): readonly DockerSign[] {
  return symptom ? [{ symptom, words: safe`${causeWords[symptom]}` }] : [];
}

/** SIGINT, SIGKILL, SIGTERM: somebody ended it. */
function endedBySignal(code: number): boolean {
  return code === 130 || code === 137 || code === 143;
}

/** A program for another processor may end in many ways; Docker knows both processors. */
export async function otherPlatform(
  engine: Engine,
  container: Container,
  image: ImageAnswer,
  deadlineMs: number,
): Promise<readonly DockerSign[]> {
  const ended = isCreated(container)
    ? container.State.Error !== ''
    : container.State.ExitCode !== 0;
  if (image.kind !== 'there' || image.architecture === '' || !ended) return [];
  const version = await engine.ask(deadlineMs, (docker) => docker.version());
  const arch = version.kind === 'answer' ? (version.value.Arch ?? '') : '';
  if (arch === '' || arch === image.architecture) return [];
  const words: SafeText = safe`image for ${image.architecture}, machine is ${arch}`;
  return [{ symptom: 'docker.wrong_platform', words }];
}

/** What explains the most comes first: certain causes before what they lead to. */
const leading: ReadonlySet<DockerSign['symptom']> = new Set([
  'docker.dead',
  'docker.oom_killed',
  'docker.paused',
  'docker.no_network',
]);
/** What is told of a running container that is worse than what it was not given. */
const belowSickness: ReadonlySet<DockerSign['symptom']> = new Set(['docker.other_image']);

export function inOrderOfTelling(signs: readonly DockerSign[]): readonly DockerSign[] {
  const rank = ({ symptom }: DockerSign) =>
    leading.has(symptom) ? 0 : belowSickness.has(symptom) ? 2 : 1;
  return signs.toSorted((a, b) => rank(a) - rank(b));
}
