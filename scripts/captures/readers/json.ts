import { readAmdOutput } from '../../../probes/gpu/amd/amd-output.ts';
import { flatten } from '../../../probes/gpu/amd/flatten.ts';
import { missingValues } from '../count-lines.ts';
import type { CaptureReading } from '../reading.ts';
import { parseJson } from './parse-json.ts';
import { smiReading } from './smi.ts';

/** What amd-smi and rocm-smi print, as JSON or in words. */
export function readAmd(text: string): CaptureReading | null {
  const log = readAmdOutput(text);
  if (log === null) return null;
  const row = smiReading('gpu: amd-smi, rocm-smi', 'json', log, text);
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

/** None where the tool printed words: of those there is no second count. */
function leavesOf(text: string): readonly string[] {
  const tree = parseJson(text.slice(Math.max(0, text.search(/[[{]/))));
  return tree === null ? [] : [...flatten(tree).fields.values()].map(({ raw }) => raw);
}
