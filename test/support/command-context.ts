import type { CommandContext } from '../../src/cli/command.ts';

/** A context in which a command runs inside a test, and what it wrote. */
export interface TestContext {
  readonly context: CommandContext;
  readonly written: { result: string; readonly progress: string[] };
}

/** @param stateDirectory where a journal and keys may be kept */
export function commandContext(stateDirectory: string, journal = false): TestContext {
  const written = { result: '', progress: [] as string[] };
  const context: CommandContext = {
    output: {
      result: (text) => {
        written.result += text;
      },
      progress: (line) => written.progress.push(line),
      terminal: false,
    },
    signal: new AbortController().signal,
    globals: { journal, stateDirectory },
  };
  return { context, written };
}
