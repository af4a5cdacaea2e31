/** Lines that others wrote while the screen was ours; more are counted, not kept. */
const keptLines = 200;

export interface OutputGuard {
  /** The stream for the one who draws. Everyone else's writes are held back. */
  readonly screen: NodeJS.WriteStream;
  /** Lines held back so far. */
  heldLines(): number;
  /** Gives the streams back and writes what was held, so that no message is lost. */
  release(): void;
}

/**
 * Keeps the screen whole: a stray `console.log`, or a warning of the runtime on stderr, moves the
 * cursor under the one who draws. While the guard stands such writes are held back; they are
 * written to stderr when it is released.
 */
export function guardOutput(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): OutputGuard {
  const held: string[] = [];
  let heldLines = 0;
  const hold = (text: string): void => {
    for (const line of text.split('\n').filter((part) => part !== '')) {
      heldLines += 1;
      if (held.length < keptLines) held.push(line);
    }
  };
  // A stderr that is redirected into a file cannot disturb the screen.
  const guarded = [stdout, ...(stderr.isTTY ? [stderr] : [])];
  const originals = guarded.map((stream) => stream.write);
  const screen = withWrite(stdout, stdout.write.bind(stdout));
  for (const stream of guarded) stream.write = holdingWrite(hold);

  return {
    screen,
    heldLines: () => heldLines,
    release: () => {
      guarded.forEach((stream, index) => {
        const original = originals[index];
        if (original) stream.write = original;
      });
      const more = heldLines - held.length;
      const lines = more > 0 ? [...held, `(${more} more lines)`] : held;
      if (lines.length > 0) stderr.write(`${lines.join('\n')}\n`);
      held.length = 0;
      heldLines = 0;
    },
  };
}

type Write = NodeJS.WriteStream['write'];

function holdingWrite(hold: (text: string) => void): Write {
  return (
    chunk: string | Uint8Array,
    encodingOrCallback?: BufferEncoding | ((error?: Error | null) => void),
    callback?: (error?: Error | null) => void,
  ): boolean => {
    hold(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
    const done = typeof encodingOrCallback === 'function' ? encodingOrCallback : callback;
    if (done) process.nextTick(done);
    return true;
  };
}

/** The same stream with its true `write`: size, events and state stay those of the original. */
function withWrite(stream: NodeJS.WriteStream, write: Write): NodeJS.WriteStream {
  return new Proxy(stream, {
    get(target, property) {
      if (property === 'write') return write;
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
