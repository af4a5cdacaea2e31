import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordingWriter } from '../../events/recording.ts';
import type { Verdict } from '../../events/verdict.ts';
import { systemClock } from '../../platform/clock.ts';
import { formatDuration } from '../../platform/duration.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { reporters } from '../../report/index.ts';
import type { SandboxFault } from '../../sandbox/types.ts';
import { answerOf } from '../../session/judging.ts';
import { becomesSteady, verdictSays } from '../../session/steady.ts';
import { wrapText } from '../../terminal/row.ts';
import type { CommandContext } from '../command.ts';
import { sessionReport } from '../session-report.ts';
import { textLook } from '../text-look.ts';
import { DemoSession } from './demo-session.ts';

/** Looks of every series before the fault: the story is short, and its fault is plain. */
const STEADY_LOOKS = 4;
/** Milliseconds that each part may take; together with the start they stay below a minute. */
const PARTS_MS = { steady: 20_000, found: 12_000, settle: 3_000, recovered: 15_000 } as const;

const COLUMNS = 80;
/** Columns of `  12.3 s  ` before each line. */
const TIME_COLUMNS = 10;

/**
 * The demo for a log: healthy, a fault, what was seen, the verdict, the recovery. Ends by itself
 * within a minute. @returns 0 when the diagnosis was right
 */
export async function tellStory(
  fault: SandboxFault,
  traffic: number,
  recording: RecordingWriter | null,
  context: CommandContext,
): Promise<ExitCode> {
  const { output, signal } = context;
  const startMs = systemClock.monotonic();
  const tell = (words: string): void => {
    const seconds = `${((systemClock.monotonic() - startMs) / 1_000).toFixed(1)} s`;
    wrapText(words, COLUMNS - TIME_COLUMNS).forEach((line, index) => {
      output.result(`${(index === 0 ? seconds : '').padStart(TIME_COLUMNS - 2)}  ${line}\n`);
    });
  };
  tell('weaklink demo: starting a whole chain on this machine');
  const demo = await DemoSession.start(context, recording);
  const { session } = demo;
  try {
    await demo.startTraffic(traffic);
    tell(`${session.chain.links.length} links, ${session.looks.length} series of looks:`);
    tell(session.chain.links.map(({ id }) => id).join(' · '));
    await becomesSteady(session, { signal, looks: STEADY_LOOKS, withinMs: PARTS_MS.steady });
    tell(words(session.judging.judge()));

    tell(`injecting "${fault.name}" on ${fault.link}: ${fault.title}`);
    const stopTelling = tellChanges(demo, tell);
    const injectedMs = systemClock.monotonic();
    await demo.inject(fault.name);
    const found = await verdictSays(session, (verdict) => isRight(verdict, fault), {
      signal,
      withinMs: PARTS_MS.found,
    });
    const tookMs = systemClock.monotonic() - injectedMs;
    stopTelling();
    tell(found ? `found after ${formatDuration(tookMs)}` : 'not found in time');
    // A few more looks, and the report has its evidence together.
    await sleep(PARTS_MS.settle, undefined, { signal });
    const report = sessionReport(session);
    output.result(`\n${reporters.text(report, textLook(output))}\n`);

    tell(`undoing "${fault.name}"`);
    await demo.clear(fault.name);
    await verdictSays(session, ({ status }) => status === 'healthy', {
      signal,
      withinMs: PARTS_MS.recovered,
    });
    tell(words(session.judging.judge()));
    tell('run "weaklink demo" in a terminal to break things yourself');
    return found ? ExitCode.Healthy : ExitCode.Fault;
  } finally {
    await demo.stop();
  }
}

function isRight({ status, culprits: [culprit] }: Verdict, { link, mode }: SandboxFault): boolean {
  return status === 'fault' && culprit?.link === link && culprit.mode === mode;
}

function words({ status, headline }: Verdict): string {
  return `${{ healthy: 'healthy', fault: 'BROKEN', undetermined: 'unsure' }[status]}: ${headline}`;
}

/** Tells each look that finds something else than the one before it, and each new answer. */
function tellChanges({ session }: DemoSession, tell: (words: string) => void): () => void {
  const known = new Map(
    session.judging.observations.map(({ stream, symptom }) => [stream, symptom]),
  );
  let answer = answerOf(session.judging.judge());
  return session.stream.onEvent('story', (event) => {
    if (event.type === 'weaklink.verdict' && answerOf(event.data) !== answer) {
      answer = answerOf(event.data);
      tell(words(event.data));
    }
    if (event.type !== 'weaklink.observation') return;
    const { stream, symptom, summary } = event.data;
    if (known.get(stream) === symptom) return;
    known.set(stream, symptom);
    tell(`${stream}: ${symptom ? `${symptom}, ` : ''}${summary}`);
  });
}
