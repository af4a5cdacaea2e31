import { z } from 'zod';

/** Docker's own rule for names; a full or shortened id fits it too. */
const namePattern = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}$/;

export const dockerOptions = z
  .strictObject({
    /** Name or id … */
    container: z.string().regex(namePattern, 'is not a container name or id').optional(),
    /** … or a label that it carries, `app=vllm`: the newest running one counts. */
    label: z.string().min(1).max(300).optional(),
    /** Path of the daemon's socket; else that of DOCKER_HOST, else /var/run/docker.sock. */
    socket: z
      .string()
      .max(255)
      .regex(/^\/[^\0]*$/, 'must be an absolute path')
      .optional(),
    /** The container must have been given a GPU (`true`), or at least so many. */
    gpus: z.union([z.boolean(), z.int().min(1).max(255)]).default(false),
  })
  .refine(
    ({ container, label }) => (container === undefined) !== (label === undefined),
    'name the container once: container or label',
  );

export type DockerOptions = z.infer<typeof dockerOptions>;

export function isContainerName(text: string): boolean {
  return namePattern.test(text);
}
