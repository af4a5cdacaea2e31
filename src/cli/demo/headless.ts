import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordingWriter } from '../../events/recording.ts';
import { systemClock } from '../../platform/clock.ts';
import { formatDuration } from '../../platform/duration.ts';
import type { ExitCode } from '../../platform/exit-codes.ts';
import { reporters } from '../../report/index.ts';
import { ndjsonEvent } from '../../report/ndjson.ts';
import type { SandboxFault } from '../../sandbox/types.ts';
import type { Session } from '../../session/session.ts';
import { becomesSteady } from '../../session/steady.ts';
import type { CommandContext } from '../command.ts';
import { exitCodeOf } from '../exit-code-of.ts';
import { sessionReport } from '../session-report.ts';
import { textLook } from '../text-look.ts';
import { DemoSession } from './demo-session.ts';

/** Looks of every series before a fault: fewer, and what is usual is not yet known. */
const STEADY_LOOKS = 8;
/** Milliseconds in which the chain must become steady; at 1 s intervals it takes about 20 s. */
const STEADY_WITHIN_MS = 60_000;

export interface HeadlessOptions {
  /** null: a healthy run. */
  readonly fault: SandboxFault | null;
  /** Milliseconds to look for after the fault; without one, after the chain is steady. */
  readonly forMs: number;
  readonly format: 'text' | 'json' | 'ndjson';
  /** Requests a second that agents and teams make meanwhile. */
  readonly traffic: number;
}

/**
 * A scored run: waits until the chain is seen healthy, breaks one thing, looks on, and reports
 * what was broken beside what the diagnosis says. @returns the exit code that `check` would give
 */
export async function runHeadless(
  { fault, forMs, format, traffic }: HeadlessOptions,
  recording: RecordingWriter | null,
  context: CommandContext,
): Promise<ExitCode> {
  const { output, signal } = context;
  const progress = (line: string) => {
    if (format === 'text') output.progress(line);
  };
  progress('starting a whole chain on this machine, and watching it until it is seen healthy');
  const demo = await DemoSession.start(context, recording);
  const { session } = demo;
  try {
    if (format === 'ndjson') {
      session.stream.onEvent('output', (event) => output.result(ndjsonEvent(event)), {
        replay: true,
      });
    }
    await demo.startTraffic(traffic);
    const healthyBefore = await becomesSteady(session, {
      signal,
      looks: STEADY_LOOKS,
      withinMs: STEADY_WITHIN_MS,
    });
    const span = formatDuration(forMs);
    progress(fault ? `breaking ${fault.link}, looking for ${span}` : `looking for ${span}`);
    const score = fault ? await breakAndTime(demo, fault, forMs, signal) : {};
    if (!fault) await sleep(forMs, undefined, { signal });
    const report = sessionReport(session, { ...score, healthyBefore });
    output.result(
      format === 'text' ? reporters.text(report, textLook(output)) : reporters[format](report),
    );
    return exitCodeOf(report.verdict, report.observations);
  } finally {
    await demo.stop();
  }
}

async function breakAndTime(
  demo: DemoSession,
  fault: SandboxFault,
  forMs: number,
  signal: AbortSignal,
) {
  const injectedAt = new Date(systemClock.now()).toISOString();
  const time = stopwatch(demo.session, fault);
  const endMs = systemClock.monotonic() + forMs;
  await demo.inject(fault.name);
  await sleep(Math.max(0, endMs - systemClock.monotonic()), undefined, { signal });
  const { name, link, mode } = fault;
  return { truth: { name, link, mode, injectedAt }, timeToVerdictMs: time() };
}

/** From now to the first verdict that blames the right link for the right thing; null until then. */
function stopwatch(session: Session, { link, mode }: SandboxFault): () => number | null {
  const startMs = systemClock.monotonic();
  let foundMs: number | null = null;
  const unsubscribe = session.judging.onVerdict(({ status, culprits: [culprit] }) => {
    if (status !== 'fault' || culprit?.link !== link || culprit.mode !== mode) return;
    foundMs = Math.round(systemClock.monotonic() - startMs);
    unsubscribe();
  });
  return () => foundMs;
}
