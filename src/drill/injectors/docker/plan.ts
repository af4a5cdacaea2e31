import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { bootId } from '../../leases/process-identity.ts';
import { type DockerActionName, dockerActionNames } from './options.ts';
import { endpointSchema, type Subject } from './subject.ts';

/** What a container was before the fault. Nothing of its environment: secrets live there. */
export const dockerPlanSchema = z.object({
  action: z.enum(dockerActionNames),
  /** Path of the daemon's socket. */
  socket: z.string(),
  /** Marks what this fault makes, as opposed to any other. */
  token: z.string().regex(/^[0-9a-f]{12}$/),
  bootId: z.string(),
  container: z.object({
    id: z.string().min(1),
    name: z.string().min(1),
    imageId: z.string(),
    status: z.string(),
    startedAt: z.string(),
    memoryBytes: z.number(),
    /** Memory and swap together; -1: as much swap as there is. */
    memorySwapBytes: z.number(),
    restartPolicy: z.object({ Name: z.string(), MaximumRetryCount: z.number() }),
    networks: z.record(z.string(), endpointSchema),
  }),
  /** What the action itself must remember, checked by the action. */
  details: z.record(z.string(), z.unknown()),
});
export type DockerPlan = z.output<typeof dockerPlanSchema>;

export function makePlan(
  action: DockerActionName,
  socket: string,
  subject: Subject,
  details: DockerPlan['details'],
): DockerPlan {
  const { HostConfig: host } = subject;
  return {
    action,
    socket,
    token: randomBytes(6).toString('hex'),
    bootId: bootId(),
    container: {
      id: subject.Id,
      name: subject.Name,
      imageId: subject.Image,
      status: subject.State.Status,
      startedAt: subject.State.StartedAt,
      memoryBytes: host.Memory,
      memorySwapBytes: host.MemorySwap,
      restartPolicy: host.RestartPolicy,
      networks: subject.NetworkSettings.Networks,
    },
    details,
  };
}
