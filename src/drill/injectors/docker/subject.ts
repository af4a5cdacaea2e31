import { z } from 'zod';
import type { Daemon } from './daemon.ts';

const list = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const number = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);

/** How a container stands in one network: what it takes to put it back there. */
export const endpointSchema = z.object({
  NetworkID: text,
  Aliases: list,
  Links: list,
  IPAddress: text,
  GlobalIPv6Address: text,
  /** What was asked for when it was connected; null: Docker chose. */
  IPAMConfig: z
    .object({ IPv4Address: z.string().optional(), IPv6Address: z.string().optional() })
    .nullish()
    .transform((value) => value ?? null),
  DriverOpts: z
    .record(z.string(), z.string())
    .nullish()
    .transform((value) => value ?? null),
});
export type Endpoint = z.output<typeof endpointSchema>;

/** The part of `docker inspect` that faults and their undoing go by. */
const subjectSchema = z.object({
  Id: z.string().min(1),
  Name: z.string().transform((name) => name.replace(/^\//, '')),
  /** Id of its image. */
  Image: z.string(),
  RestartCount: number,
  State: z.object({
    Status: z.string(),
    Running: z.boolean(),
    Paused: z.boolean(),
    Restarting: z.boolean(),
    OOMKilled: z.boolean(),
    Pid: number,
    ExitCode: number,
    StartedAt: text,
  }),
  Config: z.object({
    Labels: z
      .record(z.string(), z.string())
      .nullish()
      .transform((labels) => labels ?? {}),
  }),
  HostConfig: z.object({
    AutoRemove: z.boolean().nullish(),
    Memory: number,
    MemorySwap: number,
    NetworkMode: text,
    RestartPolicy: z.object({
      // Docker writes both for the same.
      Name: text.transform((name) => name || 'no'),
      MaximumRetryCount: number,
    }),
  }),
  NetworkSettings: z.object({
    Networks: z
      .record(z.string(), endpointSchema)
      .nullish()
      .transform((networks) => networks ?? {}),
  }),
});
export type Subject = z.output<typeof subjectSchema>;

/** Null where there is no such container. @throws WeaklinkError E_DRILL_DOCKER */
export async function inspectSubject(daemon: Daemon, id: string): Promise<Subject | null> {
  const found = await daemon.call(
    `look at ${id}`,
    (docker, abortSignal) => docker.getContainer(id).inspect({ abortSignal }),
    { fine: [404] },
  );
  return found === null ? null : subjectSchema.parse(found);
}

/** Whether it serves, as far as Docker knows. */
export function runs({ State: state }: Subject): boolean {
  return state.Running && !state.Paused && !state.Restarting;
}
