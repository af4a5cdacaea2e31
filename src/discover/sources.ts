import type { Source } from './context.ts';
import { fromKubernetes } from './kubernetes/from-kubernetes.ts';
import { fromConnections } from './sources/connections.ts';
import { fromDocker } from './sources/docker.ts';
import { fromEnvironment } from './sources/environment.ts';
import { fromEnvoy } from './sources/envoy.ts';
import { fromGpus } from './sources/gpus.ts';
import { fromHaproxy } from './sources/haproxy.ts';
import { fromHost } from './sources/host.ts';
import { fromLitellm } from './sources/litellm.ts';
import { fromNginx } from './sources/nginx.ts';
import { fromPrometheus } from './sources/prometheus.ts';
import { fromSockets } from './sources/sockets.ts';
import { fromSsh } from './sources/ssh.ts';
import { fromSystemd } from './sources/systemd.ts';

/**
 * Every source of guesses: one file each, one line here. The earlier one names what several found, so
 * those stand first whose names people use.
 */
export const sources = {
  docker: fromDocker,
  kubernetes: (context) => fromKubernetes(context, context.cluster),
  litellm: fromLitellm,
  nginx: fromNginx,
  haproxy: fromHaproxy,
  envoy: fromEnvoy,
  systemd: fromSystemd,
  sockets: fromSockets,
  environment: fromEnvironment,
  connections: fromConnections,
  prometheus: fromPrometheus,
  ssh: fromSsh,
  gpus: fromGpus,
  host: fromHost,
} as const satisfies Record<string, Source>;

export type SourceName = keyof typeof sources;
