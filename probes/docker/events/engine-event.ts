import { z } from 'zod';

/** One line of Docker's event stream: what was done to what, and when. */
export interface EngineEvent {
  readonly type: 'container' | 'image' | 'network';
  /** `start`, `die`, `health_status`, `exec_start` …, without what stands behind its colon. */
  readonly action: string;
  /** What stands behind the colon: `unhealthy`, the command of an exec. */
  readonly detail: string;
  /** Of the container or network; of an image its name. */
  readonly id: string;
  /** Name, image and exit code, and the labels of a container. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Wall clock of the daemon, milliseconds since the epoch. */
  readonly atMs: number;
  /** Tells it from all other events of this daemon. */
  readonly key: string;
}

const schema = z.object({
  Type: z.enum(['container', 'image', 'network']),
  Action: z.string().min(1),
  Actor: z.object({
    ID: z.string().catch(''),
    Attributes: z.record(z.string(), z.string().catch('')).catch({}),
  }),
  time: z.number().catch(0),
  timeNano: z.number().catch(0),
  /** Podman puts here what Docker writes behind the colon. */
  HealthStatus: z.string().catch(''),
});

const NANO_PER_MS = 1e6;

/** @returns null for a line that is no event of a container, an image or a network */
export function parseEngineEvent(line: string): EngineEvent | null {
  const parsed = schema.safeParse(json(line));
  if (!parsed.success) return null;
  const { Type: type, Action, Actor, time, timeNano, HealthStatus } = parsed.data;
  const [action = '', ...rest] = Action.split(':');
  return {
    type,
    action: action.trim(),
    detail: rest.join(':').trim() || HealthStatus,
    id: Actor.ID,
    attributes: Actor.Attributes,
    atMs: timeNano > 0 ? Math.floor(timeNano / NANO_PER_MS) : time * 1_000,
    key: `${timeNano} ${type} ${Action} ${Actor.ID}`,
  };
}

function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
