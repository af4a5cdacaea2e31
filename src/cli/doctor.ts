import { ExitCode } from '../platform/exit-codes.ts';
import { detectTerminal } from '../terminal/capabilities.ts';
import { paintRow, plainRow } from '../terminal/paint.ts';
import { type Row, run, wrapText } from '../terminal/row.ts';
import type { Slot } from '../terminal/theme.ts';
import { loadChainFile } from './chain-file.ts';
import type { CommandContext, OptionValues } from './command.ts';
import type { DoctorContext, DoctorFinding, DoctorState } from './doctor/finding.ts';
import { doctorChecks } from './doctor/index.ts';
import { checkVantages } from './doctor/vantages.ts';

/** Milliseconds that one check may take; all run at once. */
const CHECK_DEADLINE_MS = 3_000;

const COLUMNS = 80;
const NAME_COLUMNS = 16;
const STATE_COLUMNS = 8;

interface NamedFinding extends DoctorFinding {
  readonly name: string;
}

/** `weaklink doctor [chain]`: always exit 0, for it reports on the surroundings and not on a chain. */
export async function runDoctor(
  operands: readonly string[],
  options: OptionValues,
  { output, signal, globals }: CommandContext,
): Promise<ExitCode> {
  const context = { env: process.env, deadlineMs: CHECK_DEADLINE_MS, signal, globals };
  const chain = operands[0] === undefined ? null : await loadChainFile(operands);
  const findings = [
    ...(await examine(context)),
    ...(chain ? await checkVantages(chain, signal) : []),
  ];
  if (options.json === true) {
    output.result(`${JSON.stringify({ schema: 'weaklink.doctor/1', findings }, null, 2)}\n`);
    return ExitCode.Healthy;
  }
  const look = detectTerminal();
  const write = output.terminal ? paintRow : plainRow;
  for (const row of findings.flatMap(rowsOf)) {
    output.result(`${write(row, look)}\n`);
  }
  return ExitCode.Healthy;
}

export function examine(context: DoctorContext): Promise<readonly NamedFinding[]> {
  return Promise.all(
    Object.entries(doctorChecks).map(async ([name, check]) => ({
      name,
      ...(await check(context)),
    })),
  );
}

const slots: Readonly<Record<DoctorState, Slot>> = {
  ok: 'ok',
  missing: 'muted',
  denied: 'warn',
  failing: 'fail',
};

function rowsOf({ name, state, seen, means, mend }: NamedFinding): readonly Row[] {
  const head = [
    run(name.padEnd(NAME_COLUMNS)),
    run(state.padEnd(STATE_COLUMNS), slots[state]),
    run(seen),
  ];
  const indent = ' '.repeat(NAME_COLUMNS + STATE_COLUMNS);
  const lines = [means, mend].flatMap((line) => wrapText(line ?? '', COLUMNS - indent.length));
  return [head, ...lines.map((line) => [run(indent + line, 'muted')])];
}
