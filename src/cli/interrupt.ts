import { constants } from 'node:os';

/** Signals that end weaklink in order: the sandbox stopped, the journal closed, the terminal restored. */
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Milliseconds that an interrupted command has to clean up before the process ends anyway. */
const CLEANUP_MS = 8_000;

export interface Interrupt {
  readonly signal: AbortSignal;
  /** 128 + the signal's number once one came, as a shell would report it. */
  exitCode(): number | undefined;
  /** Ends the command as SIGPIPE would have: nobody reads what it writes. */
  unread(): void;
}

/** Works that no signal cuts short: faults are being undone. Each of their steps has a time limit. */
let holds = 0;

/** Until `work` is done, a further signal and the time to clean up end nothing. */
export async function holdingOn<T>(work: () => Promise<T>): Promise<T> {
  holds += 1;
  try {
    return await work();
  } finally {
    holds -= 1;
  }
}

/** Listens for signals. A second one ends the process at once, unless something holds on. */
export function listenForInterrupts(): Interrupt {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const end = (name: NodeJS.Signals): void => {
    const code = 128 + constants.signals[name];
    exitCode = code;
    controller.abort();
    const giveUp = (): void => {
      if (holds === 0) process.exit(code);
      setTimeout(giveUp, CLEANUP_MS).unref();
    };
    setTimeout(giveUp, CLEANUP_MS).unref();
  };
  for (const name of endingSignals) {
    process.on(name, () => {
      if (exitCode !== undefined) {
        if (holds === 0) process.exit(exitCode);
        return;
      }
      end(name);
    });
  }
  return {
    signal: controller.signal,
    exitCode: () => exitCode,
    unread: () => end('SIGPIPE'),
  };
}
