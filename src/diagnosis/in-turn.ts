import type { Fork, Meeting } from './meeting.ts';

/**
 * The same meetings, each with the probability that the look meets the fault and none before it. A look takes
 * one of several replicas: who did not meet a fault behind one of them may have passed another, and who is
 * sent on by a router that tries again meets what ails the other.
 *
 * @param meetings by place, earliest first
 */
export function inTurn(meetings: readonly Meeting[]): readonly Meeting[] {
  if (meetings.length < 2 || meetings.every(({ branch }) => branch === null)) return meetings;
  // By replica: the part of those that pass it that has met nothing there so far.
  const missed = new Map<string, number>();
  // By fork: the part of the looks that has met nothing so far.
  const open = new Map<string, number>();
  return meetings.map((meeting) => {
    const { branch, fork, share, met } = meeting;
    if (branch === null || fork === null) return meeting;
    const { name, passing } = fork;
    const before = missed.get(branch) ?? 1;
    const inside = met / share;
    missed.set(branch, before * (1 - inside));
    const coming = passing + sentOnTo(meeting, fork, meetings);
    const own = (share / passing) * coming * before * inside;
    const left = open.get(name) ?? 1;
    open.set(name, Math.max(0, left - own));
    return { ...meeting, met: Math.min(1, own / Math.max(1e-9, left)) };
  });
}

/** The part of the looks that is sent on from other replicas, because it met a fault there. */
function sentOnTo({ branch }: Meeting, { name, passing }: Fork, all: readonly Meeting[]): number {
  let sum = 0;
  for (const other of all) {
    const { fork } = other;
    if (fork?.name !== name || other.branch === branch) continue;
    const again = (fork.passing - other.share) * (other.met / other.share);
    sum += (again * passing) / Math.max(1e-9, 1 - fork.passing);
  }
  return Math.min(sum, 1 - passing);
}
