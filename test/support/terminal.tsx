import { PassThrough, Writable } from 'node:stream';
import xterm from '@xterm/headless';
import type { ConsoleFeed } from '../../src/console/feed.ts';
import { type ExitSummary, runConsole } from '../../src/console/run-console.tsx';
import type { TerminalCapabilities } from '../../src/terminal/capabilities.ts';

export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly capabilities?: Partial<TerminalCapabilities>;
}

const capabilities: TerminalCapabilities = {
  interactive: true,
  obstacle: null,
  color: true,
  unicode: true,
  remote: false,
  multiplexer: null,
  // Tests wait for pictures; they need not wait for the pace of eyes.
  updateIntervalMs: 20,
  escapeDelayMs: 50,
};

/** How long a picture may take to come, in milliseconds; a busy machine needs some of it. */
const patienceMs = 8_000;

/** The console on a terminal emulator: real bytes in, real screen out. */
export class TestTerminal {
  readonly screen: InstanceType<typeof xterm.Terminal>;
  readonly ended: Promise<ExitSummary>;
  /** Every byte that was written, in order. */
  written = '';
  /** Times at which the screen scrolled, which a full-screen program never does. */
  scrolls = 0;
  readonly #stdin: NodeJS.ReadStream;
  readonly #stdout: NodeJS.WriteStream;
  readonly #abort = new AbortController();

  constructor(feed: ConsoleFeed, options: TerminalOptions = {}) {
    const { columns = 80, rows = 24 } = options;
    this.screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    // Entering the alternate screen counts as a scroll as well; it has not happened yet.
    this.screen.onScroll(() => {
      if (this.text().trim() !== '') this.scrolls += 1;
    });
    this.#stdin = keyboard();
    this.#stdout = this.#output(columns, rows);
    this.ended = runConsole(feed, {
      terminal: { ...capabilities, ...options.capabilities },
      stdin: this.#stdin,
      stdout: this.#stdout,
      stderr: Object.assign(new PassThrough(), { isTTY: false }) as unknown as NodeJS.WriteStream,
      signal: this.#abort.signal,
    });
    // Tests that end the console look at this promise themselves.
    this.ended.catch(() => {});
  }

  /** Sends bytes as a terminal would. */
  type(bytes: string): void {
    (this.#stdin as unknown as PassThrough).write(bytes);
  }

  resize(columns: number, rows: number): void {
    this.screen.resize(columns, rows);
    Object.assign(this.#stdout, { columns, rows });
    this.#stdout.emit('resize');
  }

  /** The lines of the screen, without the blanks at their ends. */
  lines(): readonly string[] {
    const { active } = this.screen.buffer;
    return Array.from(
      { length: this.screen.rows },
      (_, row) =>
        active
          .getLine(active.baseY + row)
          ?.translateToString(true, 0, this.screen.cols)
          .trimEnd() ?? '',
    );
  }

  text(): string {
    return this.lines().join('\n');
  }

  /** Waits until the screen shows what is expected. */
  async until(expected: string | RegExp | ((text: string) => boolean)): Promise<string> {
    const holds = (text: string) => {
      if (typeof expected === 'string') return text.includes(expected);
      return typeof expected === 'function' ? expected(text) : expected.test(text);
    };
    const giveUpAt = performance.now() + patienceMs;
    for (;;) {
      const text = this.text();
      if (holds(text)) return text;
      if (performance.now() > giveUpAt) {
        throw new Error(`the screen never showed ${String(expected)}:\n${text}`);
      }
      await pause(5);
    }
  }

  /** Waits until nothing was written for a while: what was asked for has been drawn. */
  async settled(quietMs = 120): Promise<void> {
    for (let before = -1; before !== this.written.length; ) {
      before = this.written.length;
      await pause(quietMs);
    }
  }

  async close(): Promise<void> {
    this.#abort.abort();
    await this.ended.catch(() => {});
    this.screen.dispose();
  }

  #output(columns: number, rows: number): NodeJS.WriteStream {
    const output = new Writable({
      decodeStrings: false,
      write: (chunk: string | Buffer, _encoding, done) => {
        const text = chunk.toString();
        this.written += text;
        // A terminal line discipline turns a line feed into a new line.
        this.screen.write(text.replaceAll('\n', '\r\n'), done);
      },
    });
    return Object.assign(output, { isTTY: true, columns, rows }) as unknown as NodeJS.WriteStream;
  }
}

function keyboard(): NodeJS.ReadStream {
  const stream = new PassThrough();
  return Object.assign(stream, {
    isTTY: true,
    setRawMode: () => stream,
    ref: () => stream,
    unref: () => stream,
  }) as unknown as NodeJS.ReadStream;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
