import { behindModel } from '../../attribution/lineage/behind.ts';
import { modelNamed } from '../../attribution/lineage/find.ts';
import { suggest } from '../../chain/nearest.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { RunCommand } from '../command.ts';
import { textLook } from '../text-look.ts';
import { readLineage } from './read.ts';
import { showText } from './show-text.ts';

/** `weaklink lineage show MODEL`: who and what stands behind a model. */
export const runLineageShow: RunCommand = async ([name = '', operand], options, context) => {
  const { file, lineage, facts } = await readLineage(operand, options, context);
  if (context.signal.aborted) return ExitCode.Interrupted;
  const model = modelNamed(lineage, name);
  if (!model) {
    throw new WeaklinkError({
      code: 'E_DANGLING',
      message: `${sanitise(file)}: there is no model "${sanitise(name)}"`,
      hint: suggest(name, [...lineage.models.keys()]),
    });
  }
  const tree = behindModel(lineage, model, facts);
  if (options.json === true) {
    const document = { schema: 'weaklink.lineage-tree/1', lineage: lineage.name, tree };
    context.output.result(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    context.output.result(showText(tree, textLook(context.output)));
  }
  return ExitCode.Healthy;
};
