import { containerSchema } from '../../../probes/docker/container.ts';
import { attachedGpus } from '../../../probes/docker/gpus.ts';
import { readAmdOutput } from '../../../probes/gpu/amd/amd-output.ts';
import { flatten } from '../../../probes/gpu/amd/flatten.ts';
import { missingValues } from '../count-lines.ts';
import { type CaptureReading, once, reading } from '../reading.ts';
import { smiReading } from './smi.ts';

/** The JSON of amd-smi and rocm-smi. */
export function readAmd(text: string): CaptureReading | null {
  const log = readAmdOutput(text);
  if (log === null) return null;
  const row = smiReading('gpu: amd-smi, rocm-smi --json', 'json', log, text);
  const leaves = leavesOf(text);
  const found = [log.fields, ...log.gpus].flatMap((part) =>
    [...part.values()].map(({ raw }) => raw),
  );
  const known = new Set(log.gpus.flatMap((card) => [...card.keys()]));
  return {
    ...row,
    inText: leaves.length,
    lost: missingValues(leaves, found),
    unknown: [...known].filter((path) => /[A-Z(]|\s/.test(path)),
  };
}

function leavesOf(text: string): readonly string[] {
  const start = text.search(/[[{]/);
  return [...flatten(JSON.parse(text.slice(start))).fields.values()].map(({ raw }) => raw);
}

/** `docker inspect`. */
export function readContainers(text: string): CaptureReading | null {
  const parsed = parse(text);
  const list = Array.isArray(parsed) ? parsed : [parsed];
  const containers = list.flatMap((one) => {
    const read = containerSchema.safeParse(one);
    return read.success ? [read.data] : [];
  });
  if (containers.length === 0) return null;
  return reading({
    parsedBy: 'docker: inspect',
    inText: list.length,
    kept: containers.length,
    lost: list.length === containers.length ? [] : ['an entry that is no container'],
    facts: containers.flatMap((container) => [
      `${container.Name} ${container.State.Status}`,
      `${attachedGpus(container)} GPUs attached`,
    ]),
    symptoms: once([]),
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
