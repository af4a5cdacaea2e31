import { checkLineage } from '../../attribution/lineage/checking/check.ts';
import { isFault } from '../../attribution/lineage/checking/findings.ts';
import { type Use, uses } from '../../attribution/lineage/licences/licence.ts';
import { suggest } from '../../chain/nearest.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { OptionValues, RunCommand } from '../command.ts';
import { textLook } from '../text-look.ts';
import { checkText } from './check-text.ts';
import { readLineage } from './read.ts';

/**
 * `weaklink lineage check`: what a lineage leaves open, what contradicts, what its licences forbid.
 *
 * @returns 0 where nothing is forbidden, contradicts or is missing; 1 where something is
 */
export const runLineageCheck: RunCommand = async (operands, options, context) => {
  const use = useOf(options.use);
  const { file, lineage, facts } = await readLineage(operands[0], options, context);
  if (context.signal.aborted) return ExitCode.Interrupted;
  const findings = checkLineage(lineage, { facts, use });
  const checked = facts.filter(({ result }) => result === 'same').length;
  if (options.json === true) {
    const document = {
      schema: 'weaklink.lineage-check/1',
      file,
      lineage: lineage.name,
      use,
      checked,
      findings: findings.map(({ path, ...finding }) => {
        const { line, column } = lineage.placeOf(path);
        return { ...finding, line, column };
      }),
    };
    context.output.result(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    const text = checkText({ lineage, findings, use, checked }, textLook(context.output));
    context.output.result(text);
  }
  return findings.some(isFault) ? ExitCode.Fault : ExitCode.Healthy;
};

function useOf(option: OptionValues[string]): Use | null {
  if (option === undefined) return null;
  const use = uses.find((one) => one === option);
  if (use) return use;
  throw new WeaklinkError({
    code: 'E_OPTION',
    message: `--use: "${sanitise(String(option))}" is not known`,
    hint: suggest(String(option), uses),
  });
}
