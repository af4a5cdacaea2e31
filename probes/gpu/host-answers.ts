import type { LookContext } from '../probe.ts';

/** Share of the deadline after which a tool that is still silent is doubted. */
const DOUBT_SHARE = 0.5;
/** Share of what is left then for the other command; the rest is for telling what was found. */
const ANSWER_SHARE = 0.7;

/** `not asked`: the tool ended, or was known to hang, before it was doubted. */
export type HostAnswer = 'answers' | 'silent' | 'not asked';

/**
 * Whether another command on the same machine answers while `tool` does not: only then does the
 * tool hang, and not the machine, its network or the way there. Nothing is run while the tool is
 * quick.
 */
export function hostAnswers(tool: Promise<unknown>, context: LookContext): Promise<HostAnswer> {
  const { deadlineMs, vantage, signal } = context;
  return new Promise((resolve) => {
    let asked = false;
    const ask = async () => {
      asked = true;
      const leftMs = deadlineMs * (1 - DOUBT_SHARE) * ANSWER_SHARE;
      const { kind } = await vantage.exec(['true'], { deadlineMs: leftMs, signal, maxBytes: 1 });
      // A machine that has no such program has said so: it answers.
      resolve(kind === 'ended' || kind === 'not-started' ? 'answers' : 'silent');
    };
    const doubt = setTimeout(ask, deadlineMs * DOUBT_SHARE);
    const ended = () => {
      clearTimeout(doubt);
      if (!asked) resolve('not asked');
    };
    tool.then(ended, ended);
  });
}
