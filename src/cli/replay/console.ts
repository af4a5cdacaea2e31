import type { ConsoleFeed } from '../../console/feed.ts';
import { replayFeed } from '../../console/timeline/replay-feed.ts';
import type { Speed } from '../../console/timeline/types.ts';
import type { ExitCode } from '../../platform/exit-codes.ts';
import { openTimeline } from '../../replay/open-timeline.ts';
import type { TerminalCapabilities } from '../../terminal/capabilities.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { Output } from '../output.ts';
import type { PassOptions } from './pass.ts';
import { refuseBeyond } from './range.ts';
import { isNothing, withoutWords } from './without.ts';

/** Milliseconds of silence before somebody who waits is told what for. */
const tellEveryMs = 2_000;

/** The console over a recording. */
export async function replayConsole(
  { path, without, range, signal }: PassOptions,
  speed: Speed,
  terminal: TerminalCapabilities,
  output: Output,
  accounting: ConsoleFeed['accounting'],
): Promise<ExitCode> {
  let toldMs = performance.now();
  const timeline = await openTimeline(path, {
    without,
    signal,
    onProgress: (events) => {
      if (performance.now() - toldMs < tellEveryMs) return;
      toldMs = performance.now();
      output.progress(`reading ${sanitise(path)}: ${events.toLocaleString('en-US')} events so far`);
    },
  });
  try {
    refuseBeyond(range, timeline.endMs);
    // Loaded here, so that a replay without a terminal loads no React.
    const { runConsole } = await import('../../console/run-console.tsx');
    const toMs = Math.min(range.toMs ?? timeline.endMs, timeline.endMs);
    const taken = isNothing(without) ? {} : { without: withoutWords(without) };
    const feed = await replayFeed(timeline, { ...range, ...taken, toMs, speed, accounting });
    try {
      return (await runConsole(feed, { terminal, signal })).exitCode;
    } finally {
      feed.close();
    }
  } finally {
    await timeline.close();
  }
}
