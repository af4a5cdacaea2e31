import { z } from 'zod';
import { condition, count, flag, instant, list, member, metadata, text, words } from './parts.ts';

const running = z.object({ startedAt: instant });
const waiting = z.object({ reason: text, message: text });
const terminated = z.object({
  exitCode: count,
  signal: count,
  reason: text,
  message: text,
  startedAt: instant,
  finishedAt: instant,
});

/** One of the three, or none of them: then it waits, and nobody says why. */
const state = member({
  running: running.nullish().catch(null),
  waiting: waiting.nullish().catch(null),
  terminated: terminated.nullish().catch(null),
});

const containerStatus = z.object({
  name: z.string(),
  ready: flag,
  started: z.boolean().nullish().catch(null),
  restartCount: count,
  image: text,
  imageID: text,
  state,
  lastState: state,
});
export type ContainerStatus = z.infer<typeof containerStatus>;
export type Terminated = z.infer<typeof terminated>;

const container = z.object({
  name: z.string(),
  image: text,
  command: list(z.string()),
  args: list(z.string()),
  /** Only what stands there itself; what comes from Secrets and ConfigMaps has no value here. */
  env: list(z.object({ name: z.string(), value: text })),
  ports: list(z.object({ containerPort: count, name: text })),
  resources: member({ limits: words, requests: words }),
  restartPolicy: text,
  readinessProbe: z.unknown().optional(),
  startupProbe: z.unknown().optional(),
});
export type ContainerSpec = z.infer<typeof container>;

const volume = z.object({
  name: text,
  persistentVolumeClaim: z.object({ claimName: text }).optional().catch(undefined),
});

/** What a template of pods and a pod have in common. */
export const podSpec = member({
  nodeName: text,
  restartPolicy: text,
  nodeSelector: words,
  containers: list(container),
  initContainers: list(container),
  volumes: list(volume),
  schedulingGates: list(z.object({ name: text })),
});

export const pod = z.object({
  metadata,
  spec: podSpec,
  status: member({
    phase: text,
    reason: text,
    message: text,
    podIP: text,
    startTime: instant,
    conditions: list(condition),
    containerStatuses: list(containerStatus),
    initContainerStatuses: list(containerStatus),
  }),
});
export type Pod = z.infer<typeof pod>;
