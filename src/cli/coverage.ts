import { probes } from '../../probes/registry.ts';
import type { Coverage } from '../diagnosis/covering/coverage.ts';
import { coverageOf } from '../diagnosis/covering/coverage-of.ts';
import { WeaklinkError } from '../platform/errors.ts';
import { ExitCode } from '../platform/exit-codes.ts';
import { planLooks } from '../probing/plan.ts';
import { coverageText } from '../report/covering/text.ts';
import { sketchOf } from './ask/sketches.ts';
import { loadChainFile } from './chain-file.ts';
import type { OptionValues, RunCommand } from './command.ts';
import { textLook } from './text-look.ts';

/**
 * `weaklink coverage`: which faults of a chain its looks could not show or not tell apart, and what
 * would mend that. Looks at nothing.
 *
 * @returns 0; with `--require`, 1 where less of the faults would be seen
 */
export const runCoverage: RunCommand = async (operands, options, { output }) => {
  const required = requiredShare(options.require);
  const chain = await loadChainFile(operands);
  const coverage = coverageOf(chain, planLooks(chain, probes).map(sketchOf));
  if (options.json === true) {
    const document = { schema: 'weaklink.coverage/1', chain: chain.name, ...rounded(coverage) };
    output.result(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    const all = options.all === true;
    output.result(coverageText(coverage, { chain: chain.name, all }, textLook(output)));
  }
  return required !== null && coverage.seen < required ? ExitCode.Fault : ExitCode.Healthy;
};

/** `0.8` or `80%` → 0.8. */
function requiredShare(text: OptionValues[string]): number | null {
  if (typeof text !== 'string') return null;
  const [, digits, percent] = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(text) ?? [];
  const share = Number(digits) / (percent === '%' ? 100 : 1);
  if (share >= 0 && share <= 1) return share;
  throw new WeaklinkError({
    code: 'E_OPTION',
    message: `--require: "${text}" is not a share from 0 to 1`,
    hint: 'Give 0.8 or 80%.',
  });
}

/** Shares to four digits: more would be noise in a file that is compared. */
function rounded(coverage: Coverage): Coverage {
  return JSON.parse(
    JSON.stringify(coverage, (_, value: unknown) =>
      typeof value === 'number' ? Math.round(value * 10_000) / 10_000 : value,
    ),
  );
}
