import { z } from 'zod';

/** Docker writes `0001-01-01…` for "never". */
const instant = z
  .string()
  .transform((text) => Date.parse(text))
  .transform((ms) => (Number.isFinite(ms) && ms > 0 ? ms : null))
  .catch(null);
const text = z.string().catch('');
const number = z.number().catch(0);
const flag = z.boolean().catch(false);
const list = <T extends z.ZodType>(item: T) => z.array(item).catch([]);

const health = z
  .object({
    Status: text,
    FailingStreak: number,
    Log: list(z.object({ ExitCode: number, Output: text })),
  })
  .nullish()
  .catch(null);

/**
 * The answer to `docker inspect`, as far as it is looked at. A missing or odd part counts as empty:
 * versions differ, and other engines speak this protocol too. Without id and state it is no container.
 */
export const containerSchema = z.object({
  Id: z.string().min(1),
  Name: text,
  Created: instant,
  Image: text,
  RestartCount: number,
  State: z.object({
    Status: text,
    Running: flag,
    Paused: flag,
    Restarting: flag,
    Dead: flag,
    OOMKilled: flag,
    Pid: number,
    ExitCode: number,
    Error: text,
    StartedAt: instant,
    FinishedAt: instant,
    Health: health,
    /** Podman before 5.0 calls it so. */
    Healthcheck: health,
  }),
  HostConfig: z
    .object({
      Memory: number,
      NanoCpus: number,
      CpuQuota: number,
      CpuPeriod: number,
      ShmSize: number,
      NetworkMode: text,
      Runtime: text,
      RestartPolicy: z.object({ Name: text }).nullish().catch(null),
      Devices: list(z.object({ PathOnHost: text })),
      DeviceRequests: list(
        z.object({
          Driver: text,
          Count: number,
          DeviceIDs: list(z.string()),
          Capabilities: list(list(z.string())),
        }),
      ),
    })
    .partial()
    .catch({}),
  Mounts: list(z.object({ Type: text, Source: text, Destination: text, RW: flag })),
  Config: z
    .object({
      Image: text,
      Labels: z.record(z.string(), text).nullish().catch(null),
      Tty: flag,
      Env: list(z.string()),
      Entrypoint: list(z.string()),
      Cmd: list(z.string()),
      User: text,
      WorkingDir: text,
    })
    .partial()
    .catch({}),
  NetworkSettings: z
    .object({
      Ports: z
        .record(z.string(), list(z.object({ HostIp: text, HostPort: text })).nullish())
        .nullish()
        .catch(null),
      Networks: z
        .record(z.string(), z.object({ IPAddress: text }))
        .nullish()
        .catch(null),
    })
    .partial()
    .catch({}),
});

export type Container = z.infer<typeof containerSchema>;

export type Health = NonNullable<Container['State']['Health']>;

/** Null for a container without a health check; Podman tells of one without a status then. */
export function healthOf({ State: state }: Container): Health | null {
  const told = state.Health ?? state.Healthcheck;
  return told && told.Status !== '' && told.Status !== 'none' ? told : null;
}

/** Made and never run; Podman has words of its own for it. */
export function isCreated({ State: state }: Container): boolean {
  return ['created', 'configured', 'initialized'].includes(state.Status) && !state.Running;
}
