import { safe } from '../../../text/sanitise.ts';
import type { EngineFailure } from '../../../vantage/docker/engine.ts';
import { socketPath } from '../../../vantage/docker/socket.ts';
import type { Missing } from '../../injector.ts';
import { actionOf } from './actions.ts';
import { type Daemon, failureWords } from './daemon.ts';
import type { DockerFault } from './options.ts';
import { inspectSubject, runs, type Subject } from './subject.ts';

/** What the owner of a container writes on it to have it broken. */
export const drillLabel = { name: 'weaklink.drill', value: 'allow' } as const;

export const noLocalSocket: Missing = {
  what: 'DOCKER_HOST names no local socket, and a fault of another machine is not undone from here',
  remedy: "Run the drill on that machine, or name the daemon's `socket`.",
};

export function socketOf({ socket }: DockerFault): string | null {
  return socketPath(socket, process.env.DOCKER_HOST);
}

/** The container, and all that is missing to break it; with a container missing, nothing more. */
export async function examine(
  options: DockerFault,
  socket: string,
  daemon: Daemon,
): Promise<{ readonly subject: Subject | null; readonly missing: readonly Missing[] }> {
  const failure = await daemon.failure();
  if (failure) return { subject: null, missing: [unreachable(failure, socket)] };
  const subject = await inspectSubject(daemon, options.container);
  if (!subject) return { subject, missing: [absent(options.container)] };
  const action = actionOf(options.action);
  const general = [
    ...notAllowed(subject),
    ...notRunning(subject),
    ...(action.endsContainer ? removesItself(subject) : []),
  ];
  // Only a container that may be broken at all is asked how.
  const special = general.length > 0 ? [] : await action.missing(options, subject, daemon);
  return { subject, missing: [...general, ...special] };
}

function unreachable(failure: EngineFailure, socket: string): Missing {
  const code = failure.kind === 'unreachable' ? failure.code : '';
  const known: Readonly<Record<string, Missing>> = {
    ENOENT: {
      what: safe`there is no Docker socket ${socket}`,
      remedy: 'Start the Docker daemon, or name its `socket`.',
    },
    ECONNREFUSED: {
      what: safe`nobody listens on the Docker socket ${socket}`,
      remedy: 'Start the Docker daemon; the socket is left from one that has ended.',
    },
    EACCES: {
      what: safe`the Docker socket ${socket} may not be opened`,
      remedy: 'Run the drill as root or as a member of the group that owns the socket.',
    },
  };
  return (
    known[code] ?? {
      what: safe`Docker does not answer: ${failureWords(failure, socket)}`,
      remedy: 'Look at the daemon and its log.',
    }
  );
}

function absent(container: string): Missing {
  return {
    what: safe`there is no container ${container}`,
    remedy: 'See `docker ps --all` for its name.',
  };
}

function notAllowed({ Name, Config: { Labels } }: Subject): readonly Missing[] {
  const { name, value } = drillLabel;
  if (Labels[name] === value) return [];
  const found = Labels[name] === undefined ? '' : safe` (it has ${name}=${Labels[name]})`;
  return [
    {
      what: safe`the owner of the container ${Name} has not labelled it ${name}=${value}${found}`,
      remedy: `Its owner allows drills by creating it with that label: docker run --label ${name}=${value} …`,
    },
  ];
}

function notRunning(subject: Subject): readonly Missing[] {
  if (runs(subject)) return [];
  return [
    {
      what: safe`the container ${subject.Name} is ${subject.State.Status}`,
      remedy: `Have it run before the drill: docker start ${subject.Name}`,
    },
  ];
}

function removesItself({ Name, HostConfig }: Subject): readonly Missing[] {
  if (!HostConfig.AutoRemove) return [];
  return [
    {
      what: safe`the container ${Name} removes itself when it ends (--rm), so nothing could bring it back`,
      remedy: 'Create it without --rm.',
    },
  ];
}
