import { readAmdOutput } from '../../../probes/gpu/amd/amd-output.ts';
import { flatten } from '../../../probes/gpu/amd/flatten.ts';
import { missingValues } from '../count-lines.ts';
import type { CaptureReading } from '../reading.ts';
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
