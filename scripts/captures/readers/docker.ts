import { causeSign } from '../../../probes/docker/cause-sign.ts';
import { type Container, containerSchema } from '../../../probes/docker/container.ts';
import { attachedGpus } from '../../../probes/docker/gpus.ts';
import { afterLook } from '../../../probes/docker/history.ts';
import { type DockerSign, judgeContainer } from '../../../probes/docker/judge.ts';
import { dockerOptions } from '../../../probes/docker/options.ts';
import { type CaptureReading, once, reading } from '../reading.ts';
import { compareLeaves } from './compare-leaves.ts';
import { parseJson } from './parse-json.ts';

const defaults = dockerOptions.parse({ container: 'any' });
const noCounts = { oomKills: null, throttle: null };

/** `docker inspect`: the containers, judged as a first look does that knows nothing beside it. */
export function readContainers(text: string): CaptureReading | null {
  const parsed = parseJson(text);
  const list: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  const containers = containersOf(list);
  if (containers.length === 0) return null;
  const compared = containers.map(({ raw, container }) => compareLeaves(raw, container));
  return reading({
    parsedBy: 'docker: inspect',
    inText: compared.reduce((sum, { inText }) => sum + inText, 0),
    kept: compared.reduce((sum, { inText, lost }) => sum + inText - lost.length, 0),
    lost: [
      ...compared.flatMap(({ lost }) => lost),
      ...(list.length === containers.length ? [] : ['an entry that is no container']),
    ],
    unknown: once(compared.flatMap(({ unknown }) => unknown)),
    facts: containers.flatMap(({ container }) => [
      `${container.Name} ${container.State.Status}`,
      `${attachedGpus(container)} GPUs attached`,
    ]),
    symptoms: once(
      containers.flatMap(({ container }) => judgeAlone(container).map(({ symptom }) => symptom)),
    ),
  });
}

export function containersOf(
  list: readonly unknown[],
): readonly { readonly raw: unknown; readonly container: Container }[] {
  return list.flatMap((raw) => {
    const read = containerSchema.safeParse(raw);
    return read.success ? [{ raw, container: read.data }] : [];
  });
}

export function judgeAlone(container: Container): readonly DockerSign[] {
  const signs = judgeContainer(
    container,
    {
      history: afterLook(undefined, container.RestartCount, noCounts, 0),
      imageMissing: false,
      oomLogged: null,
      memoryPressure: null,
      running: 1,
      nowMs: Date.now(),
      atMs: 0,
    },
    defaults,
  );
  return container.State.Running ? signs : [...causeSign(container, []), ...signs];
}
