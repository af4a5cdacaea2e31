import { changeOfEvent, type EngineChange } from '../../probes/docker/events/change-of.ts';
import type { EngineEvent } from '../../probes/docker/events/engine-event.ts';
import { followEngine } from '../../probes/docker/events/follow.ts';
import { KnownContainers } from '../../probes/docker/events/known-containers.ts';
import { Restraint } from '../../probes/docker/events/restraint.ts';
import { type DockerDaemon, daemonsOf, isMeant } from '../../probes/docker/events/targets.ts';
import type { Chain } from '../chain/types.ts';
import type { EventFactory } from '../events/envelope.ts';
import type { EventStream } from '../events/stream.ts';
import type { Change } from '../events/types.ts';
import type { Clock } from '../platform/clock.ts';
import type { Redactor } from '../text/redact.ts';
import { sanitise } from '../text/sanitise.ts';
import type { Vantage } from '../vantage/types.ts';

/** Characters of a name, a command or a reason that a change keeps. */
const TEXT_CHARACTERS = 200;
/** Daemons followed at once: each holds one connection. */
const MOST_DAEMONS = 32;

export interface DockerFollowing {
  readonly chain: Chain;
  readonly stream: Pick<EventStream, 'publish'>;
  readonly events: EventFactory;
  readonly redactor: Redactor;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  vantage(name: string): Vantage | undefined;
  /** Shorter in tests. */
  readonly firstPauseMs?: number;
}

/**
 * Puts what Docker says was done to the containers of the chain into the stream, as changes of the
 * links that look at them, until `signal` is aborted. Where no Docker answers it waits for one.
 */
export async function followDocker(following: DockerFollowing): Promise<void> {
  const daemons = daemonsOf(following.chain).slice(0, MOST_DAEMONS);
  await Promise.all(daemons.map((daemon) => followDaemon(daemon, following)));
}

async function followDaemon(daemon: DockerDaemon, following: DockerFollowing): Promise<void> {
  const vantage = following.vantage(daemon.vantage);
  if (!vantage) return;
  const { signal, clock, stream, events, firstPauseMs } = following;
  const known = new KnownContainers();
  const restraint = new Restraint();
  await followEngine({
    vantage,
    socketPath: daemon.socketPath,
    signal,
    clock,
    ...(firstPauseMs === undefined ? {} : { firstPauseMs }),
    onConnected: () => known.load(vantage, daemon.socketPath, signal),
    onEvent(event) {
      for (const change of changesOf(event, daemon, known, restraint, following.redactor)) {
        // A daemon whose clock is ahead must not put events into the future of the stream.
        const time = new Date(Math.min(event.atMs, clock.now())).toISOString();
        void stream.publish(events.make('change', change, { subject: change.link, time }));
      }
    },
  });
}

function changesOf(
  event: EngineEvent,
  { targets }: DockerDaemon,
  known: KnownContainers,
  restraint: Restraint,
  redactor: Redactor,
): readonly Change[] {
  const change = changeOfEvent(event);
  if (!change) return [];
  const text = (value: string | null) =>
    value ? sanitise(redactor.redact(value), { maxCharacters: TEXT_CHARACTERS }) : null;
  return known.of(event).flatMap((container) =>
    targets
      .filter((target) => isMeant(target, container))
      .filter(({ link }) =>
        restraint.allows(`${link}\0${container.name}\0${kindOf(change)}`, event.atMs),
      )
      .map(({ link, options }) => {
        // Of several replicas it says which.
        const which = options.container === undefined ? ` ${text(container.name) ?? ''}` : '';
        return { link, what: change.what + which, from: text(change.from), to: text(change.to) };
      }),
  );
}

/** A health check runs the same command again and again; who enters by hand runs another. */
function kindOf({ what, to }: EngineChange): string {
  return what === 'container.exec' ? `${what}\0${to}` : what;
}
