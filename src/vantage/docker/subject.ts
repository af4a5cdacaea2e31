import type { Engine, EngineFailure } from './engine.ts';

/** A container that runs, as far as standing in it goes. */
export interface Subject {
  readonly id: string;
  /** Its first process, in the numbers of the machine that the daemon runs on. */
  readonly pid: number;
  /** Paths at which it has file systems of its own in memory; Docker's archives do not see into them. */
  readonly inMemory: readonly string[];
}

export type Found =
  | { readonly kind: 'runs'; readonly subject: Subject }
  | { readonly kind: 'aborted' }
  /** Nobody can stand in it: in words why. */
  | { readonly kind: 'lost'; readonly message: string };

/** Looks up the container that is to be stood in. */
export async function findSubject(
  engine: Engine,
  container: string,
  deadlineMs: number,
): Promise<Found> {
  const answer = await engine.ask(deadlineMs, (docker, abortSignal) =>
    docker.getContainer(container).inspect({ abortSignal }),
  );
  if (answer.kind === 'failure') return lostBy(answer.failure, container);
  const { Id, State, Mounts, HostConfig } = answer.value;
  if (!State) return { kind: 'lost', message: 'what answers on the socket is not Docker' };
  const state = State.Paused ? 'paused' : State.Restarting ? 'restarting' : State.Status;
  if (!State.Running || State.Paused || State.Restarting) {
    return { kind: 'lost', message: `the container ${container} is not running: it is ${state}` };
  }
  const inMemory = [
    ...Object.keys(HostConfig?.Tmpfs ?? {}),
    ...(Mounts ?? []).flatMap(({ Type, Destination }) => (Type === 'tmpfs' ? Destination : [])),
  ];
  return { kind: 'runs', subject: { id: Id, pid: State.Pid, inMemory } };
}

/** What a question about the container that failed says about standing in it. */
export function lostBy(
  failure: EngineFailure,
  container: string,
): { readonly kind: 'aborted' } | { readonly kind: 'lost'; readonly message: string } {
  const lost = (message: string) => ({ kind: 'lost', message }) as const;
  switch (failure.kind) {
    case 'cancelled':
      return { kind: 'aborted' };
    case 'timeout':
      return lost(`Docker did not answer about the container ${container} in time`);
    case 'unreachable':
      return lost(`the Docker daemon cannot be asked: ${failure.code} ${failure.message}`);
    case 'status':
      return failure.status === 404
        ? lost(`there is no container ${container}`)
        : lost(`Docker refuses (${failure.status}): ${failure.message}`);
  }
}
