/** Runs a program on a real pseudo-terminal (util-linux `script`), in front of a real emulator. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import xterm from '@xterm/headless';

/** Kernel clock ticks per second, as /proc counts CPU time; 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

export class PtyProgram {
  readonly terminal: InstanceType<typeof xterm.Terminal>;
  readonly startedAtMs = performance.now();
  bytes = 0;
  private readonly script: ChildProcess;
  private readonly ended: Promise<void>;

  constructor(
    argv: readonly string[],
    size: { readonly columns: number; readonly rows: number },
    env: Readonly<Record<string, string>> = {},
  ) {
    this.terminal = new xterm.Terminal({
      cols: size.columns,
      rows: size.rows,
      allowProposedApi: true,
    });
    // `script` takes one command line; the words are ours and are quoted all the same.
    const words = argv.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
    const line = `stty cols ${size.columns} rows ${size.rows} && exec ${words}`;
    this.script = spawn('script', ['-qefc', line, '/dev/null'], {
      env: { ...process.env, TERM: 'xterm-256color', LANG: 'C.UTF-8', ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.script.stdout?.on('data', (chunk: Buffer) => {
      this.bytes += chunk.length;
      this.terminal.write(chunk);
    });
    this.ended = new Promise((resolve) => this.script.once('close', () => resolve()));
  }

  /** What the screen shows, row by row, without trailing blanks. */
  screen(): string {
    const buffer = this.terminal.buffer.active;
    const rows = Array.from({ length: this.terminal.rows }, (_, row) =>
      (buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '').trimEnd(),
    );
    return rows.join('\n').trimEnd();
  }

  /** Resolves with the milliseconds since the start once the screen shows `pattern`. */
  async shows(pattern: RegExp, timeoutMs: number): Promise<number> {
    while (!pattern.test(this.screen())) {
      if (performance.now() - this.startedAtMs > timeoutMs) {
        throw new Error(`the screen never showed ${pattern}:\n${this.screen()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    return performance.now() - this.startedAtMs;
  }

  press(keys: string): void {
    this.script.stdin?.write(keys);
  }

  /** The program itself: `script` runs it as its only child. */
  get pid(): number {
    const id = this.script.pid;
    const children = readFileSync(`/proc/${id}/task/${id}/children`, 'utf8').trim();
    return Number(children.split(' ')[0]);
  }

  /** CPU seconds used so far, by the program alone. */
  cpuSeconds(): number {
    const stat = readFileSync(`/proc/${this.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  }

  /** Resident memory in MB (10⁶ bytes). */
  residentMegabytes(): number {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    return (Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1_024) / 1e6;
  }

  async quit(keys = '\u0003'): Promise<void> {
    this.press(keys);
    const timer = setTimeout(() => this.script.kill('SIGKILL'), 5_000);
    await this.ended;
    clearTimeout(timer);
  }
}
