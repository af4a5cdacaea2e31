import type { RecordingWriter } from '../../events/recording.ts';
import type { ExitCode } from '../../platform/exit-codes.ts';
import type { SandboxFault } from '../../sandbox/types.ts';
import type { TerminalCapabilities } from '../../terminal/capabilities.ts';
import type { CommandContext } from '../command.ts';
import { consoleFirst } from '../console-first.ts';
import { LateFeed } from '../late-feed.ts';
import { titleOf } from '../session-feed.ts';
import { until } from '../until.ts';
import { outline } from './outline.ts';

/** Looks of every series before `--fault` breaks something, so that what is usual is known. */
const STEADY_LOOKS = 4;
/** Milliseconds to wait for that; a chain that is not healthy by then is broken all the same. */
const STEADY_WITHIN_MS = 60_000;
/**
 * Milliseconds between two looks of a series: the pace of a chain that sets none, since the demo may
 * stand open for hours. Some series looks every 200 ms all the same, and the first that finds something
 * makes the others hurry.
 */
const INTERVAL_MS = 5_000;

/** What is asked of the demo in the console. */
export interface ConsoleDemo {
  /** Injected once the chain is seen healthy; null: none. */
  readonly fault: SandboxFault | null;
  /** Requests a second that agents and teams make. */
  readonly traffic: number;
}

/**
 * The console over the sandbox. It stands before the sandbox does: the servers start, and all that
 * looks at them is loaded, while the person already reads the chain.
 */
export async function runDemoConsole(
  asked: ConsoleDemo,
  recording: RecordingWriter | null,
  terminal: TerminalCapabilities,
  context: CommandContext,
): Promise<ExitCode> {
  const feed = new LateFeed(titleOf('DEMO'), outline);
  const summary = await consoleFirst(feed, terminal, context.signal, (signal) =>
    runBackstage(feed, asked, recording, { ...context, signal }),
  );
  return summary.exitCode;
}

async function runBackstage(
  feed: LateFeed,
  { fault, traffic }: ConsoleDemo,
  recording: RecordingWriter | null,
  context: CommandContext,
): Promise<void> {
  const [{ DemoSession }, { becomesSteady }] = await Promise.all([
    import('./demo-session.ts'),
    import('../../session/steady.ts'),
  ]);
  const demo = await DemoSession.start(context, recording, INTERVAL_MS);
  const { signal } = context;
  try {
    feed.attach(demo.feed());
    await demo.startTraffic(traffic);
    if (fault) {
      const steady = { signal, looks: STEADY_LOOKS, withinMs: STEADY_WITHIN_MS };
      await becomesSteady(demo.session, steady);
      await demo.inject(fault.name);
    }
    await until(signal);
  } finally {
    await demo.stop();
  }
}
