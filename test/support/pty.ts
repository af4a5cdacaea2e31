import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import xterm from '@xterm/headless';
import { pause } from './terminal.tsx';

/** How long a picture may take to come, in milliseconds. */
const patienceMs = 10_000;

export interface PtyOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** A program on a real pseudo-terminal, made by script(1), with an emulator that reads it. */
export class Pty {
  readonly screen: InstanceType<typeof xterm.Terminal>;
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  written = '';

  /** @param command a line for the shell, as somebody would type it */
  constructor(command: string, options: PtyOptions = {}) {
    const { columns = 100, rows = 30, env = {} } = options;
    this.screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    const line = `stty rows ${rows} cols ${columns}; ${command}`;
    this.child = spawn('script', ['-qfec', line, '/dev/null'], {
      env: {
        PATH: process.env.PATH ?? '',
        HOME: '/tmp',
        TERM: 'xterm-256color',
        LANG: 'C.UTF-8',
        ...env,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.written += text;
      this.screen.write(text);
    });
    this.ended = once(this.child, 'close').then(([code]) => code as number | null);
  }

  type(bytes: string): void {
    this.child.stdin?.write(bytes);
  }

  text(): string {
    const { active } = this.screen.buffer;
    return Array.from(
      { length: this.screen.rows },
      (_, row) =>
        active
          .getLine(active.baseY + row)
          ?.translateToString(true, 0, this.screen.cols)
          .trimEnd() ?? '',
    ).join('\n');
  }

  async until(expected: string | RegExp, seen: () => string = () => this.text()): Promise<string> {
    const giveUpAt = performance.now() + patienceMs;
    for (;;) {
      const text = seen();
      if (typeof expected === 'string' ? text.includes(expected) : expected.test(text)) return text;
      if (performance.now() > giveUpAt) {
        throw new Error(`never showed ${String(expected)}:\n${text}`);
      }
      await pause(10);
    }
  }

  async close(): Promise<void> {
    // Its whole session: the shell, the program, and script itself.
    if (this.child.pid !== undefined && this.child.exitCode === null) {
      try {
        process.kill(-this.child.pid, 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    }
    await this.ended;
    this.screen.dispose();
  }
}
