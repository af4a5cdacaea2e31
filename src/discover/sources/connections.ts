import type { Source } from '../context.ts';
import { isHousekeeping } from '../machine/programs.ts';
import { endpointMark } from '../machine/scope.ts';
import { type Served, servedBy, sourceOf } from '../machine/served.ts';
import type { Machine } from '../machine/types.ts';
import type { Guess } from '../types.ts';

/** Other ends of one server that are told; who has more is a crawler, or a gateway of the world. */
const MOST_REMOTES = 32;

/** Who talks to whom just now: what a server has a connection to, it needs. */
export const fromConnections: Source = async ({ machine }) => {
  const found = servedBy(machine).map((one) => ({ one, remotes: remotesOf(one, machine) }));
  return {
    guesses: found.filter(({ remotes }) => remotes.length > 0).map(guessOf),
    problems: found
      .filter(({ remotes }) => remotes.length > MOST_REMOTES)
      .map(
        ({ one, remotes }) =>
          `${sourceOf(one)}: of its ${remotes.length} connections ${MOST_REMOTES} were followed`,
      ),
  };
};

function remotesOf({ pids }: Served, { connections, listeners }: Machine): readonly string[] {
  const own = new Set(pids);
  const isSwept = (mark: string) =>
    listeners.some(
      ({ owner, scope, ip, port }) =>
        owner !== undefined &&
        isHousekeeping(owner.name, owner.argv) &&
        endpointMark(scope, ip, port) === mark,
    );
  const marks = connections
    .filter(({ owner }) => own.has(owner.pid))
    .map(({ owner, remote }) => endpointMark(owner.scope, remote.ip, remote.port))
    .filter((mark) => !isSwept(mark));
  return [...new Set(marks)].toSorted();
}

function guessOf({ one, remotes }: { one: Served; remotes: readonly string[] }): Guess {
  return {
    id: one.id,
    kind: 'service',
    needs: remotes.slice(0, MOST_REMOTES),
    marks: one.marks,
    why: `connected to ${remotes.slice(0, 3).join(', ')}${remotes.length > 3 ? ' …' : ''}`,
    source: sourceOf(one),
    sure: 'likely',
    onlyIfNeeded: true,
  };
}
