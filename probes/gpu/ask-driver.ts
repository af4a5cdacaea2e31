import type { LookContext } from '../probe.ts';
import { type HostAnswer, hostAnswers, hostAnswersNow } from '../system/host-answers.ts';
import type { HungRun, SmiRun, SmiRunner } from './smi-runner.ts';
import { questionsFor } from './vendor.ts';

export interface DriverAnswer {
  readonly run: SmiRun;
  /** What the tool printed to the questions after the first, as far as there was time. */
  readonly more: readonly string[];
  /** Milliseconds until the first was answered. */
  readonly waitMs: number;
  /** Where the tool hangs: whether something else answered there. */
  readonly host: HostAnswer;
}

/** Share of the deadline beyond which no further question is begun. */
const ASKING_SHARE = 0.7;

/** Asks the tool of the driver all that a look needs; stops at the first question it cannot answer. */
export async function askDriver(
  binary: string,
  runner: SmiRunner,
  context: LookContext,
): Promise<DriverAnswer> {
  const startedAt = context.clock.monotonic();
  const usedMs = () => context.clock.monotonic() - startedAt;
  const [first, ...others] = questionsFor(binary);
  const running = runner.run(first, context);
  const pid = () => runner.pidOf(binary, context);
  const answering = hostAnswers(running, context, { pid });
  const run = await running;
  const waitMs = Math.round(usedMs());
  if (run.kind === 'hung') {
    const rest = { ...context, deadlineMs: context.deadlineMs - usedMs() };
    const host = await answerBeside(run, answering, rest, pid);
    if (host !== 'answers') runner.doubt(binary, context);
    return { run, more: [], waitMs, host };
  }
  if (run.kind !== 'ended') return { run, more: [], waitMs, host: 'not asked' };
  const more: string[] = [];
  for (const question of others) {
    if (usedMs() > context.deadlineMs * ASKING_SHARE) break;
    const next = await runner.run(question, {
      ...context,
      deadlineMs: context.deadlineMs - usedMs(),
    });
    if (next.kind !== 'ended') break;
    more.push(next.stdout);
  }
  return { run, more, waitMs, host: 'not asked' };
}

/** What hung at an earlier look and is seen to wait inside the driver needs no other proof. */
async function answerBeside(
  { state }: HungRun,
  answering: Promise<HostAnswer>,
  context: LookContext,
  pid: () => number | null,
): Promise<HostAnswer> {
  const host = await answering;
  if (host !== 'not asked') return host;
  return state === 'D' ? 'answers' : hostAnswersNow(context, { pid });
}
