import { type Datanet, openDatanet } from '../../attribution/datanet/datanet.ts';
import { weightsBySize } from '../../attribution/methods/by-size.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { safe, sanitise } from '../../text/sanitise.ts';
import type { OptionValues, RunCommand } from '../command.ts';
import { datanetDirectory, knownDatanets } from '../datanet/where.ts';
import { textLook } from '../text-look.ts';
import { readAnswer } from './answer.ts';
import { traceDocument } from './trace-document.ts';
import { traceText } from './trace-text.ts';
import { type TraceMethod, type TraceRequest, traced, traceMethods } from './traced.ts';

/**
 * `weaklink attribution trace [FILE]`: an answer, its words that stand in datanets, and whose they are.
 *
 * @throws WeaklinkError E_ANSWER, E_OPTION, E_DATANET_…, E_SCORES…
 */
export const runAttributionTrace: RunCommand = async ([file = '-'], options, context) => {
  const { output, globals } = context;
  const request = requestOf(options);
  const names = listOf(options.datanet);
  const directories =
    names.length > 0
      ? names.map((name) => datanetDirectory(name, globals))
      : await knownDatanets(globals);
  if (directories.length === 0) {
    output.progress('There is no datanet. Make one: weaklink datanet add');
  }
  const text = await readAnswer(file);
  const datanets: Datanet[] = [];
  for (const directory of directories) datanets.push(await openDatanet(directory));
  for (const { name, built, unindexed } of datanets) {
    if (built === null || unindexed > 0) {
      output.progress(
        safe`${name}: ${unindexed} documents are not indexed; run weaklink datanet build ${name}`,
      );
    }
  }
  const result = await traced(datanets, text, request);
  const sizes = weightsBySize(datanets);
  output.result(
    options.json === true
      ? `${JSON.stringify(traceDocument(result, request.method, sizes), null, 2)}\n`
      : traceText(result, sizes, textLook(output)),
  );
  return ExitCode.Healthy;
};

function requestOf(options: OptionValues): TraceRequest {
  const textOf = (value: OptionValues[string]) => (typeof value === 'string' ? value : undefined);
  const method = textOf(options.method) ?? 'longest-suffix';
  if (!traceMethods.some((one) => one === method)) {
    throw new WeaklinkError({
      code: 'E_OPTION',
      message: `--method: "${sanitise(method)}" is none`,
      hint: `Give ${traceMethods.join(', ')}.`,
    });
  }
  return {
    method: method as TraceMethod,
    minimum: minimumOf(options.minimum),
    cited: listOf(options.cited),
    scores: textOf(options.scores),
    output: textOf(options.output),
  };
}

function minimumOf(value: OptionValues[string]): number | undefined {
  if (value === undefined) return undefined;
  const count = Number(value);
  if (Number.isInteger(count) && count >= 1 && count <= 1_000) return count;
  throw new WeaklinkError({
    code: 'E_OPTION',
    message: `--minimum: "${sanitise(String(value))}" is no number from 1 to 1000`,
    hint: 'Leave it out to take the length that was calibrated.',
  });
}

function listOf(value: OptionValues[string]): readonly string[] {
  return Array.isArray(value) ? value : [];
}
