/**
 * The two ways out of a command. What a script asked for goes to stdout; everything else, errors
 * and progress, to stderr, so that `--json` is exactly one document.
 */
export interface Output {
  /** Writes as it is. A reader that went away is no error. */
  result(text: string): void;
  /** A line for the person who waits. */
  progress(line: string): void;
  /** True when stdout is a terminal. */
  readonly terminal: boolean;
}

/** A pipe whose reader went away, and a terminal whose window was closed. */
const closedCodes: readonly (string | undefined)[] = ['EPIPE', 'EIO'];

/** @param onClosed called once when nobody reads stdout any more (`weaklink … | head`) */
export function processOutput(onClosed: () => void): Output {
  let closed = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!closedCodes.includes(error.code)) throw error;
    if (!closed) onClosed();
    closed = true;
  });
  // A closed stderr has nobody to tell.
  process.stderr.on('error', () => {});
  return {
    result: (text) => {
      if (!closed) process.stdout.write(text);
    },
    progress: (line) => {
      process.stderr.write(`${line}\n`);
    },
    terminal: process.stdout.isTTY === true,
  };
}

/** Resolves when everything written so far has left the process. */
export async function flushed(): Promise<void> {
  await Promise.all(
    [process.stdout, process.stderr].map(
      (stream) =>
        new Promise<void>((resolve) => {
          if (stream.destroyed || stream.writableLength === 0) resolve();
          else stream.write('', () => resolve());
        }),
    ),
  );
}
