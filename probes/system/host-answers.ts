import { setTimeout as pause } from 'node:timers/promises';
import type { LookContext } from '../probe.ts';

/** Share of the limit after which something that is still silent is doubted. */
const DOUBT_SHARE = 0.4;
/** Share of the limit in which others are asked; the rest is for telling what was found. */
const ANSWER_SHARE = 0.45;
/**
 * When others are asked, as shares of the limit: one answer may be luck. The gaps grow, so that a machine
 * that stops and goes on in turns is not asked just before each of its moments.
 */
const ASKED_AT_SHARES = [0.015, 0.06, 0.13, 0.23, 0.36] as const;
/** Share of the limit within which each answers where nothing is late but what is doubted. */
const QUICK_SHARE = 0.05;
/** Milliseconds that are quick whatever the limit: a way round the world and back, twice. */
const QUICK_MS = 300;

/** Share of a processor below which one that still computes has not had its chance. */
const OWN_SHARE = 0.5;
/** Clock ticks a second in which Linux tells of processor time, whatever the machine. */
const TICKS_PER_SECOND = 100;
const STAT_BYTES = 4_096;

/**
 * `late`: it answered, and so late that whoever has more to do may be late beyond all limits: this process,
 * the way or the machine is slow, and what is doubted may be as well as ever. `works`: what is
 * doubted computes, as far as others let it. `not asked`: it ended first.
 */
export type HostAnswer = 'answers' | 'late' | 'works' | 'silent' | 'not asked';

export interface Doubt {
  /** Milliseconds that what is doubted has. Default: those of the look. */
  readonly limitMs?: number;
  /** Its process, where it is known: the others look at it. */
  readonly pid?: () => number | null;
}

/**
 * Whether other commands on the same machine answer, and soon, while something there is silent and does not
 * compute: only then does that hang, and not the machine, its network, the way there or this process. Nothing
 * is run while what is doubted is quick.
 *
 * @param doubted settles once it is silent no more
 */
export function hostAnswers(
  doubted: Promise<unknown>,
  context: LookContext,
  { limitMs = context.deadlineMs, pid = () => null }: Doubt = {},
): Promise<HostAnswer> {
  const dueMs = context.clock.monotonic() + limitMs * DOUBT_SHARE;
  return new Promise((resolve) => {
    let isAsked = false;
    let isOver = false;
    const begin = () => {
      isAsked = true;
      resolve(answersSince(dueMs, context, { limitMs, pid }, () => isOver));
    };
    const doubt = setTimeout(begin, limitMs * DOUBT_SHARE);
    const ended = () => {
      isOver = true;
      clearTimeout(doubt);
      if (!isAsked) resolve('not asked');
    };
    doubted.then(ended, ended);
  });
}

/** The same at once, of what is known to be silent. */
export function hostAnswersNow(
  context: LookContext,
  { limitMs = context.deadlineMs, pid = () => null }: Doubt = {},
): Promise<HostAnswer> {
  return answersSince(context.clock.monotonic(), context, { limitMs, pid }, () => false);
}

/** Asks again and again, as long as each answer is a quick one and nothing is settled. */
async function answersSince(
  dueMs: number,
  context: LookContext,
  { limitMs, pid }: Required<Doubt>,
  isOver: () => boolean,
): Promise<HostAnswer> {
  const { clock } = context;
  const endMs = dueMs + limitMs * ANSWER_SHARE;
  const quickMs = Math.max(QUICK_MS, limitMs * QUICK_SHARE);
  const seen: Seen[] = [];
  for (const share of ASKED_AT_SHARES) {
    if (isOver()) break;
    const askMs = dueMs + share * limitMs;
    const waitMs = askMs - clock.monotonic();
    if (waitMs > 0) await pause(waitMs);
    const answer = await ask(endMs - clock.monotonic(), context, pid());
    if (answer.kind !== 'answers') return answer.kind;
    // What this process loses from when it should have asked counts as well.
    if (clock.monotonic() - askMs > quickMs) return 'late';
    if (answer.seen) seen.push(answer.seen);
  }
  return stillWorks(seen) ? 'works' : 'answers';
}

interface Seen {
  readonly atMs: number;
  /** Letter of the state of the process. */
  readonly state: string;
  /** Processor time that it has had. */
  readonly ticks: number;
}

type Answer =
  | { readonly kind: 'answers'; readonly seen: Seen | null }
  | { readonly kind: 'late' | 'silent' };

async function ask(
  deadlineMs: number,
  { vantage, signal, clock }: LookContext,
  pid: number | null,
): Promise<Answer> {
  if (deadlineMs <= 0) return { kind: 'late' };
  const argv = pid === null ? (['true'] as const) : (['cat', `/proc/${pid}/stat`] as const);
  const answer = await vantage.exec(argv, { deadlineMs, signal, maxBytes: STAT_BYTES });
  // A machine that has no such program has said so: it answers.
  if (answer.kind !== 'ended' && answer.kind !== 'not-started') return { kind: 'silent' };
  const stat = answer.kind === 'ended' ? answer.stdout : '';
  return { kind: 'answers', seen: seenIn(stat, clock.monotonic()) };
}

/** The line of /proc/<pid>/stat: the name, in parentheses, may itself hold spaces and parentheses. */
function seenIn(stat: string, atMs: number): Seen | null {
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const times = rest.slice(10, 14).map(Number);
  if (!state || times.length < 4 || times.some(Number.isNaN)) return null;
  return { atMs, state, ticks: times.reduce((sum, ticks) => sum + ticks, 0) };
}

/** Whether it computes or would, and got little of a processor: it may be slow for want of that. */
function stillWorks(seen: readonly Seen[]): boolean {
  const first = seen[0];
  const last = seen.at(-1);
  if (!first || !last) return false;
  const hadMs = ((last.ticks - first.ticks) * 1_000) / TICKS_PER_SECOND;
  return (
    seen.some(({ state }) => /[RTt]/.test(state)) && hadMs < OWN_SHARE * (last.atMs - first.atMs)
  );
}
