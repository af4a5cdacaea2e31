import type { ExecResult, Vantage } from '../../src/vantage/types.ts';
import { noSockets } from './no-sockets.ts';

/** What a program printed; a text alone means that it ended well. */
type Printed =
  | string
  | { readonly stdout?: string; readonly stderr?: string; readonly exitCode: number };

export interface FakeMachine {
  readonly vantage: Vantage;
  /** Every command that was run, in order. */
  readonly ran: readonly string[];
  /** Replaces what a command prints. */
  print(command: string, printed: Printed): void;
}

/**
 * A machine with hardware that no test has: programs print what they are told to, by their whole
 * command line, and files hold what they are told to. Everything else is not there.
 */
export function fakeMachine(
  programs: Readonly<Record<string, Printed>>,
  files: Readonly<Record<string, string>> = {},
): FakeMachine {
  const printedBy = new Map(Object.entries(programs));
  const ran: string[] = [];
  const exec = (argv: readonly string[]): Promise<ExecResult> => {
    const command = argv.join(' ');
    ran.push(command);
    const printed = printedBy.get(command);
    if (printed === undefined) {
      return Promise.resolve({ kind: 'not-started', code: 'ENOENT', message: 'no such program' });
    }
    const {
      stdout = '',
      stderr = '',
      exitCode,
    } = typeof printed === 'string' ? { stdout: printed, exitCode: 0 } : printed;
    return Promise.resolve({
      kind: 'ended',
      exitCode,
      signal: null,
      stdout,
      stderr,
      durationMs: 1,
    });
  };
  const readFile = (path: string): Promise<Buffer> => {
    const content = files[path];
    if (content !== undefined) return Promise.resolve(Buffer.from(content));
    return Promise.reject(Object.assign(new Error(`no ${path}`), { code: 'ENOENT' }));
  };
  return {
    vantage: { name: 'fake-machine', exec, readFile, dial: noSockets, forward: noSockets },
    ran,
    print: (command, printed) => printedBy.set(command, printed),
  };
}
