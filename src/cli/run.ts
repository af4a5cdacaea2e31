import { CommanderError } from 'commander';
import { ExitCode } from '../platform/exit-codes.ts';
import { applyColorPolicy } from '../terminal/color-policy.ts';
import { unknownCommand } from './commands-nearby.ts';
import { reportError } from './errors.ts';
import { listenForInterrupts } from './interrupt.ts';
import { flushed, processOutput } from './output.ts';
import { buildProgram } from './program.ts';

/** Runs one command line and ends the process with its exit code. Never rejects. */
export async function run(args: readonly string[]): Promise<never> {
  // Before anything loads a library that asks the environment for colours.
  applyColorPolicy(args);
  const interrupt = listenForInterrupts();
  const output = processOutput(interrupt.unread);
  // Node would end with 1, which says that a fault was found.
  process.on('uncaughtException', (error) => process.exit(reportError(error, output)));
  let exitCode: number = ExitCode.Healthy;
  try {
    unknownCommand(args);
    const program = buildProgram({ output, signal: interrupt.signal }, (code) => {
      exitCode = code;
    });
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) exitCode = commanderExitCode(error);
    else if (!isInterruption(error, interrupt.signal)) exitCode = reportError(error, output);
  }
  await flushed();
  // What was not undone outweighs even that the user ended it.
  if (exitCode === ExitCode.NotUndone) process.exit(exitCode);
  process.exit(interrupt.exitCode() ?? exitCode);
}

/** Commander has already written its message. `--help` and `--version` also end by an "error". */
function commanderExitCode(error: CommanderError): ExitCode {
  return error.exitCode === 0 ? ExitCode.Healthy : ExitCode.Usage;
}

/** What a wait that was cut short throws is no error of its own. */
function isInterruption(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted && error instanceof Error && error.name === 'AbortError';
}
