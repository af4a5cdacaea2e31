import { CommanderError } from 'commander';
import { ExitCode } from '../platform/exit-codes.ts';
import { unknownCommand } from './commands-nearby.ts';
import { reportError } from './errors.ts';
import { listenForInterrupts } from './interrupt.ts';
import { flushed, processOutput } from './output.ts';
import { buildProgram } from './program.ts';

/** Runs one command line and ends the process with its exit code. Never rejects. */
export async function run(args: readonly string[]): Promise<never> {
  const interrupt = listenForInterrupts();
  const output = processOutput(interrupt.abort);
  let exitCode: number = ExitCode.Healthy;
  try {
    unknownCommand(args);
    const program = buildProgram(
      (globals) => ({ output, signal: interrupt.signal, globals }),
      (code) => {
        exitCode = code;
      },
    );
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    exitCode =
      error instanceof CommanderError ? commanderExitCode(error) : reportError(error, output);
  }
  await flushed();
  process.exit(interrupt.exitCode() ?? exitCode);
}

/** Commander has already written its message. `--help` and `--version` also end by an "error". */
function commanderExitCode(error: CommanderError): ExitCode {
  return error.exitCode === 0 ? ExitCode.Healthy : ExitCode.Usage;
}
