import type { LinkId } from '../chain/types.ts';
import type { Meeting, Meetings } from './meeting.ts';

/** The replica that served a look, and those among which it was chosen. One object for equal ones. */
export interface Replica {
  readonly number: number;
  readonly branch: LinkId;
  readonly fork: string;
  /** How many there are to choose among. */
  readonly replicas: number;
}

/** The way of a look, as its answer tells it: by a replica, or, seen from one fault, past that fault or not. */
export type Via = Replica | 'here' | 'elsewhere';

/**
 * How much of what a fault behind one replica does still reaches looks that name another as their server: a header
 * may be wrong, and after a second try it names the one that was tried last.
 */
const servedElsewhere = 0.02;

/** Replicas that are told apart: more than any chain has. A process may see many chains. */
const mostReplicas = 100_000;

const replicas = new Map<string, Replica>();

/** Null where too many are known already. */
export function replicaOf(branch: LinkId, fork: string): Replica | null {
  const key = `${branch} of ${fork}`;
  const known = replicas.get(key);
  if (known || replicas.size >= mostReplicas) return known ?? null;
  const among = fork.split(' ').length;
  const replica = { number: replicas.size, branch, fork, replicas: among };
  replicas.set(key, replica);
  return replica;
}

/** Where a fault stands behind one of several replicas. */
export type Behind = Pick<Meeting, 'branch' | 'fork'>;

const behinds = new WeakMap<Meetings, Behind | null>();

/** Where the faults of one link stand: all alike. Null where all looks pass them. */
export function behindOf(meetings: Meetings): Behind | null {
  let behind = behinds.get(meetings);
  if (behind === undefined) {
    behind = meetings.find((one) => one?.fork) ?? null;
    behinds.set(meetings, behind);
  }
  return behind;
}

/** Whether a look that went this way passed a fault that stands there; null where nobody knows. */
export function sideOf({ branch, fork }: Behind, via: Via | null): 'here' | 'elsewhere' | null {
  if (via === null || fork === null) return null;
  if (via === 'here' || via === 'elsewhere') return via;
  if (via.fork !== fork.name) return null;
  return via.branch === branch ? 'here' : 'elsewhere';
}

/** How a look that went this way meets the fault. */
export function meetingVia(meeting: Meeting, via: Via | null): Meeting {
  const side = sideOf(meeting, via);
  if (side === null || meeting.fork === null) return meeting;
  const { met, share, fork } = meeting;
  const way = { branch: null, fork: null };
  if (side === 'elsewhere') return { ...meeting, ...way, met: met * servedElsewhere };
  // Of those that it served: who was served elsewhere after a failure is not among them.
  const shown = met / fork.passing / (1 - triedElsewhere(meeting));
  return { ...meeting, ...way, met: shown, share: share / fork.passing };
}

/**
 * P(a look went this way | the fault) ÷ P(the same | nothing is wrong). Where a failure behind one replica is tried
 * at another, fewer come back from the one and more from the others.
 *
 * @param usual part of the looks before it, 0…1, that went this way
 */
export function ratioOfWay(meeting: Meeting, via: Via | null, usual: number): number {
  const side = sideOf(meeting, via);
  if (side === null || meeting.fork === null) return 1;
  const tried = triedElsewhere(meeting);
  if (tried === 0 || side === 'here') return 1 - tried;
  const { passing } = meeting.fork;
  const wouldPass = Math.min(1 - usual, ((1 - usual) * passing) / (1 - passing));
  return 1 + (tried * wouldPass) / (1 - wouldPass);
}

/** Part of the looks sent to the replica that are sent to another since they fail there. */
function triedElsewhere({ met, share, fork }: Meeting): number {
  return fork === null ? 0 : met / share - met / fork.passing;
}
