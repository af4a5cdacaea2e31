import { z } from 'zod';

/** Docker's own rule for names; a full or shortened id fits it too. */
const namePattern = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}$/;

/** Compose's own rules for the names of projects and services. */
const composePattern = /^[a-z0-9][a-z0-9_-]{0,99}\/[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}$/;
/** `registry:port/path:tag@digest`, as far as it matters that nothing else is sent to Docker. */
const imagePattern = /^[a-zA-Z0-9][\w.\-/:@]{0,499}$/;
const publishedPort = z
  .string()
  .regex(/^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:]{2,39}\]):\d{1,5}$/, 'is not address:port');
const absolutePath = z
  .string()
  .max(4_096)
  .regex(/^\/[^\0]*$/, 'must be an absolute path');
/** Replicas of one service on one machine. */
const MOST_REPLICAS = 200;
/** Expectations of one kind; each look checks all of them. */
const MOST_EXPECTED = 16;
/** Each peer is one more question to the daemon. */
const MOST_PEERS = 4;

export const dockerOptions = z
  .strictObject({
    /** Name or id … */
    container: z.string().regex(namePattern, 'is not a container name or id').optional(),
    /** … or a label that it carries, `app=vllm`: the newest running one counts … */
    label: z.string().min(1).max(300).optional(),
    /** … or a service of a Compose project, `project/service`. */
    compose: z.string().regex(composePattern, 'is not project/service').optional(),
    /** Containers of the label or the service that have to run. */
    replicas: z.int().min(1).max(MOST_REPLICAS).default(1),
    /** Path of the daemon's socket; else that of DOCKER_HOST, else /var/run/docker.sock. */
    socket: z
      .string()
      .max(255)
      .regex(/^\/[^\0]*$/, 'must be an absolute path')
      .optional(),
    /** The container must have been given a GPU (`true`), or at least so many. */
    gpus: z.union([z.boolean(), z.int().min(1).max(255)]).default(false),
    /** The image that it has to be made of; where it is missing, its registry is asked for it. */
    image: z.string().regex(imagePattern, 'is not the name of an image').optional(),
    /** Ports of this machine on which callers reach it: `8000`, or `10.0.0.5:8000` on that address. */
    publishes: z
      .array(z.union([z.int().min(1).max(65_535), publishedPort]))
      .max(MOST_EXPECTED)
      .default([]),
    /** Networks that it has to be connected to. */
    networks: z
      .array(z.string().regex(namePattern, 'is not the name of a network'))
      .max(MOST_EXPECTED)
      .default([]),
    /** Containers that it talks to: each must share a network with it. */
    peers: z
      .array(z.string().regex(namePattern, 'is not a container name or id'))
      .max(MOST_PEERS)
      .default([]),
    /** Paths in the container at which something that is not empty has to be mounted. */
    mounts: z.array(absolutePath).max(MOST_EXPECTED).default([]),
    /** Paths in the container that must not be mounted read-only. */
    writes: z.array(absolutePath).max(MOST_EXPECTED).default([]),
  })
  .refine(
    ({ container, label, compose }) =>
      [container, label, compose].filter((name) => name !== undefined).length === 1,
    'name the container once: container, label or compose',
  );

export type DockerOptions = z.infer<typeof dockerOptions>;

export function isContainerName(text: string): boolean {
  return namePattern.test(text);
}

export function isComposeService(text: string): boolean {
  return composePattern.test(text);
}
