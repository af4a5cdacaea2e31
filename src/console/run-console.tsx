import { type Instance, render } from 'ink';
import { WeaklinkError } from '../platform/errors.ts';
import type { TerminalCapabilities } from '../terminal/capabilities.ts';
import { createCharts } from '../terminal/charts/charts.ts';
import { guardOutput, type OutputGuard } from '../terminal/output-guard.ts';
import { paintRow } from '../terminal/paint.ts';
import { App, type AppProps, type InkApp } from './app.tsx';
import { Controller } from './controller.ts';
import { type ExitSummary, summarise } from './exit-summary.ts';
import type { ConsoleFeed } from './feed.ts';
import { frame } from './frame.ts';
import { KeyRouter } from './key-router.ts';
import { type MakeView, viewMaker } from './make-view.ts';
import { Store } from './store.ts';
import { stopUntilContinued } from './suspend.ts';
import { initialUi, type UiState } from './ui-state.ts';

export type { ExitSummary };

export interface ConsoleOptions {
  readonly terminal: TerminalCapabilities;
  /** Ends the console in order, as a signal to the process does. */
  readonly signal?: AbortSignal;
  readonly stdin?: NodeJS.ReadStream;
  readonly stdout?: NodeJS.WriteStream;
  readonly stderr?: NodeJS.WriteStream;
  /** What is chosen when it opens; the chain screen where absent. */
  readonly ui?: Partial<UiState>;
}

/** Faster than this nobody reads; a held key does not paint more often. */
const maxFps = 15;
/** Erases the screen and puts the cursor home, for a terminal that somebody else wrote to. */
const eraseScreen = '\u001b[2J\u001b[H';

/**
 * Draws the feed on the whole terminal until the user quits or the signal comes, then restores
 * the terminal and leaves two lines of summary on it.
 *
 * @throws WeaklinkError E_NO_TERMINAL
 */
export async function runConsole(feed: ConsoleFeed, options: ConsoleOptions): Promise<ExitSummary> {
  requireTerminal(options.terminal);
  const session = new ConsoleSession(feed, options);
  try {
    await session.run();
  } finally {
    session.close();
  }
  return session.sumUp();
}

function requireTerminal({ interactive, obstacle }: TerminalCapabilities): void {
  if (interactive) return;
  throw new WeaklinkError({
    code: 'E_NO_TERMINAL',
    message: `the console needs a terminal: ${obstacle}`,
    hint: 'Use --json, --ndjson or --plain, or give ssh a terminal with "ssh -t".',
  });
}

/** From the first frame to the last. */
class ConsoleSession {
  readonly #options: ConsoleOptions;
  readonly #stdout: NodeJS.WriteStream;
  #guard: OutputGuard | null = null;
  readonly #store: Store;
  readonly #makeView: MakeView;
  readonly #controller: Controller;
  readonly #router: KeyRouter;
  readonly #props: Omit<AppProps, 'columns' | 'rows'>;
  #instance: Instance | null = null;
  #app: InkApp | null = null;
  #ending: { reason: ExitSummary['reason']; keepScreen: boolean } | null = null;

  constructor(feed: ConsoleFeed, options: ConsoleOptions) {
    const { terminal, stdout = process.stdout, ui } = options;
    this.#options = options;
    this.#stdout = stdout;
    this.#store = new Store(feed, terminal.updateIntervalMs, { ...initialUi, ...ui });
    const charts = createCharts(terminal, () => this.#store.publishSoon());
    this.#makeView = viewMaker(terminal, charts);
    this.#controller = new Controller({
      feed,
      store: this.#store,
      makeView: this.#makeView,
      terminal,
      size: this.#size,
      write: (sequence) => this.#guard?.screen.write(sequence),
      erase: this.#erase,
      suspend: async () => this.#app?.suspendTerminal(() => stopUntilContinued(this.#stdout)),
      quit: ({ interrupted, keepScreen }) =>
        this.#end(interrupted ? 'interrupted' : 'quit', keepScreen),
    });
    this.#router = new KeyRouter(
      terminal.escapeDelayMs,
      (key) => this.#controller.press(key),
      (text) => this.#controller.paste(text),
    );
    this.#props = {
      store: this.#store,
      makeView: this.#makeView,
      paint: terminal,
      onKeys: (names) => this.#router.take(names),
      onPaste: (text) => this.#controller.paste(text),
      onMount: (app) => {
        this.#app = app;
        if (this.#ending) app.exit();
      },
    };
  }

  async run(): Promise<void> {
    const { signal, stdin = process.stdin, stderr = process.stderr } = this.#options;
    // Before Ink listens for it: the tree must have its new size when Ink lays it out.
    this.#stdout.on('resize', this.#resize);
    signal?.addEventListener('abort', this.#abort);
    if (signal?.aborted) this.#abort();
    this.#store.start();
    this.#guard = guardOutput(this.#stdout, stderr);
    this.#instance = render(<App {...this.#props} {...this.#size()} />, {
      stdin,
      stdout: this.#guard.screen,
      stderr,
      // Said here, because Ink draws nothing where the variable CI is set.
      interactive: true,
      alternateScreen: true,
      incrementalRendering: true,
      patchConsole: false,
      exitOnCtrlC: false,
      maxFps,
    });
    await this.#instance.waitUntilExit();
  }

  close(): void {
    this.#stdout.off('resize', this.#resize);
    this.#options.signal?.removeEventListener('abort', this.#abort);
    this.#store.stop();
    this.#router.stop();
    this.#controller.stop();
    this.#instance?.unmount();
    this.#guard?.release();
  }

  sumUp(): ExitSummary {
    const { terminal } = this.#options;
    const { reason, keepScreen } = this.#ending ?? { reason: 'aborted', keepScreen: false };
    const view = this.#makeView(this.#store.getState());
    const summary = summarise(view.snapshot, reason, view.show);
    const { columns, rows } = this.#size();
    const kept = keepScreen ? frame(view, columns, rows) : [];
    const lines = [...kept.map((row) => paintRow(row, terminal)), ...summary.lines];
    this.#stdout.write(`${lines.join('\n')}\n`);
    return summary;
  }

  #end(reason: ExitSummary['reason'], keepScreen: boolean): void {
    this.#ending ??= { reason, keepScreen };
    this.#app?.exit();
  }

  readonly #abort = (): void => this.#end('aborted', false);

  readonly #erase = (): void => {
    this.#guard?.screen.write(eraseScreen);
    this.#instance?.clear();
  };

  /**
   * Some terminals keep what stood beyond a narrower edge and show it again when they grow, so
   * rows that look unchanged are drawn anew as well.
   */
  readonly #resize = (): void => {
    this.#erase();
    this.#instance?.rerender(<App {...this.#props} {...this.#size()} />);
  };

  readonly #size = (): { columns: number; rows: number } => ({
    columns: this.#stdout.columns || 80,
    rows: this.#stdout.rows || 24,
  });
}
