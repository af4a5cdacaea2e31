import { availableParallelism } from 'node:os';
import { type BuildResult, buildIndex } from '../../attribution/datanet/build/build-index.ts';
import { minimumFor } from '../../attribution/datanet/calibration/calibration.ts';
import { readAbout } from '../../attribution/datanet/datanet-file.ts';
import { readDocuments } from '../../attribution/datanet/intake/read-documents.ts';
import { MAX_FALSE_CREDIT } from '../../attribution/methods/trace/searched.ts';
import type { Tokeniser } from '../../attribution/tokens/types.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { safe, sanitise } from '../../text/sanitise.ts';
import type { OptionValues, RunCommand } from '../command.ts';
import { datanetDirectory } from './where.ts';
import { percent } from './words.ts';

/** Threads by default: each holds some 100 MB. */
const MOST_WORKERS = 8;

/**
 * `weaklink datanet build DATANET`: indexes what is not indexed yet.
 *
 * @throws WeaklinkError E_DATANET_…; E_DATANET_INTERRUPTED ends with 130
 */
export const runDatanetBuild: RunCommand = async ([name = ''], options, context) => {
  const { output, signal, globals } = context;
  const directory = datanetDirectory(name, globals);
  const heldOut = await heldOutTexts(options.heldOut);
  const startedAt = performance.now();
  const result = await buildIndex(directory, {
    workers: workersOf(options.workers),
    signal,
    now: new Date().toISOString(),
    ...(heldOut === null ? {} : { heldOut }),
    onProgress: ({ doneChunks, chunks, tokens }) => {
      if (chunks > 1) output.progress(`${doneChunks} of ${chunks} parts, ${tokens} tokens`);
    },
  });
  const { tokeniser } = await readAbout(directory);
  const durationMs = Math.round(performance.now() - startedAt);
  const minimum = minimumFor(result.calibration, MAX_FALSE_CREDIT, tokeniser);
  if (options.json === true) {
    const document = { schema: 'weaklink.datanet-build/1', datanet: name, ...result, minimum };
    output.result(`${JSON.stringify({ ...document, durationMs }, null, 2)}\n`);
  } else output.result(textOf(name, result, durationMs, tokeniser));
  return ExitCode.Healthy;
};

function textOf(
  name: string,
  { documents, tokens, shards, bytes, reusedChunks, calibration }: BuildResult,
  durationMs: number,
  tokeniser: Tokeniser,
): string {
  const { length, falseCredit } = minimumFor(calibration, MAX_FALSE_CREDIT, tokeniser);
  const measured =
    falseCredit === null
      ? 'Nothing could be measured: fewer than 5 documents, and no --held-out text.'
      : `Of ${calibration?.tokens} ${tokeniser.unit}s that were held against it, ${percent(falseCredit)} stand in such a stretch.`;
  const reused = reusedChunks > 0 ? `, ${reusedChunks} parts from an earlier build` : '';
  return [
    safe`${name}: ${documents} documents, ${tokens} ${tokeniser.unit}s in ${shards} shards, ${Math.ceil(bytes / 1_048_576)} MiB`,
    safe`Built in ${(durationMs / 1_000).toFixed(1)} s${reused}.`,
    safe`Agreement counts from ${length} ${tokeniser.unit}s on.`,
    safe`${measured}`,
    '',
  ].join('\n');
}

async function heldOutTexts(paths: OptionValues[string]): Promise<readonly string[] | null> {
  if (!Array.isArray(paths)) return null;
  const texts: string[] = [];
  for await (const found of readDocuments(paths)) {
    if (found.kind === 'document') texts.push(found.text);
  }
  return texts;
}

function workersOf(value: OptionValues[string]): number {
  if (value === undefined) return Math.min(MOST_WORKERS, availableParallelism());
  const count = Number(value);
  if (Number.isInteger(count) && count >= 1 && count <= 64) return count;
  throw new WeaklinkError({
    code: 'E_OPTION',
    message: `--workers: "${sanitise(String(value))}" is no number from 1 to 64`,
    hint: 'Give as many as there are cores to spare.',
  });
}
