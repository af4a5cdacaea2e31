import { ChainFileError, type Problem } from '../chain/problems.ts';
import type { Chain, ProbePlan } from '../chain/types.ts';
import { formatDuration } from '../platform/duration.ts';
import { WeaklinkError } from '../platform/errors.ts';
import { ExitCode } from '../platform/exit-codes.ts';
import type { SafeText } from '../text/safe-text.ts';
import { safe } from '../text/sanitise.ts';
import { DEFAULT_CHAIN_FILE, loadChainFile } from './chain-file.ts';
import type { RunCommand } from './command.ts';

/** `weaklink validate [FILE]`: what is wrong with a chain file, or what it holds. Looks at nothing. */
export const runValidate: RunCommand = async (operands, options, { output }) => {
  const file = operands[0] ?? DEFAULT_CHAIN_FILE;
  if (options.json === true) {
    const result = await loadChainFile(operands).then(validResult, invalidResult);
    output.result(
      `${JSON.stringify({ schema: 'weaklink.validation/1', file, ...result }, null, 2)}\n`,
    );
    return result.valid ? ExitCode.Healthy : ExitCode.Usage;
  }
  const chain = await loadChainFile(operands);
  output.result(`${summaryOf(file, chain)}\n`);
  if (options.probes === true) output.result(probeTable(chain));
  return ExitCode.Healthy;
};

function summaryOf(file: string, { links, models }: Chain): SafeText {
  const probes = links.flatMap((link) => link.probes);
  const inferred = probes.filter((probe) => probe.inferred).length;
  return safe`${file}: ok, ${counted(links.length, 'link')}, ${counted(models.length, 'model')}, ${counted(probes.length, 'probe')} (${inferred} inferred)`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** One line a probe: `gateway  http  local  every 5 s  within 3 s  inferred`. */
function probeTable({ links }: Chain): string {
  const rows = links.flatMap((link) => {
    if (link.probes.length === 0) return [[link.id, 'nobody looks']];
    return link.probes.map((probe) => [link.id, ...cellsOf(probe)]);
  });
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => `  ${line.trimEnd()}\n`)
    .join('');
}

function cellsOf({ kind, name, vantage, intervalMs, deadlineMs, inferred }: ProbePlan): string[] {
  return [
    name === kind ? kind : `${name} (${kind})`,
    vantage,
    `every ${formatDuration(intervalMs)}`,
    `within ${formatDuration(deadlineMs)}`,
    inferred ? 'inferred' : 'stated',
  ];
}

function validResult(chain: Chain) {
  return {
    valid: true,
    chain: chain.name,
    links: chain.links.length,
    models: chain.models.length,
    probes: chain.links.flatMap(({ id, probes }) =>
      probes.map(({ options: _, ...plan }) => ({ link: id, ...plan })),
    ),
    problems: [],
  };
}

function invalidResult(error: unknown) {
  if (!(error instanceof WeaklinkError)) throw error;
  const problems = error instanceof ChainFileError ? error.problems : [error];
  return { valid: false, problems: problems.map(problemOf) };
}

function problemOf({ code, message, hint, place }: Problem | WeaklinkError) {
  return {
    code,
    message,
    hint: hint ?? null,
    line: place?.line ?? null,
    column: place?.column ?? null,
  };
}
