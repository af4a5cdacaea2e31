import { z } from 'zod';
import { isContainerName } from '../../../../probes/docker/options.ts';
import { msOf, span } from '../../scenario/grammar.ts';
import { argvSchema } from '../../scenario/world-schema.ts';
import { byteSize } from '../byte-size.ts';

const ms = span.transform(msOf);

const container = z
  .string()
  .refine(isContainerName, 'is not a container name or id')
  .meta({ description: 'Name or id of a container with the label weaklink.drill=allow.' });
const socket = z
  .string()
  .max(255)
  .regex(/^\/[^\0]*$/, 'must be an absolute path')
  .optional()
  .meta({ description: "Default: the socket of DOCKER_HOST, else Docker's own." });

const target = { container, socket };

/** Docker's own grammar of image names, loosely: what it does not know it refuses itself. */
const imageName = z.string().regex(/^[a-z0-9][\w./:@-]{0,254}$/i, 'is not the name of an image');
const networkName = z.string().regex(/^[a-zA-Z0-9][\w.-]{0,254}$/, 'is not the name of a network');

export const dockerFaultOptions = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('stop'),
    ...target,
    grace: ms
      .default(2_000)
      .meta({ description: 'From SIGTERM to SIGKILL, in whole seconds. Default: 2s.' }),
  }),
  z.strictObject({ action: z.literal('kill'), ...target }),
  z.strictObject({ action: z.literal('pause'), ...target }),
  z.strictObject({
    action: z.literal('restart-loop'),
    ...target,
    life: ms
      .refine((value) => value >= 100, 'must be at least 100ms: faster is a load test of Docker')
      .default(500)
      .meta({ description: 'How long each life of the container lasts. Default: 500ms.' }),
  }),
  z.strictObject({
    action: z.literal('memory'),
    ...target,
    limit: byteSize
      .optional()
      .meta({ description: 'Of memory and swap together. Default: half of what it uses.' }),
    hog: argvSchema
      .optional()
      .meta({ description: 'Run in the container until the kernel kills for lack of memory.' }),
  }),
  z.strictObject({
    action: z.literal('disconnect'),
    ...target,
    network: networkName.optional().meta({ description: 'Default: each that it is in.' }),
  }),
  z.strictObject({
    action: z.literal('swap-image'),
    ...target,
    image: imageName.meta({ description: 'An image of this machine; nothing is pulled.' }),
    command: argvSchema.optional().meta({ description: "Default: the original's, where stated." }),
  }),
]);

export type DockerFault = z.output<typeof dockerFaultOptions>;
export type DockerActionName = DockerFault['action'];
export type OptionsOf<Name extends DockerActionName> = Extract<DockerFault, { action: Name }>;

export const dockerActionNames = [
  'stop',
  'kill',
  'pause',
  'restart-loop',
  'memory',
  'disconnect',
  'swap-image',
] as const satisfies readonly DockerActionName[];
